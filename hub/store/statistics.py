"""The roll-up of all figures. Writers only add deltas, so no row is hot; a folder merges them into cells."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.counting import MEASURES, WHISTLEBLOWING, Cell
from hub.domain.statistics import StatisticsFilter
from hub.store.statistics_tables import (
    PLACES,
    statistics_cells,
    statistics_deltas,
    statistics_mark_deltas,
    statistics_marks,
)

COORDINATES = tuple(one.name for one in fields(Cell) if one.name != "measure")
_SEVERAL = 60  # months
_TURN = 0x6C61706F73  # any number, the same in every process
_CELLS = (*PLACES, "delicate")
_COUNTED, _MARKED = (statistics_cells, statistics_deltas), (statistics_marks, statistics_mark_deltas)


async def append_deltas(conn: AsyncConnection, deltas: Mapping[Cell, int]) -> None:
    """Add to the figures, in the transaction that changes the case."""
    await append_many(conn, [deltas])


async def append_many(conn: AsyncConnection, cases: Iterable[Mapping[Cell, int]]) -> None:
    """The same for many cases at once, each with rows of its own."""
    counts: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    for deltas in cases:
        more, further = _rows(deltas.items())
        counts += more
        marks += further
    if counts:
        await conn.execute(insert(statistics_deltas), counts)
    if marks:
        await conn.execute(insert(statistics_mark_deltas), marks)


async def fold(conn: AsyncConnection, limit: int = 1000) -> int:
    """Merge the oldest deltas into their cells; how many. 0: nothing to do, or another process is at it.

    `limit` is at most 30,000.
    """
    if conn.dialect.name == "postgresql" and not await _has_turn(conn):
        return 0
    counted = await _merge(conn, _COUNTED, _CELLS, MEASURES, limit)
    return counted + await _merge(conn, _MARKED, (*_CELLS, "mark"), ("amount",), limit)


async def read(
    conn: AsyncConnection,
    conditions: StatisticsFilter,
    by: Collection[str] = COORDINATES,
    measures: Sequence[str] | None = None,
) -> list[tuple[Cell, int]]:
    """All figures that are not 0; the same before, while and after a folder runs.

    Args:
        conn: any connection.
        conditions: topics and agencies are taken as they are, a region with everything below it.
        by: coordinates to keep apart; the others are added up and '' in the answer (`delicate`: 0).
        measures: of `MEASURES`; None: all of them, and all marks.
    """
    names, kept = measures or MEASURES, [name for name in COORDINATES if name in by]
    found: Counter[Cell] = Counter()
    for row in await conn.execute(_sums(_COUNTED, conditions, kept, names)):
        plain = _coordinates(kept, row)
        for name, amount in zip(names, row[len(kept) :], strict=True):
            if amount:
                found[Cell(**plain, measure=name)] += int(amount)
    if measures is None:
        kept = [name for name in kept if name != "status"]
        for row in await conn.execute(_sums(_MARKED, conditions, [*kept, "mark"], ["amount"])):
            found[Cell(**_coordinates(kept, row), measure=row[-2])] += int(row[-1])
    return sorted(((cell, amount) for cell, amount in found.items() if amount), key=_order)


async def by_each(
    conn: AsyncConnection, conditions: StatisticsFilter, kept: Sequence[str], one_more: Sequence[str]
) -> dict[str, list[tuple[Cell, int]]]:
    """Counts by `kept` and by each of `one_more` besides, all of the same instant; under '' by `kept` alone.

    By one more, only `received` is counted. Marks are under ''; they may be a moment younger.
    """
    parts = [
        select(literal(more).label("more"), table.c[more or "month"].label("value"), *columns, *sums)
        .where(*_wanted(table, conditions))
        .group_by(table.c[more or "month"], *columns)
        for more in ("", *one_more)
        for table in _COUNTED
        for columns in [[table.c[name] for name in kept]]
        for sums in [[func.sum(table.c[name]) for name in MEASURES]]
    ]
    found: dict[str, Counter[Cell]] = {more: Counter() for more in ("", *one_more)}
    for more, value, *sums in await conn.execute(union_all(*parts)):
        plain = _coordinates(kept, sums) | {more or "month": value}
        for name, amount in zip(MEASURES, sums[len(kept) :], strict=True):
            if amount and (not more or name == "received"):
                found[more][Cell(**plain, measure=name)] += int(amount)
    for row in await conn.execute(_sums(_MARKED, conditions, [*kept, "mark"], ["amount"])):
        found[""][Cell(**_coordinates(kept, row), measure=row[-2])] += int(row[-1])
    return {more: [one for one in counted.items() if one[1]] for more, counted in found.items()}


async def months(conn: AsyncConnection) -> tuple[str, str] | None:
    """The earliest and the latest month that a case was counted in."""
    ends = [
        await conn.scalar(select(end(table.c.month))) for table in _COUNTED for end in (func.min, func.max)
    ]
    known = [one for one in ends if one is not None]
    return (min(known), max(known)) if known else None


def _order(counted: tuple[Cell, int]) -> tuple[Any, ...]:
    cell = counted[0]
    return (*(getattr(cell, name) for name in COORDINATES), cell.measure)


def _coordinates(kept: Sequence[str], row: Any) -> dict[str, Any]:
    nothing: dict[str, Any] = dict.fromkeys(COORDINATES, "") | {"delicate": 0}
    return nothing | dict(zip(kept, row, strict=False))


def _rows(figures: Iterable[tuple[Cell, int]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Counts side by side per combination of coordinates, and marks one by one."""
    counts: dict[tuple[Any, ...], dict[str, int]] = defaultdict(lambda: dict.fromkeys(MEASURES, 0))
    marks: list[dict[str, Any]] = []
    for cell, amount in figures:
        place = tuple(getattr(cell, name) for name in _CELLS)
        if ":" in cell.measure:
            marks.append(dict(zip(_CELLS, place, strict=True)) | {"mark": cell.measure, "amount": amount})
        else:
            counts[place][cell.measure] += amount
    return [dict(zip(_CELLS, place, strict=True)) | sums for place, sums in counts.items()], marks


