"""The registry: which kinds exist, which instances this deployment has, and how each is put together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Protocol

from hub.connectors import (
    ckan,
    declarative,
    dukcapil,
    inbox,
    lapor,
    loopback,
    open311,
    oss,
    peerhub,
    sapawarga,
    sicantik,
    sql,
)
from hub.connectors.address import Address, check_http, check_keys
from hub.connectors.auth import credential
from hub.connectors.base import (
    Connector,
    CountsCases,
    FeedsChanges,
    Fetches,
    Forwards,
    ListsFacilities,
    LooksUpPermits,
    ReadsWebhooks,
    Searches,
    VerifiesIdentity,
)
from hub.connectors.breaker import Breaker, BreakerRules
from hub.connectors.http import AgencyHttp
from hub.connectors.instance import Instance, Origin, read_instance
from hub.connectors.kind import Kind, Parts, Prepared, Reach, manifest_of
from hub.connectors.manners import manners_of
from hub.connectors.signature import Signature
from hub.connectors.timing import Clock, Ticks
from hub.connectors.variables import check_bare, mark, unset
from hub.connectors.watching import Unwatched, Watch
from hub.domain.exchange import Capability, Circuit, Health, HealthState, Idempotency, Manifest
from hub.errors import ConfigError

KINDS: Mapping[str, Kind] = {
    "ckan": ckan.prepare,
    "declarative": declarative.prepare,
    "dukcapil": dukcapil.prepare,
    "hub": peerhub.prepare,
    "inbox": inbox.prepare,
    "lapor": lapor.prepare,
    "loopback": loopback.prepare,
    "open311": open311.prepare,
    "oss": oss.prepare,
    "sapawarga": sapawarga.prepare,
    "sicantik": sicantik.prepare,
    "sql": sql.prepare,
}
Seam = Callable[[str, Instance], AgencyHttp]
"""Makes what calls the peer at an address."""
FETCHING = 3  # the maturity of an office that pulls: two-way, but the hub calls nobody
METHODS: Mapping[Capability, tuple[type, ...]] = {  # any of them
    Capability.FORWARD: (Forwards,),
    Capability.FETCH: (Fetches,),
    Capability.CHANGES: (FeedsChanges,),
    Capability.WEBHOOK: (ReadsWebhooks,),
    Capability.LOOKUP: (VerifiesIdentity, ListsFacilities, LooksUpPermits),
    Capability.STATISTICS: (CountsCases,),
}


class Guarded(Protocol):
    """What guards the calls to one peer."""

    def is_open(self, operation: str) -> bool:
        """Whether such a call would be `Unreachable` without being tried."""
        ...

    def circuits(self) -> tuple[Circuit, ...]:
        """The peer as a whole, then every operation that was called."""
        ...

    @property
    def resting(self) -> float:
        """Seconds the peer asked to be left alone."""
        ...


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every instance; `Peers` for casework and delivery."""

    listed: Mapping[str, Manifest]
    active: Mapping[str, Connector]
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # instance -> variables it waits for
    seams: Mapping[str, Guarded] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)  # instance -> digest of its file and variables

    @classmethod
    def of(cls, *connectors: Connector) -> "Catalogue":
        """A catalogue of ready connectors, without files."""
        active = {connector.manifest.name: connector for connector in connectors}
        return cls({name: connector.manifest for name, connector in active.items()}, active)

    def get(self, name: str) -> Connector | None:
        """None: not listed, or listed without its address or secrets."""
        return self.active.get(name)

    def manifest(self, name: str) -> Manifest | None:
        """None: not listed."""
        return self.listed.get(name)

    def manifests(self) -> tuple[Manifest, ...]:
        """All listed instances by name; one that is not active has maturity 0."""
        return tuple(self.listed[name] for name in sorted(self.listed))

    def circuit_open(self, name: str, operation: str = "forward") -> bool:
        """Whether such a call would end as `Unreachable` without being tried."""
        return name in self.seams and self.seams[name].is_open(operation)

    def circuits(self, name: str) -> tuple[Circuit, ...]:
        """See `Peers`."""
        return self.seams[name].circuits() if name in self.seams else ()

    def resting(self, name: str) -> float:
        """See `Peers`."""
        return self.seams[name].resting if name in self.seams else 0.0

    async def health(self, name: str) -> Health:
        """One cheap call to the peer; UNKNOWN where the instance is not active. Never raises."""
        connector = self.active.get(name)
        return Health(HealthState.UNKNOWN) if connector is None else await connector.health()

    async def aclose(self) -> None:
        """Give all connections back."""
        for connector in self.active.values():
            await connector.aclose()


