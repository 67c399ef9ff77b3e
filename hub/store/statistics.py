"""The roll-up of all figures. Writers only add deltas, so no row is hot; a folder merges them into cells."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Select,
    Table,
    and_,
    bindparam,
    cast,
    delete,
    func,
    insert,
    literal,
    null,
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
    parts = [_counted(table, conditions, [literal("")], kept, names) for table in _COUNTED]
    if measures is None:
        parts += [_marked(table, conditions, [table.c.mark], kept) for table in _MARKED]
    found: Counter[Cell] = Counter()
    for mark, *row in await conn.execute(union_all(*parts)):  # one statement: nothing comes between
        _add(found, _coordinates(kept, row), [mark] if mark else names, row[len(kept) :])
    return sorted(((cell, amount) for cell, amount in found.items() if amount), key=_order)


async def has_more(
    conn: AsyncConnection, conditions: StatisticsFilter, by: Collection[str], most: int
) -> bool:
    """Whether there are cases in more combinations of these coordinates than that."""
    kept = [name for name in COORDINATES if name in by]
    counted = union_all(*(_counted(table, conditions, [], kept, ["received"]) for table in _COUNTED))
    sums = counted.subquery()
    there = (
        select(func.sum(sums.c.received).label("received"))
        .group_by(*(sums.c[name] for name in kept))
        .having(func.sum(sums.c.received) != 0)
        .limit(most + 1)
    )
    return int(await conn.scalar(select(func.count()).select_from(there.subquery())) or 0) > most


async def by_each(
    conn: AsyncConnection, conditions: StatisticsFilter, kept: Sequence[str], one_more: Sequence[str]
) -> dict[str, list[tuple[Cell, int]]]:
    """Counts by `kept` and by each of `one_more` besides, all of the same instant; under '' by `kept` alone.

    By one more, only `received` is counted. Marks are under ''.
    """
    parts = [
        _counted(table, conditions, [literal(more), table.c[more or "month"]], kept, names, len(MEASURES))
        for more in ("", *one_more)
        for names in [["received"] if more else MEASURES]
        for table in _COUNTED
    ]
    parts += [_marked(table, conditions, [literal("mark"), table.c.mark], kept) for table in _MARKED]
    found: dict[str, Counter[Cell]] = {more: Counter() for more in ("", *one_more)}
    for more, value, *row in await conn.execute(union_all(*parts)):
        place, amounts = _coordinates(kept, row), row[len(kept) :]
        if more == "mark":
            _add(found[""], place, [value], amounts)
        else:
            _add(found[more], place | {more or "month": value}, ["received"] if more else MEASURES, amounts)
    return {more: [one for one in counted.items() if one[1]] for more, counted in found.items()}


async def months(conn: AsyncConnection, *, accusing: bool = True) -> tuple[str, str] | None:
    """The earliest and the latest month with a case; not `accusing`: with one that accuses nobody."""
    ends = [
        await conn.scalar(select(end(table.c.month)).where(true() if accusing else table.c.respondent == ""))
        for table in _COUNTED
        for end in (func.min, func.max)
    ]
    known = [one for one in ends if one is not None]
    return (min(known), max(known)) if known else None


def _order(counted: tuple[Cell, int]) -> tuple[Any, ...]:
    cell = counted[0]
    return (*(getattr(cell, name) for name in COORDINATES), cell.measure)


def _coordinates(kept: Sequence[str], row: Any) -> dict[str, Any]:
    nothing: dict[str, Any] = dict.fromkeys(COORDINATES, "") | {"delicate": 0}
    return nothing | dict(zip(kept, row, strict=False))


def _add(
    found: Counter[Cell], place: dict[str, Any], measures: Sequence[str], amounts: Sequence[Any]
) -> None:
    """Count what a row holds; it may be wider than its measures."""
    for measure, amount in zip(measures, amounts, strict=False):
        if amount:
            found[Cell(**place, measure=measure)] += int(amount)


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


def _counted(
    table: Table,
    conditions: StatisticsFilter,
    first: Sequence[ColumnElement[Any]],
    kept: Sequence[str],
    measures: Sequence[str],
    width: int = 0,
) -> Select[Any]:
    """Sums of the measures by what comes first and by the coordinates that are kept, as wide as is said."""
    columns = [table.c[name] for name in kept]
    sums: list[ColumnElement[Any]] = [_sum(table.c[name]).label(name) for name in measures]
    sums += [null() for _ in range(width - len(measures))]
    return (
        select(*first, *columns, *sums).where(*_wanted(table, conditions)).group_by(*_names(first), *columns)
    )


def _marked(
    table: Table, conditions: StatisticsFilter, first: Sequence[ColumnElement[Any]], kept: Sequence[str]
) -> Select[Any]:
    """Sums of the marks in rows as wide as those of all measures; the amount stands where the first does."""
    by = [table.c[name] for name in kept if name != "status"]
    columns = [table.c[name] if name != "status" else literal("") for name in kept]
    amounts = [_sum(table.c.amount), *(null() for _ in MEASURES[1:])]
    wanted = select(*first, *columns, *amounts).where(*_wanted(table, conditions))
    return wanted.group_by(*_names(first), *by)


def _sum(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """PostgreSQL adds up to a decimal number, which takes ten times as long to read."""
    return cast(func.coalesce(func.sum(column), 0), BigInteger)


def _names(columns: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    return [one for one in columns if isinstance(one, Column)]


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
