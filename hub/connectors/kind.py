"""How a kind of system is made known to the catalogue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from hub.connectors.base import Connector
from hub.connectors.http import AgencyHttp
from hub.connectors.instance import Instance, Origin
from hub.connectors.signature import Signature
from hub.connectors.timing import Clock
from hub.connectors.wild import Wild
from hub.domain.exchange import Capability, Health, HealthState, Manifest
from hub.errors import ConnectorError, CredentialFault, Unreachable


@dataclass(frozen=True, slots=True)
class Parts:
    """What an active instance is built from."""

    instance: Instance
    manifest: Manifest
    http: AgencyHttp
    clock: Clock
    signature: Signature | None  # where the instance has a `[webhook]`


@dataclass(frozen=True, slots=True)
class Prepared:
    """An instance whose keys are checked; known even where its secrets are missing.

    `build` makes the connector and calls nobody; `capabilities` and `takes_notes` are what it can do.
    """

    capabilities: frozenset[Capability]
    takes_notes: bool
    build: Callable[[Parts], Connector]
    runs_reply_window: bool = False  # see Manifest


Kind: TypeAlias = Callable[[Instance, Mapping[str, object], Origin], Prepared]
"""Checks the keys an instance has beyond the common ones; raises `ConfigError`."""


def manifest_of(instance: Instance, prepared: Prepared, active: bool) -> Manifest:
    """What the instance declares. One that lacks its address or secrets is listed only: maturity 0."""
    limits = instance.limits
    return Manifest(
        name=instance.name,
        kind=instance.kind,
        agency=instance.agency,
        capabilities=prepared.capabilities,
        idempotency=instance.idempotency,
        maturity=instance.maturity if active else 0,
        zone=instance.zone,
        takes_notes=prepared.takes_notes,
        settle_seconds=instance.settle_seconds,
        poll_seconds=limits.poll_seconds,
        concurrency=limits.concurrency,
        drain_per_second=limits.drain_per_second,
        window=limits.window,
        runs_reply_window=prepared.runs_reply_window,
    )


async def probe(http: AgencyHttp, path: str, judge: Callable[[Wild], object]) -> Health:
    """One cheap read, judged as any other answer; never raises a `ConnectorError`."""
    try:
        (await http.get(path)).read(judge)
    except ConnectorError as fault:
        down = isinstance(fault, Unreachable | CredentialFault)
        return Health(HealthState.DOWN if down else HealthState.DEGRADED, fault.code)
    return Health(HealthState.UP)
