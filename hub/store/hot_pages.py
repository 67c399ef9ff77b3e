"""Questions about cases for `Database.ask`: a page of them, or one, each with what belongs to it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Select, bindparam, select, tuple_

from hub.domain.paging import CaseFilter, CaseOrder, Window
from hub.domain.redaction import CaseScope
from hub.domain.rows import Row, Rows, RowsAsked
from hub.errors import RuleViolation
from hub.store.case_pages import FAR, conditions_of, order_of
from hub.store.hot import Question
from hub.store.hot_rows import Statements, column, grouped, ids_of, part
from hub.store.scoping import predicate
from hub.store.tables import cases

Parts = list[Mapping[str, list[Row]]]

_NEVER = FAR  # no filter that is taken here asks for the time
_PLACES = {CaseOrder.UPDATED: "updated_at", CaseOrder.DUE: "due_at"}


def takes(wanted: CaseFilter, window: Window) -> bool:
    """Whether `page` answers it: forward, nothing that depends on the time, and no words of a person."""
    return wanted.overdue is None and wanted.search is None and not window.backward and window.before is None


def page(
    known: Statements,
    scope: CaseScope,
    wanted: CaseFilter,
    order: CaseOrder,
    window: Window,
    asked: RowsAsked,
) -> Question[Rows]:
    """One page. Raises `RuleViolation` for a cursor of another list."""
    going_on = window.after is not None
    key = ("page", scope, wanted, order, going_on, asked.columns)
    statement = known.of(key, lambda: _page(known, scope, wanted, order, going_on, asked.columns))
    values: dict[str, Any] = {**statement.fixed, "size": window.size + 1}
    if window.after is not None:
        values |= _after(window.after, known)
    rows = yield statement.text, values
    more, rows = len(rows) > window.size, rows[: window.size]
    parts = yield from _parts(known, rows, asked)
    cursors = [f"{_moment(row[-1])}|{row[0]}" for row in rows]
    return Rows(rows, parts, has_next=more, has_previous=going_on, cursors=cursors)


def by_tracking(known: Statements, scope: CaseScope, number: str, asked: RowsAsked) -> Question[Rows]:
    """The case of that number, if it lies in the scope: one row or none."""
    statement = known.of(("number", scope, asked.columns), lambda: _by_tracking(known, scope, asked.columns))
    rows = yield statement.text, {**statement.fixed, "number": number}
    parts = yield from _parts(known, rows, asked)
    return Rows(rows, parts)


def _parts(known: Statements, rows: Sequence[Row], asked: RowsAsked) -> Question[Parts]:
    found: Parts = []
    for one in asked.parts:
        statement = known.of(("part", one), partial(part, one, known.dialect))
        values = {**statement.fixed, "ids": ids_of(rows, known.dialect)}
        found.append(grouped((yield statement.text, values)) if rows else {})
    return found


def _columns(known: Statements, names: Sequence[str]) -> Iterator[Any]:
    return (column(cases, name, known.dialect) for name in names)


def _page(
    known: Statements,
    scope: CaseScope,
    wanted: CaseFilter,
    order: CaseOrder,
    going_on: bool,
    names: Sequence[str],
) -> Select[Any]:
    place, descending = order_of(order)
    shown = column(cases, _PLACES.get(order, "created_at"), known.dialect).label("place")
    found = select(cases.c.id, *_columns(known, names), shown).where(
        predicate(scope), *conditions_of(wanted, _NEVER)
    )
    if going_on:
        key = tuple_(place, cases.c.id)
        here = tuple_(bindparam("at", type_=cases.c.created_at.type, value=FAR), bindparam("id", value=""))
        found = found.where(key < here if descending else key > here)
    ordered = (place.desc(), cases.c.id.desc()) if descending else (place, cases.c.id)
    return found.order_by(*ordered).limit(bindparam("size", value=0))


def _by_tracking(known: Statements, scope: CaseScope, names: Sequence[str]) -> Select[Any]:
    mine = cases.c.tracking_number == bindparam("number", value="")
    return select(cases.c.id, *_columns(known, names)).where(mine, predicate(scope))


def _after(cursor: str, known: Statements) -> dict[str, Any]:
    moment, _, case_id = cursor.partition("|")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        raise RuleViolation("INVALID", "this cursor belongs to another list", "after") from None
    write = cases.c.created_at.type.dialect_impl(known.dialect).bind_processor(known.dialect)
    return {"at": write(at) if write is not None else at, "id": case_id}


def _moment(value: Any) -> str:
    if value is None:
        return FAR.isoformat()
    return datetime.fromisoformat(value).isoformat() if isinstance(value, str) else value.isoformat()
