"""A hub whose cases have records in four agency processes: what a query costs, and what a fault costs it."""

import shutil
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from strawberry.types import ExecutionResult

from hub.casework.allowance import Bounds
from hub.casework.services import build
from hub.connectors.base import Forwards
from hub.connectors.catalogue import Catalogue, load_catalogue
from hub.connectors.live import LiveReads, LiveRule, LiveRules
from hub.domain.exchange import Registered
from hub.store import records
from hub.store.records import StoredRecord
from sandbox.launch import Running, control, kill, start_all
from tests.connectors.peers import LAPOR, SECRET, SHIPPED, STILL, client, secret
from tests.connectors.samples import fresh_case, key_of
from tests.harness import OPERATOR, PORTAL, Hub, hub_on

NAMES = ("jabar-sapawarga", "lapor-nasional", "ntb-portal", "palangkaraya-open311")
LISTS = "palangkaraya-open311"  # reads several records in one call
PATHS = "complain|pengaduan|laporan|request"  # tokens are to be had whatever happens
RECORDS = """query ($first: Int!) { cases(first: $first, orderBy: OLDEST) { edges { node { title
  records { connector { name } externalId statusText stale asOf } } } } }"""
ROOMY = Bounds(per_operation=1_000, per_minute=100_000)


@dataclass
class Heard:
    """Counts the calls that really went out; see `Watch`."""

    calls: Counter[str] = field(default_factory=Counter)
    reads: Counter[str] = field(default_factory=Counter)

    def called(self, connector: str, operation: str, outcome: str, seconds: float) -> None:
        self.calls[connector] += operation == "fetch"

    def read(self, connector: str, operation: str, how: str) -> None:
        self.reads[how] += 1


@dataclass
class Federation:
    """The hub, the agencies, and what of them is counted since the last `fresh`."""

    hub: Hub
    systems: dict[str, Running]
    files: Path
    heard: Heard = field(default_factory=Heard)
    stopwatch: list[float] = field(default_factory=list)  # seconds of every query

    @asynccontextmanager
    async def fresh(self, rule: LiveRule | None = None, bounds: Bounds = ROOMY) -> AsyncIterator[Catalogue]:
        """Closed circuits, an empty memory, a full budget."""
        self.heard = Heard()
        peers = self.catalogue()
        tools = replace(self.hub.tools, peers=peers)
        live = LiveReads(peers, self.hub.now, LiveRules(rule or LiveRule()), b"", self.heard)
        self.hub.services = build(tools, live, bounds=bounds, ticks=time.monotonic)
        try:
            yield peers
        finally:
            await live.aclose()
            await peers.aclose()

    def catalogue(self) -> Catalogue:
        """The four instances, as they are shipped."""
        return load_catalogue(
            self.files, self.environment, self.hub.now, time.monotonic, strict=True, watch=self.heard
        )

    @property
    def environment(self) -> dict[str, str]:
        """Addresses and secrets of the four."""
        found = {}
        for name, running in self.systems.items():
            stem = name.upper().replace("-", "_")
            found[f"HUB_{stem}_URL"] = running.url + ("/lapor/3.0.0" if name in LAPOR else "")
            for use in ("KEY", "TOKEN", "ID", "AUTH"):
                found[f"HUB_SECRET_{stem}_{use}"] = secret(name, use)
            found[f"HUB_SECRET_{stem}_WEBHOOK"] = SECRET
        return found

    async def ask(self, first: int) -> ExecutionResult:
        """The records of so many cases, the oldest first; how long it took is kept."""
        began = time.monotonic()
        answer = await self.hub.answer(RECORDS, OPERATOR, first=first)
        self.stopwatch.append(time.monotonic() - began)
        return answer

    @contextmanager
    def faulty(self, name: str, mode: str, **details: Any) -> Iterator[None]:
        """One agency misbehaves for a while."""
        control(self.systems[name], "/fault", {"mode": mode, "path": PATHS, **details})
        try:
            yield
        finally:
            control(self.systems[name], "/fault", {"mode": "none"})

    async def hold(self, peers: Catalogue, name: str, case: str, hop: int) -> None:
        """The agency takes a case; the hub knows its record as that of `case`, and no word of it yet."""
        connector, sent = peers.active[name], fresh_case()
        assert isinstance(connector, Forwards)
        done = await connector.forward(sent, key_of(sent))
        assert isinstance(done, Registered)
        row = StoredRecord(
            connector=name,
            external_id=done.ref.id,
            case_id=case,
            assignment_id=await self._assignment(case),
            hop=hop,
            url=None,
            status_text=None,
            status=None,
            last_order=None,
            as_of=self.hub.now(),
            next_poll_at=None,
        )
        await self.hub.tools.db.write(lambda conn: records.add(conn, row))

    async def _assignment(self, case: str) -> str:
        (found,) = await self.hub.services.reading.assignments(OPERATOR, [_Parent(case)])  # type: ignore[list-item]
        return found[0].id


@dataclass(frozen=True)
class _Parent:
    id: str


@asynccontextmanager
async def federation(database_url: str, directory: Path, cases: int) -> AsyncIterator[Federation]:
    """The first case has a record at each of the four agencies, every further one at one of them, in turn."""
    systems = {one.name: one for one in start_all(_wanted(), directory)}
    try:
        files = directory / "instances"
        files.mkdir()
        for name in NAMES:
            shutil.copy(SHIPPED / f"{name}.toml", files)
        async with hub_on(database_url) as hub:
            found = Federation(hub, systems, files)
            async with found.fresh() as peers:
                for number in range(cases):
                    handed_in = hub.submission(title=f"Laporan {number:03}")
                    taken = await hub.services.intake.submit(PORTAL, handed_in)
                    hub.later(seconds=1)
                    for hop, name in enumerate(NAMES if number == 0 else NAMES[number % 4 :][:1], 1):
                        await found.hold(peers, name, taken.case.id, hop)
            yield found
    finally:
        for running in systems.values():
            kill(running)


def _wanted() -> list[tuple[str, str, dict[str, Any] | None]]:
    account = {
        "institution_id": LAPOR["lapor-nasional"],
        "auth_header_value": secret("lapor-nasional", "AUTH"),
        "token": secret("lapor-nasional", "TOKEN"),
    }
    institutions = [{"id": LAPOR["lapor-nasional"], "name": "Instansi"}]
    return [
        ("sapawarga", "jabar-sapawarga", {**client("jabar-sapawarga"), **STILL}),
        ("lapor", "lapor-nasional", {"accounts": [account], "institutions": institutions, **STILL}),
        ("oauth", "ntb-portal", {**client("ntb-portal"), **STILL}),
        ("open311", LISTS, {"api_key": secret(LISTS, "KEY"), **STILL}),
    ]
