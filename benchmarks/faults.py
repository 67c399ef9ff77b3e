"""What a fault of one agency's system costs a query over four, and how many calls a page of records makes."""

import asyncio
import logging
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hub.connectors.live import LiveRule
from tests.conftest import migrate
from tests.e2e.federated import LISTS, NAMES, Federation, federation

CASES = 100
CROWD = 50
RULE = LiveRule()
FAULTS: dict[str, dict[str, Any]] = {
    "none": {},
    "slow": {"seconds": 30.0},
    "drip": {},
    "huge": {},
    "garbage": {},
    "silent": {},
    "down": {},
    "error500": {},
    "error503": {},
    "throttle429": {},
}


@dataclass(frozen=True)
class Cost:
    """Of one fault at one system: seconds to the whole answer, and what was missing or old in it."""

    fault: str
    system: str
    first: float  # nothing was known yet
    nulls: int
    later: float  # the record had been read before
    stale: int


@dataclass(frozen=True)
class Calls:
    """HTTP calls to all systems, and what one record each would have been."""

    what: str
    queries: int
    records: int  # answered in all
    calls: int
    seconds: float


def words(answer: Any) -> list[Any]:
    """All records of an answer."""
    return [one for edge in answer.data["cases"]["edges"] for one in edge["node"]["records"]]


async def cost_of(found: Federation, fault: str, system: str) -> Cost:
    """The first case has a record at every system."""
    details = FAULTS[fault]
    seconds, answers = [], []
    for known in (False, True):
        async with found.fresh(RULE):
            if known:
                await found.ask(1)
                found.hub.later(minutes=5)
            with found.faulty(system, fault, **details) if fault != "none" else nullcontext():
                answers.append(words(await found.ask(1)))
        seconds.append(found.stopwatch[-1])
    nulls, stale = (sum(test(one) for one in page) for test, page in zip(TESTS, answers, strict=True))
    return Cost(fault, system, seconds[0], nulls, seconds[1], stale)


TESTS = (lambda one: one["statusText"] is None, lambda one: one["stale"])


async def calls_of(found: Federation) -> list[Calls]:
    """A page of records, first, again, and by a crowd."""
    rows = []
    async with found.fresh(LiveRule(fresh=60.0, deadline=30.0)):
        rows += [await counted(found, "cold", 1), await counted(found, "warm", 1)]
    async with found.fresh(LiveRule(fresh=60.0, deadline=30.0)):
        rows.append(await counted(found, f"{CROWD} at once, cold", CROWD))
    return rows


async def counted(found: Federation, what: str, queries: int) -> Calls:
    """So many equal queries at the same moment."""
    before, began = found.heard.calls.total(), time.monotonic()
    answers = await asyncio.gather(*(found.ask(CASES) for _ in range(queries)))
    seconds = time.monotonic() - began
    shown = sum(len(words(answer)) for answer in answers)
    return Calls(what, queries, shown, found.heard.calls.total() - before, seconds)


def costs(rows: Sequence[Cost]) -> Iterator[str]:
    """As Markdown; in a cell: seconds where nothing was known, and where the record had been read before."""
    systems = list(dict.fromkeys(one.system for one in rows))
    yield f"| fault | {' | '.join(systems)} | null of {len(NAMES)} | stale, if known |"
    yield "|---|" + "---|" * (len(systems) + 2)
    for fault in dict.fromkeys(one.fault for one in rows):
        mine = {one.system: one for one in rows if one.fault == fault}
        times = " | ".join(f"{mine[name].first:.2f} / {mine[name].later:.2f}" for name in systems)
        nulls = ", ".join(str(count) for count in sorted({one.nulls for one in mine.values()}))
        stale = ", ".join(str(count) for count in sorted({one.stale for one in mine.values()}))
        yield f"| {fault} | {times} | {nulls} | {stale} |"


def calls(rows: Sequence[Calls]) -> Iterator[str]:
    """As Markdown."""
    yield "| queries | records shown | calls to systems | calls per record | s |"
    yield "|---|---|---|---|---|"
    for one in rows:
        share = one.calls / one.records
        yield f"| {one.what} | {one.records} | {one.calls} | {share:.3f} | {one.seconds:.2f} |"


async def measured() -> tuple[list[Cost], list[Calls]]:
    """Everything, on a throw-away hub and its agencies."""
    with tempfile.TemporaryDirectory(prefix="hub-faults-") as folder:
        url = f"sqlite+aiosqlite:///{folder}/hub.db"
        await asyncio.to_thread(migrate, url)
        async with federation(url, Path(folder, "systems"), CASES) as found:
            rows = [await cost_of(found, fault, name) for fault in FAULTS for name in NAMES]
            return rows, await calls_of(found)


def main() -> int:
    """Print both tables."""
    logging.disable(logging.WARNING)  # every failure is logged, and is meant
    rows, counts = asyncio.run(measured())
    lists = f"{LISTS} reads lists, lapor-nasional takes two calls per record, the others one."
    print("\n".join([*costs(rows), "", lists, "", *calls(counts)]))
    return 0
