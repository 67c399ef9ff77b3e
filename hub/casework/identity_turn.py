"""One question to one civil registry: may it be asked, the call, what the answer leaves behind."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.holding import refused_key
from hub.casework.tools import Tools
from hub.connectors.base import VerifiesIdentity
from hub.domain.caller import Caller
from hub.domain.civil_registry import registry_for
from hub.domain.exchange import Manifest
from hub.domain.identity import IdentityAnswer, IdentityOutcome, IdentityQuery
from hub.domain.national_id import place_of
from hub.errors import ConnectorError, CredentialFault, Misunderstood
from hub.store import cursors, identity_checks, quotas
from hub.store.identity_checks import Entry
from hub.store.quotas import Quota

OPERATION = "identity"  # of the circuit
ONE_DAY = timedelta(days=1)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Registry:
    manifest: Manifest
    connector: VerifiesIdentity


class IdentityTurn:
    """No transaction is open while the registry is asked."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def ask(self, caller: Caller, query: IdentityQuery, entry: Entry) -> IdentityAnswer:
        """Ask, unless it is known beforehand that there will be no answer. Never raises a `ConnectorError`.

        Raises:
            StoreFault: it could not be registered; nothing is told.
        """
        registry = self._registry(caller, query)
        early = await self.tools.db.write(lambda conn: self._begin(conn, registry, entry))
        if registry is None or early is not None:
            return IdentityAnswer(early or IdentityOutcome.UNAVAILABLE, self.tools.clock())
        outcome, fault = await self._asked(registry, query)
        now = self.tools.clock()
        await self.tools.db.write(
            lambda conn: self._settle(conn, registry.manifest, entry, outcome, fault, now)
        )
        if isinstance(fault, CredentialFault):
            log.error("credential refused", connector=registry.manifest.name, code=str(fault))
        elif fault is not None:
            log.warning("identity check failed", connector=registry.manifest.name, code=fault.code)
        return IdentityAnswer(outcome, now)

    async def _asked(
        self, registry: _Registry, query: IdentityQuery
    ) -> tuple[IdentityOutcome, ConnectorError | None]:
        """Also a fault in the code of a connector costs this one answer, not the whole operation."""
        try:
            return await registry.connector.verify_identity(query), None
        except ConnectorError as broken:
            return IdentityOutcome.UNAVAILABLE, broken
        except Exception:
            log.exception("identity check broke", connector=registry.manifest.name)
            return IdentityOutcome.UNAVAILABLE, Misunderstood("BROKEN")

    def _registry(self, caller: Caller, query: IdentityQuery) -> _Registry | None:
        offers: dict[str, _Registry] = {}
        for manifest in self.tools.peers.manifests():
            connector = self.tools.peers.get(manifest.name)
            if isinstance(connector, VerifiesIdentity):
                offers[manifest.name] = _Registry(manifest, connector)
        manifests = [one.manifest for one in offers.values()]
        chosen = registry_for(manifests, caller, place_of(query.national_id), self.tools.directory())
        return offers[chosen.name] if chosen is not None else None

    async def _begin(
        self, conn: AsyncConnection, registry: _Registry | None, entry: Entry
    ) -> IdentityOutcome | None:
        """Register that it will be asked; or the outcome, where it must not be."""
        now = self.tools.clock()
        early = await self._early(conn, registry.manifest if registry else None, now)
        if registry is not None and early is None:
            await identity_checks.asking(conn, entry, registry.manifest.name, now)
        else:
            await identity_checks.answered(conn, entry, None, early or IdentityOutcome.UNAVAILABLE, now)
        return early

    async def _early(
        self, conn: AsyncConnection, registry: Manifest | None, now: datetime
    ) -> IdentityOutcome | None:
        """UNAVAILABLE while there is none, it is down, rests or refuses our key; the quota goes last."""
        peers = self.tools.peers
        if registry is None or peers.circuit_open(registry.name, OPERATION):
            return IdentityOutcome.UNAVAILABLE
        if peers.resting(registry.name) > 0:  # it asked for that: Retry-After
            return IdentityOutcome.UNAVAILABLE
        if await refused_key(conn, self.tools, registry.name) is not None:
            return IdentityOutcome.UNAVAILABLE
        left = await quotas.take(conn, [_quota(registry, now)])
        return None if left else IdentityOutcome.QUOTA_EXHAUSTED

    async def _settle(
        self,
        conn: AsyncConnection,
        registry: Manifest,
        entry: Entry,
        outcome: IdentityOutcome,
        fault: ConnectorError | None,
        now: datetime,
    ) -> None:
        await identity_checks.answered(conn, entry, registry.name, outcome, now)
        if outcome is IdentityOutcome.QUOTA_EXHAUSTED:
            await quotas.spend(conn, _quota(registry, now))
        if fault is None:
            await cursors.succeeded(conn, registry.name, now)
        else:
            held = now if isinstance(fault, CredentialFault) else None
            await cursors.failed(conn, registry.name, fault.code, held)


def _quota(registry: Manifest, now: datetime) -> Quota:
    """Of one registry until its own midnight."""
    zone = ZoneInfo(registry.zone)
    today = now.astimezone(zone).date()
    midnight = datetime.combine(today + ONE_DAY, time.min, zone)
    return Quota(f"identity registry {registry.name}", today.isoformat(), midnight, registry.day_budget)
