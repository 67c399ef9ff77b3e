"""The hub without processes: real store, rules and schema; agencies in memory, a clock that tests move."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from itertools import count
from random import Random
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy.ext.asyncio import AsyncConnection
from strawberry.types import ExecutionResult

from hub.casework.deadlines import Deadlines
from hub.casework.forwarding import Forwarding
from hub.casework.ports import Run
from hub.casework.sealing import CursorSeal
from hub.casework.services import Services, build
from hub.casework.sweeping import Sweeping
from hub.casework.tools import Secrets, Tools
from hub.casework.updates import Updates
from hub.connectors.live import LiveReads
from hub.connectors.loopback import Loopback
from hub.domain.caller import Caller, Role
from hub.domain.case import CaseKind, IdentityProtection, Sensitivity, Visibility
from hub.domain.commands import ReporterDetails, Submission
from hub.domain.delivery import Patience
from hub.domain.directory import Directory
from hub.domain.exchange import Circuit, CircuitState, Idempotency, Manifest
from hub.reference.loader import load
from hub.resolvers.contexts import Contexts
from hub.resolvers.schema import HubSchema
from hub.resolvers.schema import build as build_schema
from hub.store import deliveries
from hub.store.database import Database
from hub.store.sealing import Sealer

START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # a Monday, 09:00 WIB
NOW_AND_THEN = Patience(backoff=(5.0, 60.0, 300.0), probe_seconds=60.0)
PULLED = "lingga-inbox"  # the one office that fetches its cases


@cache
def shipped() -> Directory:
    """The reference data that ships with the hub."""
    return load(None)


class Agencies:
    """Every agency's system, in memory; a `Peers`."""

    def __init__(self, clock: Any) -> None:
        self._clock = clock
        self.systems: dict[str, Loopback] = {}
        self.closed: set[str] = set()  # circuits that are open
        for agency in shipped().agencies.values():
            if agency.connector is not None:
                self.add(agency.connector, Idempotency.KEY)
        office = self.systems[PULLED]
        office.manifest = replace(office.manifest, pull=True, capabilities=frozenset())

    def add(self, name: str, idempotency: Idempotency) -> Loopback:
        """A system of that name, new and empty."""
        self.systems[name] = Loopback.named(name, self._clock, idempotency)
        return self.systems[name]

    def __getitem__(self, name: str) -> Loopback:
        return self.systems[name]

    def get(self, name: str) -> Loopback | None:
        """See `Peers`."""
        return self.systems.get(name)

    def manifest(self, name: str) -> Manifest | None:
        """See `Peers`."""
        system = self.systems.get(name)
        return system.manifest if system else None

    def manifests(self) -> tuple[Manifest, ...]:
        """See `Peers`."""
        return tuple(self.systems[name].manifest for name in sorted(self.systems))

    def circuit_open(self, name: str, operation: str = "forward") -> bool:
        """See `Peers`."""
        return name in self.closed

    def circuits(self, name: str) -> tuple[Circuit, ...]:
        """See `Peers`."""
        state = CircuitState.OPEN if name in self.closed else CircuitState.CLOSED
        return (Circuit("", state, 30.0 if name in self.closed else 0.0),)

    def resting(self, name: str) -> float:
        """See `Peers`."""
        return 0.0


@dataclass
class RecordedWork:
    """Durable work by hand: the deliveries table says what is to run, `Hub.drain` runs it."""

    submitted: list[Run] = field(default_factory=list)

    async def submit(self, conn: AsyncConnection, run: Run) -> None:
        """See `DurableWork`; may be of a transaction that is rolled back later."""
        self.submitted.append(run)

    async def cancel(self, run_ids: Sequence[str]) -> None:
        """See `DurableWork`."""

    async def open_runs(self) -> frozenset[str]:
        """None: so that the sweep finds everything that is due."""
        return frozenset()


