"""What of cases, events and assignments can be answered from rows, for each kind of viewer.

The columns are those that the types declare; what viewers may read of them is decided by the functions of
`hub.domain.redaction`, the same that `visible` uses. A field that is not derived here is no field of a row.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from types import SimpleNamespace
from typing import Any

import strawberry
from strawberry.types.base import get_object_definition
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

from hub.domain.caller import Role
from hub.domain.case import CaseEventType
from hub.domain.paging import MAX_PAGE, CaseOrder
from hub.domain.paging import CaseFilter as Conditions
from hub.domain.redaction import WORDS, masked_for, note_for, reads_plainly
from hub.domain.rows import PartAsked, Row, Rows, RowsAsked
from hub.engine.rows import Cell, Declined, Part, RowRoot, RowType, Wanted
from hub.engine.source import SourceKind, source_of
from hub.resolvers import pages
from hub.resolvers.context import Context
from hub.schema import ids
from hub.schema.assignments import Assignment
from hub.schema.cases import CaseType, timeline_slice
from hub.schema.events import CaseEvent
from hub.schema.scalars import wire_time

JUDGED = ("rating",)
"""What a viewer sees of these depends on more of the case than a column."""
WINDOW = ("first", "after", "last", "before")
EVENT_TYPES = {one.value: one for one in CaseEventType}


class CaseRows:
    """The bindings of the public schema; see `hub.engine.rows.RowBindings`."""

    def view(self, context: Context) -> Role:
        """What is masked depends on the role alone; which rows are seen is part of each read."""
        return context.caller.role

    def roots(self, view: Hashable) -> Mapping[str, RowRoot]:
        """`cases` and `case`, for a role."""
        return _roots(Role(view))

    def edition(self, context: Context) -> object:
        """Names of agencies and places change with the reference data."""
        return context.directory


@cache
def _roots(role: Role) -> Mapping[str, RowRoot]:
    case = _case(role)
    return {"cases": RowRoot(case, True, _page), "case": RowRoot(case, False, _one)}


def _case(role: Role) -> RowType:
    cells = _cells(CaseType, "Case", "cases")
    words = {name: _words(role, name) for name in WORDS}
    parts = {
        "timeline": Part("timeline", _event(role), connection=True, size=_first),
        "assignments": Part("assignments", _assignment(role)),
    }
    for judged in JUDGED:
        del cells[judged]
    nothing = {"attachments": Cell(write=list)}  # no upload is served yet
    return RowType({**cells, **words, **nothing}, parts)


def _event(role: Role) -> RowType:
    cells = _cells(CaseEvent, "CaseEvent", "case_events")
    judged = Cell(("type", "actor", "note"), partial(_note, role))
    return RowType({**cells, "note": Cell(("note",)) if reads_plainly(role) else judged})


def _note(role: Role, type: str, actor: str, note: str | None) -> str | None:
    return note_for(role, EVENT_TYPES[type], actor, note)


def _assignment(role: Role) -> RowType:
    cells = _cells(Assignment, "Assignment", "assignments")
    return RowType({**cells, "reason": _words(role, "reason")})


def _words(role: Role, name: str) -> Cell:
    return Cell((name,), None if reads_plainly(role) else partial(masked_for, role))


# ── what the types declare ──


def _cells(kind: type, name: str, table: str) -> dict[str, Cell]:
    definition = get_object_definition(kind, strict=True)
    found = {_public(one): _cell(one, name, table) for one in definition.fields}
    return {public: cell for public, cell in found.items() if cell is not None}


def _public(field: StrawberryField) -> str:
    words = (field.graphql_name or field.python_name).split("_")
    return words[0] + "".join(word.capitalize() for word in words[1:])


def _cell(field: StrawberryField, name: str, table: str) -> Cell | None:
    source = source_of(field)
    if source is None:
        return None
    if source.keyed is not None and field.base_resolver is not None:
        return Cell((source.keyed,), make=_made(field.base_resolver, source.keyed))
    if source.name == "ids.encode":
        return Cell(("id",), partial(ids.encode, name))
    of, _, column = source.name.partition(".")
    if source.kind is not SourceKind.COLUMN or of != table:
        return None
    return Cell((column,), moment if _is_moment(field) else None)


def _is_moment(field: StrawberryField) -> bool:
    kind: Any = field.type
    return (kind.of_type if hasattr(kind, "of_type") else kind) is datetime


def _made(resolver: StrawberryResolver[Any], keyed: str) -> Callable[[Any, Any], object]:
    """The object a type's own method makes, of a parent that knows nothing but the key."""

    method: Any = resolver.wrapped_func

    def make(info: strawberry.Info[Context, None], key: Any) -> object:
        known = {keyed: key}
        return method(SimpleNamespace(row=SimpleNamespace(**known), **known), info=info)

    return make


def moment(value: Any) -> str | None:
    """A stored moment as it goes over the wire: SQLite keeps text with six decimals."""
    if value is None:
        return None
    if isinstance(value, str):
        return value[:19] + value[26:] if value[19:26] == ".000000" else value
    return wire_time(value)


# ── reading ──


def _first(arguments: Mapping[str, Any]) -> int:
    asked = timeline_slice(**arguments)
    if asked.after is not None or not 0 <= asked.first <= MAX_PAGE:
        raise Declined
    return asked.first


def _asked(wanted: Wanted) -> RowsAsked:
    return RowsAsked(wanted.columns, tuple(PartAsked(*one) for one in wanted.parts))


@dataclass(frozen=True, slots=True)
class SealedRows:
    """A page whose cursors are sealed when they are looked at."""

    found: Rows
    context: Context
    kind: str

    @property
    def rows(self) -> Sequence[Row]:
        """See `Rows`."""
        return self.found.rows

    @property
    def parts(self) -> Sequence[Mapping[str, Sequence[Row]]]:
        """See `Rows`."""
        return self.found.parts

    @property
    def has_next(self) -> bool:
        """Whether more follow."""
        return self.found.has_next

    @property
    def has_previous(self) -> bool:
        """Whether more precede."""
        return self.found.has_previous

    @property
    def cursors(self) -> Sequence[str]:
        """As they leave the hub."""
        return [self.context.cursors.seal(self.kind, one) for one in self.found.cursors]


async def _page(context: Context, arguments: Mapping[str, Any], wanted: Wanted) -> SealedRows:
    given, order = arguments.get("filter"), arguments.get("order_by", CaseOrder.NEWEST)
    conditions = given.to_domain() if given else Conditions()
    kind = pages.case_list(conditions, order)
    part = pages.window(context, kind, *(arguments.get(name) for name in WINDOW))
    found = await context.services.rows.page(context.caller, conditions, order, part, _asked(wanted))
    if found is None:
        raise Declined
    return SealedRows(found, context, kind)


async def _one(context: Context, arguments: Mapping[str, Any], wanted: Wanted) -> Rows:
    return await context.services.rows.by_tracking(
        context.caller, arguments["tracking_number"], _asked(wanted)
    )
