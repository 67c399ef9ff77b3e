"""`python -m benchmarks.statistics`: figures of a million cases on each database, and whether they are right.

Every case is a row of its own, with what the timeline tells of its breaches; the figures are put in as the
hub does it, case by case. Then the roll-up is merged, quarters are published, questions are asked, and all
cases are counted again.
"""

import argparse
import asyncio
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import func, insert, select

from benchmarks import databases
from hub.casework.closing import Closing
from hub.casework.recounting import Recounting
from hub.domain.agency import Agency, AgencyRole, Tier
from hub.domain.caller import Caller
from hub.domain.case import Case, CaseEvent, CaseEventType, CaseKind, CaseStatus, Visibility
from hub.domain.counting import contribution
from hub.domain.directory import Directory
from hub.domain.statistics import StatisticsDimension as D
from hub.domain.statistics import StatisticsFilter
from hub.domain.verdicts import BREACHED, run_of, said_of
from hub.store import migrate, statistics
from hub.store.cases import to_row
from hub.store.statistics_tables import statistics_cells, statistics_marks
from hub.store.tables import case_events
from hub.store.tables import cases as case_rows
from tests.domain.builders import assigned
from tests.harness import ANALYST, OPERATOR, Hub, hub_on, shipped
from tests.postgres import NoPostgres

BATCH = 5_000
YEARS = (2023, 2025)
OFFICES = ("dukcapil", "pupr", "dinkes", "disdik", "dishub", "dlh", "rsud", "satpolpp")
CHANNELS = ("lapornurani", "ntb-portal", "sms", "wa")
NOW = datetime(2026, 6, 1, tzinfo=UTC)
PERIOD = StatisticsFilter(date(YEARS[0], 1, 1), date(YEARS[1], 12, 31))
YEAR = StatisticsFilter(date(2025, 1, 1), date(2025, 12, 31))
QUARTER = StatisticsFilter(date(2025, 7, 1), date(2025, 9, 30))
QUESTIONS = {
    "year by agency of a province": (replace(YEAR, region="35"), [D.AGENCY]),
    "quarter by region": (QUARTER, [D.REGION]),
    "quarter by region and kind": (QUARTER, [D.REGION, D.KIND]),
    "three years, months": (PERIOD, [D.MONTH]),
    "year by topic": (YEAR, [D.TOPIC]),
    "year of a city by agency and month": (replace(YEAR, region="35.78"), [D.AGENCY, D.MONTH]),
}
CROSSED = {
    "three years of a city by agency, month, status": (
        replace(PERIOD, region="35.78"),
        [D.AGENCY, D.MONTH, D.STATUS],
    ),
    "three years, months and statuses": (PERIOD, [D.MONTH, D.STATUS]),
}
"""Asked exactly only: published figures are never crossed."""

KINDS: dict[str, tuple[Caller, dict[str, bool]]] = {
    "published": (ANALYST, {}),
    "exact, counts": (OPERATOR, {"exact": True, "durations": False}),
    "exact, hours too": (OPERATOR, {"exact": True}),
}


@dataclass(frozen=True, slots=True)
class Lap:
    """One measurement."""

    what: str
    seconds: float
    found: str = ""


def offices(directory: Directory) -> Directory:
    """The shipped reference data with eight offices in every regency."""
    regencies = [region for region in directory.regions.values() if region.level == 2]
    made = {
        f"{one.code}.{name}": Agency(
            f"{one.code}.{name}", name, Tier.REGENCY, AgencyRole.OWNER, one.code, None, None
        )
        for one in regencies
        for name in OFFICES
    }
    return replace(directory, agencies={**directory.agencies, **made})


def cases(count: int, directory: Directory, luck: Random) -> Iterator[tuple[Case, list[CaseEvent]]]:
    """So many cases of three years: large cities have many, most topics are rare."""
    regencies = sorted(region.code for region in directory.regions.values() if region.level == 2)
    people = [directory.regions[code].population or 10_000 for code in regencies]
    topics = sorted(directory.topics)
    seconds = int((datetime(YEARS[1] + 1, 1, 1) - datetime(YEARS[0], 1, 1)).total_seconds())  # noqa: DTZ001
    places = luck.choices(regencies, people, k=count)
    subjects = luck.choices(topics, [1 / (place + 1) for place in range(len(topics))], k=count)
    for number in range(count):
        start = datetime(YEARS[0], 1, 1, tzinfo=UTC) + timedelta(seconds=luck.randrange(seconds))
        office = luck.choices(OFFICES, [30, 20, 14, 10, 8, 6, 5, 3])[0]
        agency = f"{places[number]}.{office}"
        answered = start + timedelta(hours=luck.expovariate(1 / 200)) if luck.random() < 0.8 else None
        late = luck.random() < 0.15
        case = assigned(
            id=f"{number:012}",
            tracking_number=f"H-{number:012}",
            created_at=start,
            updated_at=answered or start,
            verified_at=start + timedelta(hours=luck.expovariate(1 / 30)),
            first_response_at=answered,
            answered_at=answered,
            status=CaseStatus.CLOSED
            if answered
            else luck.choice([CaseStatus.IN_PROGRESS, CaseStatus.ARCHIVED]),
            closed_at=answered,
            kind=luck.choices(list(CaseKind), [8, 1, 1])[0],
            visibility=luck.choices(list(Visibility), [97, 3])[0],
            topic=subjects[number],
            region=places[number],
            channel=luck.choices(CHANNELS, [60, 25, 10, 5])[0],
            assignee=agency,
            owner=agency,
            breached=late,
            returns=int(luck.random() < 0.1),
            auto_routed=luck.random() < 0.6,
            rating=luck.choice([None, 3, 4, 5]) if answered else None,
        )
        yield case, [_breach(case, start + timedelta(days=20))] if late else []


