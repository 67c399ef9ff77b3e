"""Whatever a client may ask: the engine answers as graphql-core does, to the byte, also when things fail."""

import asyncio
import logging
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from graphql import OperationType
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hub.engine import leaves
from tests.engine.comparing import Comparison, Example, Faults
from tests.engine.documented import documented, operations
from tests.engine.populated import CALLERS, populated
from tests.engine.writing import Written

TAPES = st.binary(min_size=160, max_size=160)
DAILY, SOAK = 500, 25_000
"""Operations; each is answered four times in both ways: as it is, and with three kinds of failures."""
LEAST_COMPILED = 0.4
LEAST_CLEAN = 0.9
NUMBER = "number"


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    """One loop for all examples; what is told to the log of invented failures is not shown."""
    logging.disable(logging.ERROR)
    with asyncio.Runner() as running:
        yield running
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def comparison(
    runner: asyncio.Runner, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Comparison]:
    """One populated hub."""
    path = tmp_path_factory.mktemp("populated") / "hub.db"
    shutil.copy(sqlite_template, path)
    stack = AsyncExitStack()
    hub, pool = runner.run(stack.enter_async_context(populated(f"sqlite+aiosqlite:///{path}")))
    yield Comparison(hub, pool)
    runner.run(stack.aclose())


def compared(runner: asyncio.Runner, comparison: Comparison, examples: int) -> Counter[str]:
    """So many operations; how they were answered. Raises for the simplest that is answered differently."""

    @settings(
        max_examples=examples,
        phases=[Phase.generate],
        report_multiple_bugs=False,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(TAPES)
    def one(tape: bytes) -> None:
        runner.run(comparison.compare(comparison.example(tape)))

    comparison.told.clear()
    comparison.clean.clear()
    one()
    return comparison.told


def check(told: Counter[str], clean: Counter[str]) -> None:
    """The engine did most of it by itself, faults were met, and few operations were refused."""
    answered = sum(told[how] for how in ("ROWS", "COMPILED", "REPLAYED", "INTERPRETED"))
    by_itself, whole = clean["ROWS"] + clean["COMPILED"], sum(clean.values())
    assert (told["ROWS"] + told["COMPILED"]) / answered >= LEAST_COMPILED, told
    assert by_itself / whole >= LEAST_CLEAN, clean  # without errors and without a look at the schema
    assert min(told["REPLAYED"], told["WITH_ERRORS"]) >= answered / 20, told
    assert told["REFUSED"] <= answered / 10, told


def test_generated_operations_are_answered_alike(runner: asyncio.Runner, comparison: Comparison) -> None:
    check(compared(runner, comparison, DAILY), comparison.clean)


@pytest.mark.soak
def test_a_hundred_thousand_answers_are_alike(runner: asyncio.Runner, comparison: Comparison) -> None:
    check(compared(runner, comparison, SOAK), comparison.clean)


@pytest.mark.parametrize("caller", CALLERS[:3], ids=lambda one: one.role.value)
def test_documented_operations_are_answered_alike(
    runner: asyncio.Runner, comparison: Comparison, caller: Any
) -> None:
    comparison.told.clear()
    for text in documented().values():
        if any(one.operation is not OperationType.QUERY for one in operations(text)):
            continue
        given = {NUMBER: comparison.pool.numbers[0], "first": 3, "channel": "lapornurani", "filter": {}}
        written = Written(text, {name: value for name, value in given.items() if f"${name}" in text})
        runner.run(comparison.compare(Example(written, caller, (Faults(), Faults(systems=2)))))
    assert comparison.told["INTERPRETED"] <= 4  # two whose variables are not known here
    assert comparison.told["ROWS"] + comparison.told["COMPILED"] >= 5


def _as_text(leaf: Any, value: str, nullable: bool, bind: Any, first: str) -> str:
    """A writer of leaves that forgets a rule: what is null is an empty text."""
    return f"({first} or '')" if leaf.name == "String" else leaves.written(leaf, value, nullable, bind, first)


async def _from_behind(run: Any, name: str, parents: Any, place: int) -> Any:
    """A run that gives each parent another one's answer."""
    return list(reversed(await run.loads(name, parents, run.given[place])))


@pytest.mark.parametrize("fault", ["leaf", "load"])
def test_the_comparison_finds_an_engine_that_is_wrong(
    runner: asyncio.Runner, comparison: Comparison, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    if fault == "leaf":
        monkeypatch.setattr("hub.engine.generating.written", _as_text)
    else:
        monkeypatch.setattr("hub.engine.running.Run.load", _from_behind)
    wrong = Comparison(comparison.hub, comparison.pool)
    text = "{ agencies(first: 3) { edges { node { name parent { name } } } } cases(first: 3) { edges { node {"
    text += " body answer timeline(first: 2) { edges { node { id note } } } } } } }"
    with pytest.raises(AssertionError):
        runner.run(wrong.compare(Example(Written(text, {}), CALLERS[0], (Faults(),))))
