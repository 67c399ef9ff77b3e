"""Whether a root field can be answered from rows, and which columns that takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub.engine.plan import Selection, Step, Steps, Typename
from hub.engine.rows import Cell, Part, RowRoot, RowType, Wanted

PAGE_INFO = {"hasNextPage", "hasPreviousPage", "startCursor", "endCursor"}


@dataclass(frozen=True, slots=True)
class RowFields:
    """The fields asked of one row type: `columns` to read, and `at` which place of the row each lies."""

    steps: Steps
    type: RowType
    at: Mapping[str, int]
    columns: tuple[str, ...]
    parts: tuple["RowPart", ...] = ()


@dataclass(frozen=True, slots=True)
class RowPart:
    """A part that is asked under the key of `step`."""

    step: Step
    part: Part
    fields: RowFields


@dataclass(frozen=True, slots=True)
class RowPlan:
    """A root field that rows answer."""

    step: Step
    root: RowRoot
    fields: RowFields

    def wanted(self, sizes: Sequence[int | None]) -> Wanted:
        """What to read; `sizes` are those of the parts."""
        parts = zip(self.fields.parts, sizes, strict=True)
        return Wanted(
            self.fields.columns,
            tuple((one.part.relation, one.fields.columns, size) for one, size in parts),
        )


def row_plan(step: Step, root: RowRoot) -> RowPlan | None:
    """The plan, None when something is asked that rows do not tell."""
    try:
        return RowPlan(step, root, _fields(_nodes(step, root.connection), root.type, ("id",)))
    except _Unknown:
        return None


class _Unknown(Exception):
    pass


def only(selection: object) -> Steps:
    """The steps of a selection on one class. Raises when there are several."""
    if not isinstance(selection, Selection) or len(selection.possible) != 1:
        raise _Unknown
    ((_, steps),) = selection.possible.items()
    return steps


def _nodes(step: Step, is_connection: bool) -> Steps:
    """What is asked of the rows themselves, through `edges { node }` where it is a connection."""
    if not is_connection:
        return only(step.value)
    asked: list[Steps] = []
    for one in only(step.value):
        if isinstance(one, Typename):
            continue
        if one.name == "edges":
            asked += [only(two.value) for two in only(one.value) if isinstance(two, Step) and _is_node(two)]
        elif one.name != "page_info" or any(
            isinstance(two, Step) and two.nodes[0].name.value not in PAGE_INFO for two in only(one.value)
        ):
            raise _Unknown
    if len(asked) > 1:  # `edges` or `node` under two names
        raise _Unknown
    return asked[0] if asked else ()


def _is_node(step: Step) -> bool:
    if step.name == "cursor":
        return False
    if step.name != "node":
        raise _Unknown
    return True


def _fields(steps: Steps, kind: RowType, leading: tuple[str, ...]) -> RowFields:
    at = {name: place for place, name in enumerate(leading)}
    parts: list[RowPart] = []
    for step in steps:
        if isinstance(step, Typename):
            continue
        name = step.nodes[0].name.value
        if name in kind.parts:
            parts.append(_part(step, kind.parts[name]))
            continue
        for column in _cell(kind.cells.get(name), step).columns:
            at.setdefault(column, len(at))
    return RowFields(steps, kind, at, tuple(at)[len(leading) :], tuple(parts))


def _part(step: Step, part: Part) -> RowPart:
    nodes = _nodes(step, part.connection)
    if part.connection and _asks_cursor(step):
        raise _Unknown
    return RowPart(step, part, _fields(nodes, part.type, ()))


def _asks_cursor(step: Step) -> bool:
    below: Sequence[Any] = only(step.value)
    return any(
        isinstance(two, Step) and two.nodes[0].name.value in ("cursor", "startCursor", "endCursor")
        for one in below
        if isinstance(one, Step)
        for two in only(one.value)
    )


def _cell(cell: Cell | None, step: Step) -> Cell:
    if cell is None or step.deep is not None:
        raise _Unknown
    if isinstance(step.value, Selection) and cell.make is None and cell.columns:
        raise _Unknown
    return cell