@dataclass
class Hub:
    """One hub under test."""

    tools: Tools
    services: Services
    agencies: Agencies
    work: RecordedWork
    custodian: X25519PrivateKey
    moment: list[datetime]
    edition: list[Directory]  # the reference data in force
    keys: Any = field(default_factory=lambda: count(1))
    compares: bool = (
        False  # every planned answer with the reference; off where calls or statements are counted
    )

    @cached_property
    def schema(self) -> HubSchema:
        """The public schema."""
        return build_schema(open_introspection=True)

    async def ask(self, query: str, caller: Caller, **variables: Any) -> Any:
        """Run an operation as this caller; its data. Any GraphQL error fails the test."""
        answer = await self.answer(query, caller, **variables)
        assert answer.errors is None, answer.errors
        return answer.data

    async def answer(self, query: str, caller: Caller, **variables: Any) -> ExecutionResult:
        """The same with its errors. What a plan answered, the reference has to answer alike, to the byte."""
        answer = await self._run(query, caller, variables)
        if not isinstance(answer.data, orjson.Fragment):
            return answer
        compiled = orjson.dumps(answer.data)
        if self.compares:
            again = await self._run(query, caller, variables, interpreted=True)
            assert (compiled, None) == (orjson.dumps(again.data), again.errors)
        return ExecutionResult(orjson.loads(compiled), answer.errors, extensions=answer.extensions)

    async def _run(
        self, query: str, caller: Caller, variables: dict[str, Any], *, interpreted: bool = False
    ) -> ExecutionResult:
        context = Contexts(self.services, self.cursors, self.tools.new_id)(caller)
        return await self.schema.execute(
            query, variable_values=variables, context_value=context, interpreted=interpreted
        )

    @property
    def forwarding(self) -> Forwarding:
        """Attempts at messages."""
        return Forwarding(self.tools)

    @property
    def updates(self) -> Updates:
        """Polling and the inbox."""
        return Updates(self.tools)

    @property
    def deadlines(self) -> Deadlines:
        """Legal clocks."""
        return Deadlines(self.tools)

    @property
    def sweeping(self) -> Sweeping:
        """The net under the queue."""
        return Sweeping(self.tools)

    @property
    def cursors(self) -> CursorSeal:
        """Seals of this hub."""
        return CursorSeal(b"k" * 32, "epoch")

    def now(self) -> datetime:
        """The hub's clock."""
        return self.moment[0]

    def later(self, **delta: float) -> datetime:
        """Move the clock on."""
        self.moment[0] += timedelta(**delta)
        return self.moment[0]

    def submission(self, **changes: Any) -> Submission:
        """A street light in Kotawaringin Barat, or what the test makes of it."""
        base = Submission(
            idempotency_key=f"key-{next(self.keys):08}",
            kind=CaseKind.COMPLAINT,
            title="KTP elektronik belum jadi",
            body="Sudah tiga bulan KTP elektronik saya belum dicetak oleh Disdukcapil.",
            region="62.01.02",
            identity_protection=IdentityProtection.NAMED,
            visibility=Visibility.PUBLIC,
            sensitivity=Sensitivity.ORDINARY,
            topic="kependudukan.ktp",
            reporter=ReporterDetails(name="Pelapor Contoh", email="pelapor@example.org"),
        )
        return replace(base, **changes)

    async def send(self) -> int:
        """Run every message that could go out now, once. Returns how many."""
        async with self.tools.db.reading() as conn:
            due = await deliveries.due(conn, self.now(), 1000)
        for one in due:
            await self.forwarding.attempt(one.id, one.run)
        return len(due)

    async def hear(self) -> None:
        """Poll every system and apply what they say."""
        for name in list(self.agencies.systems):
            await self.updates.poll(name)
        while await self.updates.process():
            pass

    async def drain(self, rounds: int = 12) -> None:
        """Send and listen until nothing moves any more; time passes only for back-off."""
        for _ in range(rounds):
            sent = await self.send()
            await self.hear()
            if not sent:
                return


PORTAL = Caller("portal-kobar", "Portal Kobar", Role.PORTAL, channel="lapornurani")
OTHER_PORTAL = Caller("portal-ntb", "Portal NTB", Role.PORTAL, channel="ntb-portal")
COORDINATOR = Caller("koordinator-kobar", "Diskominfo", Role.COORDINATOR, region="62.01")
ANALYST = Caller("analis", "KemenPANRB", Role.ANALYST)
PARTNER = Caller("mitra", "Mitra", Role.PARTNER, region="62")
OPERATOR = Caller("operator", "Operator", Role.ADMIN)


def officer(agency: str) -> Caller:
    """The liaison officer of an agency."""
    return Caller(f"officer-{agency}", agency, Role.OFFICER, agency=agency)


@asynccontextmanager
async def hub_on(database_url: str, seed: int = 1) -> AsyncIterator[Hub]:
    """A hub over a migrated database, with the shipped reference data."""
    db = Database(database_url)
    try:
        yield hub_over(db, seed)
    finally:
        await db.aclose()


def hub_over(db: Database, seed: int = 1) -> Hub:
    """A new hub over a database that is open already."""
    edition = [shipped()]
    moment, chance, numbers = [START], Random(seed), count(1)  # noqa: S311 - repeatable, no secrets
    clock = lambda: moment[0]  # noqa: E731 - a name for what the tools call
    agencies, work = Agencies(clock), RecordedWork()
    custodian = X25519PrivateKey.generate()
    tools = Tools(
        db=db,
        directory=lambda: edition[0],
        clock=clock,
        new_id=lambda: f"{next(numbers):032x}",
        randomness=chance.randbytes,
        luck=lambda: 0.5,
        work=work,
        peers=agencies,
        sealer=Sealer([b"d" * 32], custodian.public_key()),
        secrets=Secrets(receipt=b"r" * 32, pepper=b"p" * 32, content=b"c" * 32),
        patience=NOW_AND_THEN,
    )
    services = build(tools, LiveReads(agencies, clock), poll_seconds=0.05)
    return Hub(tools, services, agencies, work, custodian, moment, edition)
