"""The roll-up: the same figures at every moment, however many folders run."""

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date
from random import Random

from sqlalchemy import Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.case import CaseKind
from hub.domain.counting import Cell
from hub.domain.statistics import StatisticsFilter
from hub.store import statistics
from hub.store.database import Database
from hub.store.statistics_tables import statistics_cells, statistics_deltas, statistics_marks
from tests.store import rows

YEAR = StatisticsFilter(start=date(2026, 1, 1), end=date(2026, 12, 31))
PLAIN = Cell("2026-03", "62.01.pupr", "62.01", "lampu", "COMPLAINT", "portal", "RECEIVED", "received", 0)

OPEN = replace(PLAIN, status="", measure="open:2026-03-02")


def cell(**changed: object) -> Cell:
    return replace(PLAIN, **changed)  # type: ignore[arg-type]


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
    return (*(getattr(key, name) for name in statistics.COORDINATES), key.measure)


async def test_figures_are_the_same_before_and_after_folding(database_url: str) -> None:
    async with rows.opened(database_url) as database:
        await add(database, {PLAIN: 1, cell(measure="overdue"): 1, OPEN: 1})
        await add(database, {PLAIN: 2, cell(measure="overdue"): -1, OPEN: -1})
        before = await read(database)
        folded = [await fold(database, 1), await fold(database, 3), await fold(database, 3)]
        after = await read(database)
        await add(database, {PLAIN: 4})
        both = await read(database)

    assert folded == [2, 2, 0]  # counts and marks are merged side by side
    assert before == after == {PLAIN: 3}
    assert both == {PLAIN: 7}


async def test_a_cell_that_comes_to_nothing_leaves_no_row(database_url: str) -> None:
    moved = cell(status="CLOSED")
    async with rows.opened(database_url) as database:
        await add(database, {PLAIN: 2, cell(measure="hops"): 1, OPEN: 1, moved: 1})
        await fold(database)
        await add(database, {PLAIN: -2, cell(measure="hops"): -1, OPEN: -1, moved: 1})
        await fold(database)

        assert await read(database) == {moved: 2}
        assert await count(database, statistics_cells) == 1
        assert await count(database, statistics_marks) == 0


async def test_single_measures_are_read_without_the_marks(database_url: str) -> None:
    async with rows.opened(database_url) as database:
        await add(database, {PLAIN: 2, cell(measure="hops"): 1, OPEN: 1})
        async with database.reading() as conn:
            assert dict(await statistics.read(conn, YEAR, measures=["received"])) == {PLAIN: 2}
            assert await statistics.months(conn) == ("2026-03", "2026-03")


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


EVER = (date(2025, 1, 1), date(2026, 12, 1))
LEFT_OUT = [
    (YEAR, {"month"}),
    (StatisticsFilter(date(2025, 12, 31), date(2026, 3, 1)), set()),
    (StatisticsFilter(date(2025, 1, 1), date(2026, 2, 28)), {"plain", *OTHERS} - {"month"}),
    (StatisticsFilter(*EVER, region="62.01"), {"region"}),
    (StatisticsFilter(*EVER, region="62"), set()),
    (StatisticsFilter(*EVER, agency=("62.01.pupr", "x")), {"agency"}),
    (StatisticsFilter(*EVER, kind=(CaseKind.COMPLAINT,)), {"kind"}),
    (StatisticsFilter(*EVER, topic=("lampu",)), {"topic"}),
    (StatisticsFilter(*EVER, channel=("portal",)), {"channel"}),
]


async def test_conditions_leave_out_exactly_what_they_name(database_url: str) -> None:
    cells = OTHERS | {"plain": PLAIN}
    async with rows.opened(database_url) as database:
        await add(database, dict.fromkeys(cells.values(), 1))
        for folded in (0, len(cells)):
            assert await fold(database, folded) == folded
            for conditions, left_out in LEFT_OUT:
                found = await read(database, conditions)
                missing = {name for name, one in cells.items() if one not in found}
                assert (missing, conditions) == (left_out, conditions)


