"""The roll-up: the same figures at every moment, however many folders run."""

import asyncio
from collections import Counter
from contextlib import suppress
from datetime import date
from random import Random

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.case import CaseKind
from hub.domain.counting import Cell
from hub.domain.statistics import StatisticsFilter
from hub.store import statistics
from hub.store.database import Database
from hub.store.tables import statistics_cells, statistics_deltas
from tests.store import rows

YEAR = StatisticsFilter(start=date(2026, 1, 1), end=date(2026, 12, 31))
PLAIN = Cell("2026-03", "62.01.pupr", "62.01", "lampu", "COMPLAINT", "portal", "RECEIVED", "received", 0)


def cell(**changed: object) -> Cell:
    fields = {name: getattr(PLAIN, name) for name in statistics.COORDINATES}
    return Cell(**(fields | changed))  # type: ignore[arg-type]


async def add(database: Database, deltas: dict[Cell, int]) -> None:
    await database.write(lambda conn: statistics.append_deltas(conn, deltas))


async def fold(database: Database, limit: int = 1000) -> int:
    return await database.write(lambda conn: statistics.fold(conn, limit))


async def read(
    database: Database, conditions: StatisticsFilter = YEAR, by: tuple[str, ...] = statistics.COORDINATES
) -> dict[Cell, int]:
    async with database.reading() as conn:
        found = await statistics.read(conn, conditions, by)
    assert [key for key, _ in found] == sorted((key for key, _ in found), key=_order)
    return dict(found)


def _order(key: Cell) -> tuple[object, ...]:
    return tuple(getattr(key, name) for name in statistics.COORDINATES)


async def test_figures_are_the_same_before_and_after_folding(database_url: str) -> None:
    async with rows.opened(database_url) as database:
        await add(database, {PLAIN: 1, cell(measure="open"): 1})
        await add(database, {PLAIN: 2, cell(measure="open"): -1})
        before = await read(database)
        folded = [await fold(database, 3), await fold(database, 3), await fold(database, 3)]
        after = await read(database)
        await add(database, {PLAIN: 4})
        both = await read(database)

    assert folded == [3, 1, 0]
    assert before == after == {PLAIN: 3}
    assert both == {PLAIN: 7}


async def test_an_aborted_fold_leaves_everything_as_it_was(database_url: str) -> None:
    async def work(conn: AsyncConnection) -> None:
        assert await statistics.fold(conn) == 1
        raise LookupError

    async with rows.opened(database_url) as database:
        await add(database, {PLAIN: 5})
        with suppress(LookupError):
            await database.write(work)
        assert await read(database) == {PLAIN: 5}
        assert await fold(database) == 1
        assert await read(database) == {PLAIN: 5}


OTHERS = {
    "month": cell(month="2025-12"),
    "region": cell(region="62.011"),
    "agency": cell(agency="62.01.dlh"),
    "kind": cell(kind="SUGGESTION"),
    "topic": cell(topic="jalan"),
    "channel": cell(channel="lapor"),
}


@pytest.mark.parametrize("folded", [False, True], ids=["deltas", "cells"])
@pytest.mark.parametrize(
    ("conditions", "left_out"),
    [
        (YEAR, {"month"}),
        (StatisticsFilter(date(2025, 12, 31), date(2026, 3, 1)), set()),
        (StatisticsFilter(date(2025, 1, 1), date(2026, 2, 28)), set(OTHERS) - {"month"}),
        (StatisticsFilter(date(2025, 1, 1), date(2026, 12, 1), region="62.01"), {"region"}),
        (StatisticsFilter(date(2025, 1, 1), date(2026, 12, 1), region="62"), set()),
        (StatisticsFilter(date(2025, 1, 1), date(2026, 12, 1), agency=("62.01.pupr", "x")), {"agency"}),
        (StatisticsFilter(date(2025, 1, 1), date(2026, 12, 1), kind=(CaseKind.COMPLAINT,)), {"kind"}),
        (StatisticsFilter(date(2025, 1, 1), date(2026, 12, 1), topic=("lampu",)), {"topic"}),
        (StatisticsFilter(date(2025, 1, 1), date(2026, 12, 1), channel=("portal",)), {"channel"}),
    ],
)
async def test_conditions_leave_out_exactly_what_they_name(
    database_url: str, conditions: StatisticsFilter, left_out: set[str], folded: bool
) -> None:
    async with rows.opened(database_url) as database:
        await add(database, {PLAIN: 1} | dict.fromkeys(OTHERS.values(), 1))
        if folded:
            await fold(database)
        found = await read(database, conditions)

    assert {name for name, other in OTHERS.items() if other not in found} == left_out
    assert (PLAIN in found) == (left_out != set(OTHERS) - {"month"})


async def test_coordinates_nobody_asked_for_are_added_up(database_url: str) -> None:
    async with rows.opened(database_url) as database:
        await add(database, {PLAIN: 1, cell(topic="jalan"): 2, cell(delicate=1): 4, cell(agency="b"): 8})
        found = await read(database, by=("agency",))

    bare = {name: "" for name in statistics.COORDINATES} | {"measure": "received", "delicate": 0}
    assert found == {
        Cell(**(bare | {"agency": "62.01.pupr"})): 3,  # type: ignore[arg-type]
        Cell(**(bare | {"agency": "62.01.pupr", "delicate": 1})): 4,  # type: ignore[arg-type]
        Cell(**(bare | {"agency": "b"})): 8,  # type: ignore[arg-type]
    }


async def test_readers_see_whole_figures_while_writers_and_folders_run(database_url: str) -> None:
    """Each transaction adds to one measure what it takes from another: their sum never moves."""
    left, right = cell(measure="open"), cell(measure="closed")
    chance = Random(1)  # noqa: S311 the same moves every time
    sums: list[int] = []
    async with rows.opened(database_url) as database, rows.opened(database_url) as other:
        await add(database, {left: 1000})
        done = asyncio.Event()

        async def move() -> None:
            for _ in range(25):
                amount = chance.randint(1, 9)
                await add(database, {left: -amount, right: amount})

        async def merge(own: Database) -> None:
            while not done.is_set():
                await fold(own, chance.randint(1, 20))
                await asyncio.sleep(0)

        async def watch() -> None:
            while not done.is_set():
                sums.append(sum((await read(database)).values()))

        async with asyncio.TaskGroup() as tasks:
            for job in (merge(database), merge(other), watch()):
                tasks.create_task(job)
            await asyncio.gather(*(move() for _ in range(4)))
            done.set()
        last = await read(database)
        while await fold(database):
            pass

        assert await read(database) == last
        async with database.reading() as conn:
            assert (await conn.execute(select(func.count()).select_from(statistics_deltas))).scalar_one() == 0
            assert (await conn.execute(select(func.count()).select_from(statistics_cells))).scalar_one() == 2

    assert set(sums) == {1000}
    assert len(sums) > 5


async def test_nothing_to_add_costs_no_statement(sqlite_url: str) -> None:
    async with rows.opened(sqlite_url) as database:
        await add(database, Counter())
        assert await fold(database) == 0
        assert await read(database) == {}
