"""One consumer of the civil registry's NIK service."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from hub.connectors.dukcapil.mapping import Answers, to_request
from hub.connectors.dukcapil.options import PULLS, Consumer, Options
from hub.connectors.instance import Instance, Origin, checked
from hub.connectors.kind import Parts, Prepared
from hub.domain.exchange import Capability, Health, HealthState
from hub.domain.identity import IdentityOutcome, IdentityQuery
from hub.errors import ConnectorError, CredentialFault, Unreachable

NOBODY = IdentityQuery("0" * 16, "-", date(1900, 1, 1), "")
"""A number nobody can have: what the service says to it proves that user, password and address are taken."""


def prepare(instance: Instance, keys: Mapping[str, object], origin: Origin) -> Prepared:
    """Checks the `[dukcapil]` section; see `Kind`."""
    consumer = checked(keys, Options, origin).dukcapil
    if consumer.path.rpartition("/")[2].upper() in PULLS:
        advice = "name a method that compares; this one hands out data"
        raise origin.fault("BAD_VALUE", "dukcapil.path", advice)
    return Prepared(
        frozenset({Capability.LOOKUP}),
        takes_notes=False,
        build=partial(DukcapilConnector, consumer),
        variables=(consumer.user_env, consumer.secret_env, consumer.address_env),
        channels=consumer.channels,
    )


class DukcapilConnector:
    """Element verification only."""

    def __init__(self, consumer: Consumer, parts: Parts) -> None:
        self.manifest = parts.manifest
        self._http, self._consumer = parts.http, consumer
        names, secrets = consumer.names, parts.secrets
        self._proof = {
            names.user: secrets[consumer.user_env],
            names.password: secrets[consumer.secret_env],
            names.address: secrets[consumer.address_env],
        }
        self._answers = Answers(names, consumer.threshold, consumer.codes, consumer.texts)

    async def health(self) -> Health:
        """Asks for a number nobody can have; never raises. It may count against the quota."""
        try:
            outcome = await self._ask(NOBODY, "health")
        except (Unreachable, CredentialFault) as fault:
            return Health(HealthState.DOWN, fault.code)
        except ConnectorError as fault:
            return Health(HealthState.DEGRADED, fault.code)
        if outcome is IdentityOutcome.QUOTA_EXHAUSTED:
            return Health(HealthState.DEGRADED, outcome.value)
        return Health(HealthState.UP)

    async def aclose(self) -> None:
        """Give connections back."""
        await self._http.aclose()

    async def verify_identity(self, query: IdentityQuery) -> IdentityOutcome:
        """Compares number, name and day of birth. A lost answer has changed nothing but the quota."""
        return await self._ask(query, "identity")

    async def _ask(self, query: IdentityQuery, op: str) -> IdentityOutcome:
        body = {**to_request(query, self._consumer.names, self._consumer.threshold), **self._proof}
        reply = await self._http.post(self._consumer.path, json=body, op=op, safe=True)
        return reply.read(self._answers.outcome)