def _breach(case: Case, at: datetime) -> CaseEvent:
    return CaseEvent(
        id=f"b{case.id}",
        case_id=case.id,
        sequence=1,
        type=CaseEventType.DEADLINE_BREACHED,
        status=case.status,
        version=1,
        actor="clock",
        agency=case.assignee,
        note=None,
        occurred_at=at,
        claimed_at=None,
        facts=said_of(run_of("RESOLUTION", case.created_at), at, "2026", BREACHED),
    )


async def fill(hub: Hub, count: int) -> None:
    """Cases, breaches and figures, some thousand per transaction."""
    directory, batch = hub.edition[0], []
    for one in cases(count, directory, Random(1)):  # noqa: S311
        batch.append(one)
        if len(batch) == BATCH:
            await _store(hub, batch)
            batch = []
    if batch:
        await _store(hub, batch)


async def _store(hub: Hub, batch: list[tuple[Case, list[CaseEvent]]]) -> None:
    directory = hub.edition[0]
    rows = [
        to_row(case)
        | {
            "search_text": "",
            "submitter": "benchmark",
            "idempotency_key": case.id,
            "request_hash": b"",
            "receipt_hash": case.id.encode(),
            "fingerprint": b"",
        }
        for case, _ in batch
    ]
    told = [_row(event) for _, events in batch for event in events]
    figures = [contribution(case, events, directory.zone_of(case.region)) for case, events in batch]

    async def work(conn: Any) -> None:
        await conn.execute(insert(case_rows), rows)
        if told:
            await conn.execute(insert(case_events), told)
        await statistics.append_many(conn, figures)

    await hub.tools.db.write(work)


def _row(event: CaseEvent) -> dict[str, Any]:
    names = [field for field in event.__dataclass_fields__ if field not in ("type", "status")]
    return {name: getattr(event, name) for name in names} | {
        "type": event.type.value,
        "status": event.status.value,
    }


async def lap(what: str, work: Callable[[], Coroutine[Any, Any, Any]], say: Console) -> Lap:
    """Do it once and look at the clock."""
    start = time.perf_counter()
    found = await work()
    done = Lap(what, time.perf_counter() - start, "" if found is None else str(found))
    say.print(f"  {done.seconds:8.2f} s  {what}  {done.found}  ({_peak()} MB at most so far)")
    return done


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


async def measured(url: str, count: int, say: Console) -> list[Lap]:
    """Everything, on one database."""
    async with hub_on(url) as hub:
        hub.edition[0], hub.moment[0] = offices(shipped()), NOW
        laps = [await lap(f"{count:,} cases with their figures stored", lambda: fill(hub, count), say)]
        laps.append(await lap("merging all deltas", lambda: _fold(hub), say))
        laps.append(await lap("publishing 12 quarters", lambda: _close(hub), say))
        for kind in KINDS:
            for name in QUESTIONS if kind == "published" else QUESTIONS | CROSSED:
                laps.append(await lap(f"{kind}: {name}", partial(_ask, hub, kind, name), say))
        laps.append(await lap("recount of every case", lambda: _recount(hub), say))
        return laps


async def _fold(hub: Hub) -> str:
    while await hub.tools.db.write(lambda conn: statistics.fold(conn, 20_000)):
        pass
    async with hub.tools.db.reading() as conn:
        cells = await conn.scalar(select(func.count()).select_from(statistics_cells))
        marks = await conn.scalar(select(func.count()).select_from(statistics_marks))
    return f"{cells:,} cells, {marks:,} marks"


async def _close(hub: Hub) -> str:
    return f"{len(await Closing(hub.tools).close())} quarters"


async def _ask(hub: Hub, kind: str, name: str) -> str:
    caller, options = KINDS[kind]
    wanted, by = (QUESTIONS | CROSSED)[name]
    report = await hub.services.statistics.report(caller, wanted, by, **options)
    told = sum(row.received is not None for row in report.rows)
    return f"{told:,} of {len(report.rows):,} rows told, {report.total.received or 0:,} cases"


async def _recount(hub: Hub) -> str:
    return f"{len(await Recounting(hub.tools).differences())} figures differ"


def main() -> int:
    """Measure and print; 1 when a database could not be had or a figure was wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.statistics", description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"))
    asked = parser.parse_args()
    say, out, wrong = Console(stderr=True), Console(), False
    for kind in [asked.database] if asked.database else ["sqlite", "postgresql"]:
        say.print(kind)
        with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder:
            try:
                with databases.empty(kind, Path(folder)) as pair:
                    migrate.upgrade(pair.hub)
                    laps = asyncio.run(measured(pair.hub, asked.cases, say))
            except NoPostgres as missing:
                say.print(str(missing))
                return 1
        table = Table("step", "seconds", "found", title=kind, title_justify="left")
        for one in laps:
            table.add_row(one.what, f"{one.seconds:.2f}", one.found)
        out.print(table)
        wrong = wrong or laps[-1].found != "0 figures differ"
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
