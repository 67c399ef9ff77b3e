"""Selected columns of cases and of what belongs to them, without an object for each: statements made once.

A statement is built by SQLAlchemy from the same predicates as everywhere (`scoping.predicate`,
`case_pages.conditions_of`), compiled once per question and kept as text with bound parameters; after that a
read is the driver's own call. SQLite answers a whole question in one visit to a thread of its own.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Dialect, Select, Text, any_, bindparam, func, select, type_coerce
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from hub.domain.rows import PartAsked, Row
from hub.store.tables import assignments, case_events
from hub.store.types import Instant

KEPT = 500
SQLITE: Dialect = sqlite.dialect(paramstyle="named")
POSTGRESQL: Dialect = PGDialect_psycopg()  # type: ignore[no-untyped-call]
TABLES = {"timeline": (case_events, case_events.c.sequence), "assignments": (assignments, assignments.c.hop)}


@dataclass(frozen=True, slots=True)
class Statement:
    """Text for the driver, with the parameters that do not change from run to run."""

    text: str
    fixed: Mapping[str, Any]


class Statements:
    """The statements of one database, by what was asked; the least recently used is forgotten first."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._known: OrderedDict[Hashable, Statement] = OrderedDict()

    def of(self, key: Hashable, build: Callable[[], Select[Any]]) -> Statement:
        """The statement of that key, built and compiled now if it is new."""
        known = self._known.get(key)
        if known is not None:
            self._known.move_to_end(key)
            return known
        made = self._known[key] = self._compiled(build())
        if len(self._known) > KEPT:
            self._known.popitem(last=False)
        return made

    def _compiled(self, statement: Select[Any]) -> Statement:
        compiled = statement.compile(dialect=self.dialect, compile_kwargs={"render_postcompile": True})
        fixed = {
            name: self._written(compiled.binds[name].type if name in compiled.binds else None, value)
            for name, value in compiled.params.items()
        }
        return Statement(str(compiled), fixed)

    def _written(self, kind: Any, value: Any) -> Any:
        write = kind.dialect_impl(self.dialect).bind_processor(self.dialect) if kind is not None else None
        return write(value) if write is not None and value is not None else value


def column(table: Any, name: str, dialect: Dialect) -> Any:
    """A column as the driver gives it. Moments on SQLite stay text."""
    found = table.c[name]
    is_text = dialect.name == "sqlite" and isinstance(found.type, Instant)
    return type_coerce(found, Text()).label(name) if is_text else found


def part(asked: PartAsked, dialect: Dialect) -> Select[Any]:
    """Rows of all cases whose ids are in the parameter `ids`, in order; the last column is the case's id."""
    table, order = TABLES[asked.relation]
    found = select(*[column(table, name, dialect) for name in asked.columns], table.c.case_id)
    if asked.size is not None:  # numbers are 1, 2, 3 … without a gap, so the first n need no counting
        found = found.where(order <= asked.size + 1)
    if dialect.name == "sqlite":
        given = func.json_each(bindparam("ids", value="[]")).table_valued("key", "value", name="given")
        return found.join_from(given, table, table.c.case_id == given.c.value).order_by(given.c.key, order)
    mine = table.c.case_id == any_(bindparam("ids", type_=ARRAY(Text()), value=[]))
    return found.where(mine).order_by(table.c.case_id, order)


def ids_of(rows: Sequence[Row], dialect: Dialect) -> Any:
    """The parameter `ids` of `part`."""
    ids = [row[0] for row in rows]
    return orjson.dumps(ids).decode() if dialect.name == "sqlite" else ids


def grouped(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """By the case's id, which is the last column."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[-1], []).append(row)
    return found
