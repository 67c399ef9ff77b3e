"""The roll-up of all figures. Writers only add deltas, so no row is hot; a folder merges them into cells."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, func, insert, literal, or_, select, text, union_all
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.counting import Cell
from hub.domain.statistics import StatisticsFilter
from hub.store.tables import statistics_cells, statistics_deltas

COORDINATES = tuple(one.name for one in fields(Cell))
ALWAYS = frozenset({"measure", "delicate"})  # figures that differ in these are never added up here
_TURN = 0x6C61706F73  # any number, the same in every process


async def append_deltas(conn: AsyncConnection, deltas: Mapping[Cell, int]) -> None:
    """Add to the figures, in the transaction that changes the case."""
    if deltas:
        rows = [asdict(cell) | {"amount": amount} for cell, amount in deltas.items()]
        await conn.execute(insert(statistics_deltas), rows)


async def fold(conn: AsyncConnection, limit: int = 1000) -> int:
    """Merge the oldest deltas into their cells; how many. 0: nothing to do, or another process is at it.

    `limit` is at most 30,000.
    """
    if conn.dialect.name == "postgresql" and not await _has_turn(conn):
        return 0
    columns = [statistics_deltas.c[name] for name in COORDINATES]
    query = (
        select(statistics_deltas.c.position, *columns, statistics_deltas.c.amount)
        .order_by(statistics_deltas.c.position)
        .limit(limit)
    )
    positions: list[int] = []
    sums: Counter[Cell] = Counter()
    for position, *coordinates, amount in await conn.execute(query):
        positions.append(position)
        sums[Cell(*coordinates)] += amount
    if positions:
        await _add(conn, sums)
        await conn.execute(delete(statistics_deltas).where(statistics_deltas.c.position.in_(positions)))
    return len(positions)


async def read(
    conn: AsyncConnection, conditions: StatisticsFilter, by: Collection[str] = COORDINATES
) -> list[tuple[Cell, int]]:
    """All figures that are not 0, in coordinate order; the same before, while and after a folder runs.

    Args:
        conn: any connection.
        conditions: topics and agencies are taken as they are, a region with everything below it.
        by: coordinates to keep apart; the others are added up and '' in the answer. `measure` and `delicate`
            are always kept apart.
    """
    kept = [name for name in COORDINATES if name in ALWAYS or name in by]
    both = union_all(*(_matching(table, conditions, kept) for table in (statistics_cells, statistics_deltas)))
    figures = both.subquery()
    total = func.sum(figures.c.amount)
    keys = [figures.c[name] for name in kept]
    query = select(*keys, total).group_by(*keys).having(total != 0).order_by(*keys)
    nothing = dict.fromkeys(COORDINATES, "")
    return [
        (Cell(**(nothing | dict(zip(kept, row[:-1], strict=True)))), int(row[-1]))
        for row in await conn.execute(query)
    ]


async def _has_turn(conn: AsyncConnection) -> bool:
    asked = await conn.execute(text("SELECT pg_try_advisory_xact_lock(:turn)"), {"turn": _TURN})
    return bool(asked.scalar_one())


async def _add(conn: AsyncConnection, sums: Mapping[Cell, int]) -> None:
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    new = dialect.insert(statistics_cells)
    added = statistics_cells.c.amount + new.excluded.amount
    upsert = new.on_conflict_do_update(index_elements=COORDINATES, set_={"amount": added})
    await conn.execute(upsert, [asdict(cell) | {"amount": amount} for cell, amount in sums.items()])


def _matching(table: Table, conditions: StatisticsFilter, kept: Collection[str]) -> Any:
    columns = table.c
    wanted: list[ColumnElement[bool]] = [
        columns.month.between(f"{conditions.start:%Y-%m}", f"{conditions.end:%Y-%m}")
    ]
    if conditions.region is not None:
        below = columns.region.startswith(f"{conditions.region}.", autoescape=True)
        wanted.append(or_(columns.region == literal(conditions.region), below))
    choices = {
        "agency": conditions.agency,
        "kind": [kind.value for kind in conditions.kind],
        "topic": conditions.topic,
        "channel": conditions.channel,
    }
    if conditions.kept_from:
        wanted.append(columns.respondent.not_in(sorted(conditions.kept_from)))
    wanted += [columns[name].in_(values) for name, values in choices.items() if values]
    return select(*(columns[name] for name in kept), columns.amount).where(*wanted)
