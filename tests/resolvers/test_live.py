"""Live fields as a client sees them: old values that say so, agencies' figures, circuits, budgets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import pytest

from hub.casework.allowance import Bounds
from hub.casework.services import build
from hub.connectors.live import LiveReads, LiveRule, LiveRules
from hub.connectors.loopback import Loopback
from hub.domain.caller import ANONYMOUS
from hub.domain.case import CaseStatus
from hub.domain.exchange import Counts, StatusCount
from hub.errors import Unreachable
from hub.resolvers.contexts import Contexts
from tests.harness import ANALYST, COORDINATOR, PORTAL, Hub
from tests.resolvers.operations import SUBMIT, submission

SYSTEM = "kobar-disdukcapil"
RECORDS = "{ cases(first: 50) { edges { node { title records { statusText stale asOf } } } } }"
COUNTS = """query ($to: Date! = "2026-06-30") { agency(code: "62.01.disdukcapil") { name connector { name
  remoteCounts(from: "2026-01-01", to: $to) { from to total stale asOf
    byStatus { statusText status cases } } } } }"""
HEALTH = """{ agency(code: "62.01.disdukcapil") { connector { health { state reading restsUntil
  circuits { operation state openUntil } } } } }"""


class Counting(Loopback):
    """Counts its records by their word."""

    asked = 0

    async def counts(self, first: date, last: date) -> Counts:
        self.asked += 1
        if self.failures:
            raise self.failures.popleft()
        words = (StatusCount("Selesai", CaseStatus.CLOSED, 7), StatusCount("Rapat", None, 2))
        return Counts(first, last, 9, words, self._clock())


@pytest.fixture
def counting(hub: Hub) -> Counting:
    system = Counting(hub.agencies[SYSTEM].manifest, hub.now)
    hub.agencies.systems[SYSTEM] = system
    return system


@asynccontextmanager
async def bounded(hub: Hub, **bounds: float) -> AsyncIterator[None]:
    """The hub under other bounds, and with nothing remembered."""
    rules = LiveRules(LiveRule(fresh=5.0, deadline=1.0))
    live = LiveReads(hub.agencies, hub.now, rules)
    hub.services = build(hub.tools, live, bounds=Bounds(**bounds))  # type: ignore[arg-type]
    try:
        yield
    finally:
        await live.aclose()


async def cases(hub: Hub, count: int) -> None:
    for number in range(1, count + 1):
        await hub.ask(SUBMIT, PORTAL, input=submission(number))
    await hub.drain()


def connector(answer: Any) -> Any:
    return answer.data["agency"]["connector"]


async def test_an_agencys_own_figures_are_read_live_and_remembered(hub: Hub, counting: Counting) -> None:
    async with bounded(hub):
        for _ in range(3):
            answer = await hub.answer(COUNTS, ANALYST)

    assert answer.errors is None
    assert connector(answer)["remoteCounts"] == {
        "from": "2026-01-01",
        "to": "2026-06-30",
        "total": 9,
        "stale": False,
        "asOf": hub.now().isoformat(),
        "byStatus": [
            {"statusText": "Selesai", "status": "CLOSED", "cases": 7},
            {"statusText": "Rapat", "status": None, "cases": 2},
        ],
    }
    assert counting.asked == 1


async def test_figures_of_a_system_that_fails_are_the_last_ones_or_null_with_an_error(
    hub: Hub, counting: Counting
) -> None:
    async with bounded(hub):
        counting.failures.append(Unreachable())
        failed = await hub.answer(COUNTS, ANALYST)
        await hub.answer(COUNTS, ANALYST)
        hub.later(hours=2)
        counting.failures.append(Unreachable())
        old = await hub.answer(COUNTS, ANALYST)

    assert connector(failed) == {"name": SYSTEM, "remoteCounts": None}
    (error,) = failed.errors or []
    assert error.path == ["agency", "connector", "remoteCounts"]
    assert error.extensions is not None
    assert (error.extensions["code"], error.extensions["source"]) == ("UPSTREAM_UNAVAILABLE", SYSTEM)
    assert old.errors is None
    assert connector(old)["remoteCounts"]["stale"]


async def test_a_system_that_counts_nothing_is_null_without_an_error(hub: Hub) -> None:
    assert connector(await hub.answer(COUNTS, ANALYST)) == {"name": SYSTEM, "remoteCounts": None}


@pytest.mark.parametrize("last", ["2025-12-31", "2027-01-03"])
async def test_a_period_runs_forwards_and_ends_within_a_year(hub: Hub, counting: Counting, last: str) -> None:
    answer = await hub.answer(COUNTS, ANALYST, to=last)

    assert [(one.extensions or {})["code"] for one in answer.errors or []] == ["INVALID"]
    assert connector(answer)["remoteCounts"] is None
    assert counting.asked == 0


async def test_the_last_days_of_the_calendar_are_a_period_too(hub: Hub, counting: Counting) -> None:
    asked = COUNTS.replace("2026-01-01", "9999-12-30")
    answer = await hub.answer(asked, ANALYST, to="9999-12-31")

    assert answer.errors is None
    assert connector(answer)["remoteCounts"]["to"] == "9999-12-31"


async def test_circuits_are_shown_with_the_time_they_are_tried_again(hub: Hub) -> None:
    closed = connector(await hub.answer(HEALTH, COORDINATOR))["health"]
    hub.agencies.closed.add(SYSTEM)
    opened = connector(await hub.answer(HEALTH, COORDINATOR))["health"]

    assert (closed["reading"], closed["restsUntil"]) == (0, None)
    assert closed["circuits"] == [{"operation": None, "state": "CLOSED", "openUntil": None}]
    until = hub.later(seconds=30).isoformat()
    assert opened["circuits"] == [{"operation": None, "state": "OPEN", "openUntil": until}]


async def test_over_budget_the_last_word_stands_in_and_the_rest_is_served(hub: Hub) -> None:
    await cases(hub, 4)
    system = hub.agencies[SYSTEM]
    system.move("0", CaseStatus.IN_PROGRESS, "Sedang dicetak")
    await hub.hear()  # the word of one record is known to the store, those of the others are not

    async with bounded(hub, per_operation=2):
        answer = await hub.answer(RECORDS, COORDINATOR)

    assert answer.data is not None
    shown = [edge["node"] for edge in answer.data["cases"]["edges"]]
    assert [one["title"] for one in shown] == ["KTP elektronik belum jadi"] * 4
    told = [(one["records"][0]["statusText"], one["records"][0]["stale"]) for one in shown]
    assert told == [("RECEIVED", False), ("RECEIVED", False), (None, True), ("IN_PROGRESS", True)]
    (error,) = answer.errors or []
    assert error.path == ["cases", "edges", 2, "node", "records", 0, "statusText"]
    facts = dict(error.extensions or {})
    assert facts.pop("errorId")
    assert facts.pop("asOf")
    assert facts == {"code": "UPSTREAM_BUDGET", "source": SYSTEM, "retryable": True}


async def test_a_minute_later_the_budget_is_full_again(hub: Hub) -> None:
    await cases(hub, 3)
    async with bounded(hub, per_minute=2):
        first = await hub.answer(RECORDS, COORDINATOR)
        other = await hub.answer(RECORDS, PORTAL)
        hub.later(minutes=1)
        again = await hub.answer(RECORDS, COORDINATOR)

    assert [len(one.errors or []) for one in (first, other, again)] == [1, 0, 0]


async def sources(hub: Hub, query: str, caller: Any) -> Any:
    context = Contexts(hub.services, hub.cursors, hub.tools.new_id)(caller)
    context.tells_sources = True
    return (await hub.schema.execute(query, context_value=context)).extensions


async def test_who_asks_is_told_which_systems_took_part_and_how(hub: Hub) -> None:
    await cases(hub, 2)
    async with bounded(hub):
        told = await sources(hub, RECORDS, COORDINATOR)
        as_of = hub.now().isoformat()
        hub.later(hours=1)
        hub.agencies[SYSTEM].failures.extend([Unreachable(), Unreachable()])
        later = await sources(hub, RECORDS, COORDINATOR)

    assert told["upstream"] == {"estimated": 100, "calls": 2}
    (source,) = told["sources"]
    assert (source["name"], source["status"], source["asOf"]) == (SYSTEM, "OK", as_of)
    assert 0 <= source["latencyMs"] < 1000
    assert [(one["status"], one["asOf"]) for one in later["sources"]] == [("STALE", as_of)]


async def test_a_stranger_is_told_nothing_about_systems(hub: Hub) -> None:
    assert await sources(hub, "{ viewer { name } }", ANONYMOUS) is None
    assert await sources(hub, "{ viewer { name } }", PORTAL) == {
        "sources": [],
        "upstream": {"estimated": 0, "calls": 0},
    }