async def test_coordinates_nobody_asked_for_are_added_up(database_url: str) -> None:
    async with rows.opened(database_url) as database:
        await add(database, {PLAIN: 1, cell(topic="jalan"): 2, cell(delicate=1): 4, cell(agency="b"): 8})
        found = await read(database, by=("agency", "delicate"))

    bare = {name: "" for name in statistics.COORDINATES} | {"measure": "received", "delicate": 0}
    assert found == {
        Cell(**(bare | {"agency": "62.01.pupr"})): 3,  # type: ignore[arg-type]
        Cell(**(bare | {"agency": "62.01.pupr", "delicate": 1})): 4,  # type: ignore[arg-type]
        Cell(**(bare | {"agency": "b"})): 8,  # type: ignore[arg-type]
    }


class Traffic:
    """Writers that take from one cell what they give to another, and folders beside them."""

    def __init__(self, own: Database, other: Database) -> None:
        self.own, self.other = own, other
        self.left, self.right = cell(), cell(status="CLOSED")
        self.chance = Random(1)  # noqa: S311 the same moves every time
        self.done = asyncio.Event()
        self.sums: list[int] = []

    async def move(self) -> None:
        for _ in range(25):
            amount = self.chance.randint(1, 9)
            await add(self.own, {self.left: -amount, self.right: amount})

    async def merge(self, database: Database) -> None:
        while not self.done.is_set():
            await fold(database, self.chance.randint(1, 20))
            await asyncio.sleep(0)

    async def watch(self) -> None:
        while not self.done.is_set():
            self.sums.append(sum((await read(self.own)).values()))

    async def run(self) -> None:
        await add(self.own, {self.left: 1000})
        async with asyncio.TaskGroup() as tasks:
            for job in (self.merge(self.own), self.merge(self.other), self.watch()):
                tasks.create_task(job)
            await asyncio.gather(*(self.move() for _ in range(4)))
            self.done.set()


async def count(database: Database, table: Table) -> int:
    async with database.reading() as conn:
        return int((await conn.execute(select(func.count()).select_from(table))).scalar_one())


async def test_readers_see_whole_figures_while_writers_and_folders_run(database_url: str) -> None:
    async with rows.opened(database_url) as database, rows.opened(database_url) as other:
        traffic = Traffic(database, other)
        await traffic.run()
        last = await read(database)
        while await fold(database):
            pass

        assert await read(database) == last
        assert await count(database, statistics_deltas) == 0
        assert await count(database, statistics_cells) == 2
    assert set(traffic.sums) == {1000}
    assert len(traffic.sums) > 5


async def test_counts_and_marks_are_those_of_one_instant(database_url: str) -> None:
    done = asyncio.Event()

    async def write(database: Database) -> None:
        for _ in range(40):
            await add(database, {PLAIN: 1, OPEN: 1})
        done.set()

    async def watch(database: Database) -> list[tuple[int, ...]]:
        seen = []
        while not done.is_set():
            async with database.reading() as conn:
                told = await statistics.read(conn, YEAR, ("agency",))
                each = (await statistics.by_each(conn, YEAR, ("agency",), ("kind",)))[""]
            seen += [tuple(amount for _, amount in found) for found in (told, each)]
        return seen

    async with rows.opened(database_url) as database:
        _, *watched = await asyncio.gather(write(database), *(watch(database) for _ in range(3)))
    assert all(len(set(pair)) <= 1 for seen in watched for pair in seen)
    assert sum(len(seen) for seen in watched) > 5


async def test_combinations_are_counted_without_being_read(database_url: str) -> None:
    by = ("agency", "topic")
    async with rows.opened(database_url) as database:
        await add(database, {cell(topic=f"t{place}"): 1 for place in range(5)})
        await fold(database)
        await add(database, {cell(topic="t0"): -1, cell(topic="t1"): 2, cell(topic="t5"): 1})
        async with database.reading() as conn:
            found = [await statistics.has_more(conn, YEAR, by, most) for most in (4, 5)]
            assert (found, await statistics.has_more(conn, YEAR, (), 1)) == ([True, False], False)


async def test_nothing_to_add_costs_no_statement(sqlite_url: str) -> None:
    async with rows.opened(sqlite_url) as database:
        await add(database, Counter())
        assert await fold(database) == 0
        assert await read(database) == {}
