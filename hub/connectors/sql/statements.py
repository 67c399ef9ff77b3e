"""Every statement of an instance, put together from declared names. Values are bound, never written."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Insert,
    Select,
    TableClause,
    Text,
    and_,
    bindparam,
    cast,
    column,
    func,
    insert,
    not_,
    or_,
    select,
    table,
)
from sqlalchemy.sql import quoted_name
from sqlalchemy.types import NullType

from hub.connectors.sql.spec import Forward, Notes, Records, Replies, Search
from hub.connectors.wild import LONGEST_NOTE, Wild

LONGEST = 2 * LONGEST_NOTE  # characters of a value that leave the database
MOST_FOUND = 20  # rows a ticket inside a text may be found in
ESCAPE = "!"  # escapes the wildcards of LIKE

Place = tuple[str, str]
"""Where a feed stands: the value of the monotone column, and the id of the row that had it."""


def relation(name: str, columns: Iterable[str]) -> TableClause:
    """A table or view; every name is quoted, so that it is read as it is written."""
    schema, _, plain = name.rpartition(".")
    quoted: list[Any] = [column(quoted_name(one, quote=True)) for one in dict.fromkeys(columns)]
    return table(
        quoted_name(plain, quote=True), *quoted, schema=quoted_name(schema, quote=True) if schema else None
    )


def bound(value: Wild) -> Any:
    """A value without a type of ours: the database reads it as the column beside it."""
    return bindparam(None, value, type_=NullType(), unique=True)


def told(wanted: ColumnElement[Any], name: str) -> Any:
    """A column as text of bounded length."""
    return func.substr(cast(wanted, Text), 1, LONGEST).label(name)


class RecordRows:
    """Statements over `[records]`."""

    def __init__(self, spec: Records, search: Search | None) -> None:
        self.spec, self.search = spec, search
        extra = [search.column] if search else []
        names = [spec.id, spec.status, spec.changed, *spec.only, *spec.empty, *extra]
        self.rows = relation(spec.table, names)
        self.id, self.changed = self.rows.c[spec.id], self.rows.c[spec.changed]
        filters = [self.rows.c[name] == bound(value) for name, value in spec.only.items()]
        self._ours = and_(True, *filters, *(self.rows.c[name].is_(None) for name in spec.empty))

    def states(self, ids: Sequence[str]) -> Select[Any]:
        """id, word, changed of these records."""
        wanted = self.id.in_([bound(one) for one in ids])
        return self._shown().where(wanted, self._ours).limit(2 * len(ids))

    def changed_since(self, place: Place | None, until: str | None, limit: int) -> Select[Any]:
        """The records that changed after a place, oldest first."""
        after = _after(self.changed, self.id, place, until)
        return self._shown().where(after, self._ours).order_by(self.changed, self.id).limit(limit)

    def holding(self, ticket: str) -> Select[Any]:
        """id and text of the records whose search column may hold a ticket."""
        search = self.search
        if search is None:
            raise LookupError("no [search]")
        place = self.rows.c[search.column]
        wanted = _like(place, ticket) if search.within else place == bound(ticket)
        query = select(told(self.id, "id"), told(place, "held")).where(wanted, self._ours)
        return query.order_by(self.id).limit(MOST_FOUND)

    def by_key(self, key: str, name: str) -> Select[Any]:
        """id of the record with our key."""
        rows = relation(self.spec.table, [self.spec.id, name])
        return select(told(rows.c[self.spec.id], "id")).where(rows.c[name] == bound(key)).limit(1)

    def sample(self) -> Select[Any]:
        """Any row: are table and columns there, and may we read them?"""
        return self._shown().limit(1)

    def _shown(self) -> Select[Any]:
        word = self.rows.c[self.spec.status]
        return select(told(self.id, "id"), told(word, "word"), told(self.changed, "changed"))


class ReplyRows:
    """Statements over `[replies]`."""

    def __init__(self, spec: Replies) -> None:
        self.spec = spec
        self.rows = self._relation()

    def newest(self, records: Sequence[str]) -> Select[Any]:
        """record, id, text, written of the last reply to each record."""
        rows, later, spec = self.rows, self._relation().alias("later"), self.spec
        newer = or_(
            later.c[spec.written] > rows.c[spec.written],
            and_(later.c[spec.written] == rows.c[spec.written], later.c[spec.id] > rows.c[spec.id]),
        )
        follows = later.c[spec.record] == rows.c[spec.record]
        is_last = not_(select(later.c[spec.id]).where(follows, newer, self._answers(later)).exists())
        wanted = rows.c[spec.record].in_([bound(one) for one in records])
        return self._shown().where(wanted, is_last, self._answers(rows)).limit(2 * len(records))

    def written_since(self, place: Place | None, until: str | None, limit: int) -> Select[Any]:
        """The replies written after a place, oldest first."""
        written, number = self.rows.c[self.spec.written], self.rows.c[self.spec.id]
        belongs = self.rows.c[self.spec.record].is_not(None)
        after = _after(written, number, place, until)
        query = self._shown().where(after, belongs, self._answers(self.rows))
        return query.order_by(written, number).limit(limit)

    def sample(self) -> Select[Any]:
        """Any row."""
        return self._shown().limit(1)

    def _relation(self) -> TableClause:
        spec = self.spec
        return relation(spec.table, [spec.id, spec.record, spec.text, spec.written, *spec.skip])

    def _shown(self) -> Select[Any]:
        rows, spec = self.rows.c, self.spec
        return select(
            told(rows[spec.record], "record"),
            told(rows[spec.id], "id"),
            told(rows[spec.text], "text"),
            told(rows[spec.written], "written"),
        )

    def _answers(self, rows: Any) -> ColumnElement[bool]:
        own = (
            or_(rows.c[name].is_(None), rows.c[name] != bound(text)) for name, text in self.spec.skip.items()
        )
        return and_(True, *own)


def insertion(spec: Forward | Notes, row: Mapping[str, Wild]) -> Insert:
    """One new row."""
    return insert(relation(spec.table, row)).values({name: bound(value) for name, value in row.items()})


def numbered(statement: Insert, spec: Forward) -> Any:
    """The insertion, answering the new row's id."""
    return statement.returning(told(column(quoted_name(spec.id, quote=True)), "id"))


def _after(
    changed: ColumnElement[Any], number: ColumnElement[Any], place: Place | None, until: str | None
) -> ColumnElement[bool]:
    found: list[ColumnElement[bool]] = [changed.is_not(None)]
    if place is not None:
        value, last = place
        same = and_(changed == bound(value), number > bound(last))
        found.append(or_(changed > bound(value), same))
    if until is not None:
        found.append(changed <= bound(until))
    return and_(*found)


def _like(place: ColumnElement[Any], ticket: str) -> ColumnElement[bool]:
    safe = "".join(ESCAPE + one if one in {"%", "_", ESCAPE} else one for one in ticket)
    return place.like(bound(f"%{safe}%"), escape=ESCAPE)
