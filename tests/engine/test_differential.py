"""Whatever a client may ask: the engine answers as graphql-core does, to the byte, also when things fail."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.engine import leaves
from tests.engine.comparing import Comparison
from tests.engine.populated import populated

TAPES = st.binary(min_size=160, max_size=160)
DAILY, SOAK = 1_000, 100_000


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    """One loop for all examples."""
    with asyncio.Runner() as running:
        yield running


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


def compared(runner: asyncio.Runner, comparison: Comparison, examples: int) -> None:
    """So many operations, each answered twice."""

    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(TAPES)
    def one(tape: bytes) -> None:
        runner.run(comparison.compare(comparison.example(tape)))

    one()


def test_generated_operations_are_answered_alike(runner: asyncio.Runner, comparison: Comparison) -> None:
    comparison.told.clear()
    compared(runner, comparison, DAILY)
    told = comparison.told
    print(dict(told))