def load_catalogue(
    directory: Path | None,
    environment: Mapping[str, str],
    clock: Clock,
    ticks: Ticks,
    breaker: BreakerRules | None = None,
    strict: bool = False,
    watch: Watch | None = None,
    only: str = "*",
    seam: Seam | None = None,
) -> Catalogue:
    """Read every `*.toml` of `directory` (None: the instances that ship with the hub).

    Args:
        environment: addresses and secrets, by the names the files give.
        clock: the hub's time; aware.
        ticks: monotonic seconds, for breakers and tokens.
        strict: an instance that lacks a variable stops the start; else it is listed only.
        watch: counts the calls.
        only: the one instance that is wanted, by its name.
        seam: reaches peers over HTTP instead of the network.

    Raises:
        ConfigError: all faults of all files, one `file:line: CODE: what to do` per line.
    """
    assembly = _Assembly(environment, clock, ticks, breaker or BreakerRules(), strict, watch or Unwatched())
    assembly.seam = seam or assembly.seam
    faults = []
    folder = directory or shipped()
    if not folder.is_dir():  # a mount that is away must not look like a country without agencies
        raise ConfigError(f"{folder.name}:1: BAD_VALUE: there is no such folder of instance files")
    for file in sorted(folder.glob(f"{only}.toml")):
        try:
            assembly.add(file)
        except ConfigError as fault:
            faults.append(str(fault))
    if faults:
        raise ConfigError("\n".join(faults))
    return Catalogue(assembly.listed, assembly.active, assembly.missing, assembly.seams, assembly.marks)


class _Assembly:
    """Collects instances one file at a time."""

    def __init__(
        self,
        environment: Mapping[str, str],
        clock: Clock,
        ticks: Ticks,
        rules: BreakerRules,
        strict: bool,
        watch: Watch,
    ) -> None:
        self.environment, self.clock, self.ticks, self.rules = environment, clock, ticks, rules
        self.strict, self.watch = strict, watch
        self.listed: dict[str, Manifest] = {}
        self.active: dict[str, Connector] = {}
        self.missing: dict[str, tuple[str, ...]] = {}
        self.seams: dict[str, Guarded] = {}
        self.marks: dict[str, str] = {}
        self.seam: Seam = self._http

    def add(self, file: Path) -> None:
        instance, keys, origin = read_instance(file)
        kind = KINDS.get(instance.kind)
        if kind is None:
            raise origin.fault("UNKNOWN_KIND", "kind", f"use one of {', '.join(sorted(KINDS))}")
        prepared = kind(instance, keys, origin)
        check_keys(prepared.address, instance, origin)
        _check_maturity(instance, prepared, origin)
        named = (*instance.variables(), *prepared.variables)
        missing = tuple(name for name in named if not self.environment.get(name))
        if missing and self.strict:
            raise unset(missing, origin)
        self.listed[instance.name] = manifest_of(instance, prepared, active=not missing)
        self.marks[instance.name] = mark(instance, named, origin, self.environment)
        if missing:
            self.missing[instance.name] = missing
        else:
            self._activate(instance, prepared, origin)

    def _activate(self, instance: Instance, prepared: Prepared, origin: Origin) -> None:
        check_bare(instance, self.environment, origin)
        address = self.environment.get(instance.base_url_env or "") or instance.base_url or ""
        http, reach = None, None
        if prepared.address is Address.HTTP:
            check_http(address, origin)
            http = self.seam(address, instance)
        elif prepared.address is Address.DATABASE:
            reach = Reach(address, Breaker(self.rules, self.ticks), self.ticks)
        manifest = self.listed[instance.name]
        signature = _signature(instance, self.environment)
        secrets = {name: self.environment[name] for name in prepared.variables}
        connector = prepared.build(Parts(instance, manifest, http, self.clock, signature, secrets, reach))
        _check_methods(connector, manifest, origin)
        self.active[instance.name] = connector
        if guard := http or reach:
            self.seams[instance.name] = guard

    def _http(self, address: str, instance: Instance) -> AgencyHttp:
        proof = credential(instance.auth, self.environment, self.ticks, instance.splp)
        manners = manners_of(instance, self.environment, self.ticks)
        circuit = Breaker(self.rules, self.ticks)
        told = partial(self.watch.called, instance.name)
        return AgencyHttp(address, instance.limits, proof, circuit, self.ticks, told=told, manners=manners)


def shipped() -> Path:
    """The folder of the instances that ship with the hub."""
    with resources.as_file(resources.files("hub.connectors") / "instances") as folder:
        return folder


def _signature(instance: Instance, environment: Mapping[str, str]) -> Signature | None:
    keys = instance.webhook
    if keys is None:
        return None
    return Signature(keys, environment[keys.secret_env].split(), environment.get(keys.user_env, ""))


def _check_maturity(instance: Instance, prepared: Prepared, origin: Origin) -> None:
    can = prepared.capabilities
    reached = 0
    steps = (
        bool(can & {Capability.FORWARD, Capability.LOOKUP}),
        can >= {Capability.FORWARD, Capability.FETCH},
        True,  # status comes back: FETCH can always be polled
        instance.idempotency is not Idempotency.NONE and Capability.WEBHOOK in can,
    )
    for step in steps:
        if not step:
            break
        reached += 1
    most = FETCHING if prepared.pull else reached
    if instance.maturity > most:
        raise origin.fault("BAD_VALUE", "maturity", f"its abilities reach {most} at most")


def _check_methods(connector: Connector, manifest: Manifest, origin: Origin) -> None:
    """The manifest promises what the object can do: no more and no less."""
    found = {ability for ability, protocol in METHODS.items() if isinstance(connector, protocol)}
    if found != manifest.capabilities & METHODS.keys():
        raise origin.fault("BAD_KIND", "kind", "this kind declares other abilities than it has")
    if manifest.idempotency is Idempotency.SEARCH and not isinstance(connector, Searches):
        raise origin.fault("BAD_VALUE", "idempotency", "say `search` only where the connector can search")
