"""Queries over four agencies' systems in processes of their own: what they cost, what a fault costs them."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from strawberry.types import ExecutionResult

from hub.casework.allowance import Bounds
from hub.connectors.live import LiveRule
from hub.domain.exchange import CircuitState
from sandbox.faults import HUGE_BYTES
from tests.e2e.federated import LISTS, NAMES, Federation, federation

CASES = 16
QUICK = LiveRule(fresh=60.0, deadline=0.5, patience=1.0)
MARGIN_S = 0.5
FAULTS: dict[str, dict[str, Any]] = {
    "slow": {"seconds": 30.0},
    "drip": {"seconds": 0.05},
    "huge": {},
    "garbage": {},
    "silent": {},
    "down": {},
    "error500": {},
    "throttle429": {},
}
RECORDS_OF = {name: CASES // len(NAMES) + (name != NAMES[0]) for name in NAMES}  # the first case: one of each
CALLS = {**RECORDS_OF, "lapor-nasional": 2 * RECORDS_OF["lapor-nasional"], LISTS: 1}  # LAPOR: record and log


@pytest.fixture(scope="module")
async def running(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Federation]:
    directory = tmp_path_factory.mktemp("federation")
    shutil.copy(sqlite_template, directory / "hub.db")
    url = f"sqlite+aiosqlite:///{directory / 'hub.db'}"
    async with federation(url, directory / "systems", CASES) as found:
        yield found


def records(answer: ExecutionResult) -> list[Any]:
    assert answer.data is not None
    return [record for edge in answer.data["cases"]["edges"] for record in edge["node"]["records"]]


def words(answer: ExecutionResult) -> dict[str, str | None]:
    """The words of the first case's records, by system."""
    return {one["connector"]["name"]: one["statusText"] for one in records(answer)}


async def test_records_are_read_once_each_or_in_lists_and_not_again_while_they_are_fresh(
    running: Federation,
) -> None:
    async with running.fresh(LiveRule(fresh=60.0)):
        cold = await running.ask(CASES)
        calls = dict(running.heard.calls)
        warm = await running.ask(CASES)

        assert calls == CALLS
        assert dict(running.heard.calls) == calls
    assert cold.errors is None
    assert len(records(cold)) == CASES + 3
    assert not [one for one in records(cold) if one["stale"] or one["statusText"] is None]
    assert warm.data == cold.data


async def test_fifty_identical_queries_at_once_make_the_calls_of_one(running: Federation) -> None:
    async with running.fresh(LiveRule(fresh=60.0)):
        answers = await asyncio.gather(*(running.ask(CASES) for _ in range(50)))

        assert dict(running.heard.calls) == CALLS
    assert [one.errors for one in answers] == [None] * 50
    assert all(one.data == answers[0].data for one in answers)


@pytest.mark.parametrize("mode", FAULTS)
async def test_a_faulty_system_costs_its_own_word_and_no_more_time_than_its_deadline(
    running: Federation, mode: str
) -> None:
    faulty = NAMES[list(FAULTS).index(mode) % len(NAMES)]
    async with running.fresh(QUICK):
        with running.faulty(faulty, mode, **FAULTS[mode]):
            began = time.monotonic()
            answer = await running.ask(1)
            seconds = time.monotonic() - began

    assert seconds < QUICK.deadline + MARGIN_S
    found = words(answer)
    assert [name for name in NAMES if found[name] is None] == [faulty]
    (error,) = answer.errors or []
    assert error.path == ["cases", "edges", 0, "node", "records", NAMES.index(faulty), "statusText"]
    facts = error.extensions or {}
    assert facts.keys() == {"code", "source", "retryable", "errorId", "asOf"}
    assert (facts["code"], facts["source"]) == ("UPSTREAM_UNAVAILABLE", faulty)


async def test_what_a_faulty_system_sent_never_reaches_a_client(running: Federation) -> None:
    addresses = [running.systems[name].url.rpartition(":")[2] for name in NAMES]
    for mode in ("garbage", "error500", "huge"):
        async with running.fresh(QUICK):
            with running.faulty(NAMES[1], mode):
                answer = await running.ask(1)
        told = str([error.formatted for error in answer.errors or []])
        assert len(told) < HUGE_BYTES / 1000
        for canary in ("http", "127.0.0.1", "Gangguan", "html", "xxxx", '"sta', "retry-after", *addresses):
            assert canary not in told


async def test_what_was_read_before_stands_in_for_a_hung_system(running: Federation) -> None:
    rule = LiveRule(fresh=5.0, deadline=0.3, patience=0.6)
    async with running.fresh(rule):
        before = await running.ask(1)
        as_of = records(before)[0]["asOf"]
        running.hub.later(minutes=5)
        with running.faulty(NAMES[0], "slow", seconds=30.0):
            answer = await running.ask(1)

    assert answer.errors is None
    assert words(answer) == words(before)
    assert [one["stale"] for one in records(answer)] == [True, False, False, False]
    assert records(answer)[0]["asOf"] == as_of


async def test_a_hung_system_is_left_alone_in_the_end_and_costs_no_time_any_more(running: Federation) -> None:
    rule = LiveRule(fresh=0.0, keep=0.001, deadline=0.15, patience=0.2)
    async with running.fresh(rule) as peers:
        with running.faulty(NAMES[2], "slow", seconds=30.0):
            for _ in range(14):  # each call serves two of them
                await running.ask(1)
            began = time.monotonic()
            answer = await running.ask(1)
            seconds = time.monotonic() - began
        states = {one.operation: one.state for one in peers.circuits(NAMES[2])}

    assert seconds < 0.15
    assert [name for name, word in words(answer).items() if word is None] == [NAMES[2]]
    assert (states["fetch"], states[""]) == (CircuitState.OPEN, CircuitState.CLOSED)
    assert not peers.circuit_open(NAMES[2], "forward")


async def test_over_budget_some_words_are_missing_and_the_rest_is_served(running: Federation) -> None:
    async with running.fresh(bounds=Bounds(per_operation=5)):
        answer = await running.ask(CASES)

        assert running.heard.calls == {LISTS: 1, NAMES[0]: 4}
    codes = [(error.extensions or {})["code"] for error in answer.errors or []]
    assert set(codes) == {"UPSTREAM_BUDGET"}
    known = [one for one in records(answer) if one["statusText"] is not None]
    assert len(known) == RECORDS_OF[LISTS] + 4
    assert len(records(answer)) == CASES + 3
