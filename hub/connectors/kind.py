"""How a kind of system is made known to the catalogue."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from hub.connectors.address import Address
from hub.connectors.base import Connector
from hub.connectors.breaker import Breaker
from hub.connectors.http import AgencyHttp
from hub.connectors.instance import Instance, Origin
from hub.connectors.signature import Signature
from hub.connectors.timing import Clock, Ticks
from hub.connectors.wild import Wild
from hub.domain.exchange import Capability, Circuit, Health, HealthState, Manifest
from hub.errors import ConfigError, ConnectorError, CredentialFault, Unreachable


@dataclass(frozen=True, slots=True)
class Reach:
    """How a peer without HTTP is reached, and what guards the calls to it."""

    address: str = field(repr=False)  # holds a password
    breaker: Breaker  # shared by all calls to this instance
    ticks: Ticks

    def is_open(self, operation: str) -> bool:
        """Whether a call would be `Unreachable` without being tried; one circuit serves all operations."""
        return self.breaker.is_open

    def circuits(self) -> tuple[Circuit, ...]:
        """The one."""
        return (Circuit("", self.breaker.state, self.breaker.wait),)

    @property
    def resting(self) -> float:
        """A database asks nobody to wait."""
        return 0.0


@dataclass(frozen=True, slots=True)
class Parts:
    """What an active instance is built from."""

    instance: Instance
    manifest: Manifest
    seam: AgencyHttp | None  # None: not reached by HTTP
    clock: Clock
    signature: Signature | None  # where the instance has a `[webhook]`
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)  # of `Prepared.variables`
    reach: Reach | None = None  # where the kind asks for `Address.DATABASE`

    @property
    def http(self) -> AgencyHttp:
        """The seam of a kind that asks for `Address.HTTP`."""
        if self.seam is None:
            raise ConfigError(f"kind {self.instance.kind} is not reached by HTTP")
        return self.seam


@dataclass(frozen=True, slots=True)
class Prepared:
    """An instance whose keys are checked; known even where its secrets are missing.

    `build` makes the connector and calls nobody; `capabilities` and `takes_notes` are what it can do.
    """

    capabilities: frozenset[Capability]
    takes_notes: bool
    build: Callable[[Parts], Connector]
    runs_reply_window: bool = False  # see Manifest
    address: Address = Address.HTTP
    variables: tuple[str, ...] = ()  # further ones it cannot work without
    channels: tuple[str, ...] = ()  # see Manifest
    pull: bool = False  # see Manifest
    hub: str | None = None  # see Manifest


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
        day_budget=limits.day_budget,
        channels=prepared.channels,
        pull=prepared.pull,
        hub=prepared.hub,
    )


async def probe(http: AgencyHttp, path: str, judge: Callable[[Wild], object]) -> Health:
    """One cheap read, judged as any other answer; never raises a `ConnectorError`."""

    async def read() -> None:
        (await http.get(path, op="health")).read(judge)

    return await judged(read())


async def judged(call: Awaitable[object]) -> Health:
    """UP where a cheap call ends as agreed; never raises a `ConnectorError`."""
    try:
        await call
    except ConnectorError as fault:
        down = isinstance(fault, Unreachable | CredentialFault)
        return Health(HealthState.DOWN if down else HealthState.DEGRADED, fault.code)
    return Health(HealthState.UP)