async def _has_turn(conn: AsyncConnection) -> bool:
    asked = await conn.execute(text("SELECT pg_try_advisory_xact_lock(:turn)"), {"turn": _TURN})
    return bool(asked.scalar_one())


async def _merge(
    conn: AsyncConnection,
    tables: tuple[Table, Table],
    keys: Sequence[str],
    amounts: Sequence[str],
    limit: int,
) -> int:
    """Take the oldest deltas away and add them to the cells; a cell that comes to nothing goes."""
    cells, deltas = tables
    oldest = select(deltas.c.position).order_by(deltas.c.position).limit(limit)
    positions = list(await conn.scalars(oldest))
    if not positions:
        return 0
    taken = deltas.c.position.in_(positions)
    if conn.dialect.name == "postgresql":  # in one statement: a delta that commits meanwhile stays
        columns = [deltas.c[name] for name in (*keys, *amounts)]
        source: Any = delete(deltas).where(taken).returning(*columns).cte("taken")
        added = await conn.execute(_adding(postgresql, cells, source, keys, amounts))
    else:  # nobody else writes
        source = select(deltas).where(taken).subquery()
        added = await conn.execute(_adding(sqlite, cells, source, keys, amounts))
        await conn.execute(delete(deltas).where(taken))
    empty = [row._mapping for row in added if not row[-1]]  # of counts: `received`, 0 where nothing is left
    if empty:
        same = [cells.c[name] == bindparam(f"of_{name}") for name in keys]
        gone = [{f"of_{name}": row[name] for name in keys} for row in empty]
        await conn.execute(delete(cells).where(*same), gone)
    return len(positions)


def _adding(dialect: Any, cells: Table, source: Any, keys: Sequence[str], amounts: Sequence[str]) -> Any:
    of = [source.c[name] for name in keys]
    sums = [func.sum(source.c[name]) for name in amounts]
    summed = select(*of, *sums).where(true()).group_by(*of)  # without a condition SQLite misreads it
    new = dialect.insert(cells).from_select([*keys, *amounts], summed)
    more = {name: cells.c[name] + new.excluded[name] for name in amounts}
    done = new.on_conflict_do_update(index_elements=keys, set_=more)
    return done.returning(*(cells.c[name] for name in keys), cells.c[amounts[0]])


def _sums(
    tables: Iterable[Table], conditions: StatisticsFilter, keys: Sequence[str], amounts: Sequence[str]
) -> Any:
    """One statement over cells and deltas, so that a folder cannot come between."""
    return union_all(*(_grouped(table, conditions, keys, amounts) for table in tables))


def _grouped(
    table: Table, conditions: StatisticsFilter, keys: Sequence[str], amounts: Sequence[str]
) -> Select[Any]:
    columns = [table.c[name] for name in keys]
    sums = [func.coalesce(func.sum(table.c[name]), 0) for name in amounts]
    return select(*columns, *sums).where(*_wanted(table, conditions)).group_by(*columns)


def _months(start: date, end: date) -> list[str]:
    """The months of a period; of one without end, the first and the last."""
    count = (end.year - start.year) * 12 + end.month - start.month + 1
    if count > _SEVERAL:
        return [f"{start:%Y-%m}", f"{end:%Y-%m}"]
    places = range(start.month - 1, start.month - 1 + count)
    return [f"{start.year + place // 12:04}-{place % 12 + 1:02}" for place in places]


def _wanted(table: Table, conditions: StatisticsFilter) -> Iterator[ColumnElement[bool]]:
    columns = table.c
    months = _months(conditions.start, conditions.end)
    if conditions.region is not None and len(months) > 2:
        yield columns.month.in_(months)  # so that the region is found in the index, month by month
    else:
        yield columns.month.between(months[0], months[-1])
    if conditions.region is not None:
        first = conditions.region  # and everything that begins with it and a dot: a slash comes after it
        yield or_(columns.region == first, and_(columns.region > f"{first}.", columns.region < f"{first}/"))
    choices = {
        "agency": conditions.agency,
        "kind": [kind.value for kind in conditions.kind],
        "topic": conditions.topic,
        "channel": conditions.channel,
    }
    if not conditions.whistleblowing:
        yield columns.delicate < WHISTLEBLOWING
    if conditions.kept_from:
        yield columns.respondent.not_in(sorted(conditions.kept_from))
    for name, values in choices.items():
        if values:
            yield columns[name].in_(values)
