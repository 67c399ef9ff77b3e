"""Pages of cases by keyset: two comparisons and an index, never an offset."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, literal, or_, select, tuple_, union
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.case import Case
from hub.domain.paging import CaseFilter, CaseOrder, CaseQuery, Edge, Page, Window
from hub.domain.redaction import CaseScope
from hub.domain.status import FINAL
from hub.domain.tracking import folded
from hub.errors import RuleViolation
from hub.store.cases import COLUMNS, from_row
from hub.store.scoping import in_region, predicate
from hub.store.tables import cases

_KEYS: dict[CaseOrder, tuple[Any, bool]] = {  # column, descending
    CaseOrder.NEWEST: (cases.c.created_at, True),
    CaseOrder.OLDEST: (cases.c.created_at, False),
    CaseOrder.UPDATED: (cases.c.updated_at, True),
    CaseOrder.DUE: (cases.c.due_at, False),
}
FAR = datetime.fromisoformat("9999-01-01T00:00:00+00:00")  # sorts cases without a deadline last
_FAR = literal(FAR, type_=cases.c.due_at.type)  # said here: SQLite would get the time in another form


async def page(
    conn: AsyncConnection,
    query: CaseQuery,
    scope: CaseScope,
    now: datetime,
    extra: ColumnElement[bool] | None = None,
) -> Page[Case]:
    """One page in the asked order; `extra` narrows it further (a nested list)."""
    conditions = [predicate(scope), *conditions_of(query.filter, now)]
    if extra is not None:
        conditions.append(extra)
    total = None
    if query.count:
        total = int(await conn.scalar(select(func.count()).select_from(cases).where(*conditions)) or 0)
    statement = _keyset(select(*COLUMNS).where(*conditions), query.order, query.window)
    rows = (await conn.execute(statement)).all()
    return _page_of([from_row(row) for row in rows], query.order, query.window, total)


async def pages_by_agency(
    conn: AsyncConnection, codes: Sequence[str], query: CaseQuery, scope: CaseScope, now: datetime
) -> dict[str, Page[Case]]:
    """The first page of what each agency holds or is assigned, in one statement: rows numbered per agency.

    A case that one agency holds while another is assigned to it stands in the lists of both.
    """
    if query.window.after or query.window.before or query.window.backward:
        return {code: await page(conn, query, scope, now, _concerns(code)) for code in codes}
    concerned = _concerned(codes, [predicate(scope), *conditions_of(query.filter, now)])
    column, descending = order_of(query.order)
    order = [column.desc(), cases.c.id.desc()] if descending else [column, cases.c.id]
    number = func.row_number().over(partition_by=concerned.c.agency, order_by=order).label("number")
    inner = (
        select(concerned.c.agency, cases.c.id, number).join(cases, cases.c.id == concerned.c.id).subquery()
    )
    statement = (
        select(inner.c.agency, *COLUMNS)
        .join(inner, inner.c.id == cases.c.id)
        .where(inner.c.number <= query.window.size + 1)
        .order_by(*order)
    )
    found: dict[str, list[Case]] = {code: [] for code in codes}
    for row in await conn.execute(statement):
        found[row.agency].append(from_row(row))
    totals = await _totals(conn, concerned) if query.count else {}
    return {
        code: _page_of(rows, query.order, query.window, totals.get(code, 0) if query.count else None)
        for code, rows in found.items()
    }


def _concerns(agency: str) -> ColumnElement[bool]:
    return or_(cases.c.owner == agency, cases.c.assignee == agency)


def _concerned(codes: Sequence[str], conditions: Sequence[ColumnElement[bool]]) -> Subquery:
    """Pairs of case and agency, each once. Two halves, so that each can use its index."""
    halves = [
        select(cases.c.id, column.label("agency")).where(*conditions, column.in_(codes))
        for column in (cases.c.owner, cases.c.assignee)
    ]
    return union(*halves).subquery()


def conditions_of(wanted: CaseFilter, now: datetime) -> list[ColumnElement[bool]]:
    """The filter as SQL."""
    found: list[ColumnElement[bool]] = []
    for column, values in (
        (cases.c.status, [one.value for one in wanted.status]),
        (cases.c.kind, [one.value for one in wanted.kind]),
        (cases.c.topic, wanted.topic),
        (cases.c.owner, wanted.owner),
        (cases.c.channel, wanted.channel),
    ):
        if values:
            found.append(column.in_(values))
    if wanted.region is not None:
        found.append(in_region(wanted.region))
    if wanted.created_from is not None:
        found.append(cases.c.created_at >= wanted.created_from)
    if wanted.created_to is not None:
        found.append(cases.c.created_at < wanted.created_to)
    if wanted.overdue is not None:
        found.append(_overdue(now) if wanted.overdue else ~_overdue(now))
    found += [
        cases.c.search_text.contains(word, autoescape=True) for word in folded(wanted.search or "").split()
    ]
    return found


def _overdue(now: datetime) -> ColumnElement[bool]:
    late = or_(cases.c.breached, func.coalesce(cases.c.due_at, _FAR) < now)
    return and_(late, cases.c.status.not_in([one.value for one in FINAL]))


def order_of(order: CaseOrder) -> tuple[Any, bool]:
    """By what a list is in order, and whether downwards; the id breaks ties."""
    column, descending = _KEYS[order]
    return (func.coalesce(column, _FAR), descending) if order is CaseOrder.DUE else (column, descending)


def _keyset(statement: Select[Any], order: CaseOrder, window: Window) -> Select[Any]:
    column, descending = order_of(order)
    if window.backward:
        descending = not descending
    key = tuple_(column, cases.c.id)
    if window.after is not None:
        statement = statement.where(_beyond(key, window.after, descending != window.backward))
    if window.before is not None:
        statement = statement.where(_beyond(key, window.before, descending == window.backward))
    ordered = (column.desc(), cases.c.id.desc()) if descending else (column, cases.c.id)
    return statement.order_by(*ordered).limit(window.size + 1)


def _beyond(key: Any, cursor: str, smaller: bool) -> ColumnElement[bool]:
    moment, _, case_id = cursor.partition("|")
    try:
        at = tuple_(*(_literal(moment), _literal(case_id, text=True)))
    except ValueError:
        raise RuleViolation("INVALID", "this cursor belongs to another list", "after") from None
    return key < at if smaller else key > at  # type: ignore[no-any-return]


def _literal(value: str, *, text: bool = False) -> Any:
    if text:
        return literal(value)
    return literal(datetime.fromisoformat(value), type_=cases.c.created_at.type)


def _cursor(case: Case, order: CaseOrder) -> str:
    moment = {
        CaseOrder.UPDATED: case.updated_at,
        CaseOrder.DUE: case.due_at or FAR,
    }.get(order, case.created_at)
    return f"{moment.isoformat()}|{case.id}"


def _page_of(rows: list[Case], order: CaseOrder, window: Window, total: int | None) -> Page[Case]:
    more = len(rows) > window.size
    kept = rows[: window.size]
    if window.backward:
        kept.reverse()
    edges = tuple(Edge(_cursor(case, order), case) for case in kept)
    has_next = bool(window.before) if window.backward else more
    has_previous = more if window.backward else bool(window.after)
    return Page(edges, has_next=has_next, has_previous=has_previous, total=total)


async def _totals(conn: AsyncConnection, concerned: Subquery) -> dict[str, int]:
    statement = select(concerned.c.agency, func.count()).group_by(concerned.c.agency)
    return {row[0]: int(row[1]) for row in await conn.execute(statement)}
