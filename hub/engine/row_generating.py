"""A root answered from rows, as Python source: tuples in, dicts out."""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLEnumType, GraphQLLeafType

from hub.engine.leaves import refuse
from hub.engine.plan import Selection, Step, Typename
from hub.engine.row_plan import RowFields, RowPart, RowPlan, only
from hub.engine.rows import Cell

Bind = Callable[[str, object], str]
One = Callable[[Any], str]
Made = Callable[[Cell, str, Step], int]


class RowWriter:
    """Writes the functions of one plan. `lines` and `bind` are those of the module.

    Args:
        one: gives the name of the function that answers a made object.
        made: gives a place to a sub-selection whose objects are made once per value.
    """

    def __init__(self, lines: list[str], bind: Bind, one: One, made: Made) -> None:
        self._lines, self._bind, self._one, self._made = lines, bind, one, made
        self._count = 0

    def root(self, plan: RowPlan) -> str:
        """The name of a function `(run, page)` that answers the root field."""
        name = self._name("rows")
        if plan.root.connection:
            answer = self._connection(plan.step, plan.fields, "page.rows", "r", is_root=True)
        else:
            answer = f"[{self._object(plan.fields, 'r')} for r in page.rows][0] if page.rows else None"
        keys = "".join(f"k{place}, " for place, _ in enumerate(plan.fields.parts))
        body = [f"    {keys}= page.parts"] if keys else []
        self._lines += [f"def {name}(run, page):", *body, f"    return {answer}"]
        return name

    def _name(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}_{self._count}"

    # ── pages ──

    def _connection(self, step: Step, fields: RowFields, rows: str, row: str, *, is_root: bool) -> str:
        entries = []
        for one in only(step.value):
            if isinstance(one, Typename):
                entries.append(f"{one.key!r}: {one.name!r}")
            elif one.name == "edges":
                entries.append(f"{one.key!r}: {self._edges(one, fields, rows, row, is_root=is_root)}")
            else:
                entries.append(f"{one.key!r}: {self._page_info(one, rows, is_root=is_root)}")
        return f"{{{', '.join(entries)}}}"

    def _edges(self, step: Step, fields: RowFields, rows: str, row: str, *, is_root: bool) -> str:
        entries, counts = [], False
        for one in only(step.value):
            if isinstance(one, Typename):
                entries.append(f"{one.key!r}: {one.name!r}")
            elif one.name == "cursor":
                counts = True
                entries.append(f"{one.key!r}: c")
            else:
                entries.append(f"{one.key!r}: {self._object(fields, row)}")
        each = f"for {row}, c in zip({rows}, page.cursors)" if counts else f"for {row} in {rows}"
        return f"[{{{', '.join(entries)}}} {each}]"

    def _page_info(self, step: Step, rows: str, *, is_root: bool) -> str:
        known = {
            "has_next_page": "page.has_next",
            "has_previous_page": "page.has_previous",
            "start_cursor": "(page.cursors[0] if page.rows else None)",
            "end_cursor": "(page.cursors[-1] if page.rows else None)",
        }
        if not is_root:
            known = {"has_next_page": "more", "has_previous_page": "False"}
        entries = [
            f"{one.key!r}: {one.name!r}" if isinstance(one, Typename) else f"{one.key!r}: {known[one.name]}"
            for one in only(step.value)
        ]
        return f"{{{', '.join(entries)}}}"

    # ── rows ──

    def _object(self, fields: RowFields, row: str) -> str:
        parts = {id(one.step): (place, one) for place, one in enumerate(fields.parts)}
        entries = []
        for step in fields.steps:
            if isinstance(step, Typename):
                entries.append(f"{step.key!r}: {step.name!r}")
            elif id(step) in parts:
                place, part = parts[id(step)]
                entries.append(f"{step.key!r}: {self._part(part, place)}(run, k{place}.get({row}[0], ()))")
            else:
                cell = fields.type.cells[step.nodes[0].name.value]
                entries.append(f"{step.key!r}: {self._cell(step, cell, fields, row)}")
        return f"{{{', '.join(entries)}}}"

    def _part(self, part: RowPart, place: int) -> str:
        name = self._name("part")
        if not part.part.connection:
            answer, body = f"[{self._object(part.fields, 'q')} for q in rows]", []
        else:
            body = [f"    size = run.sizes[{place}]", "    more = len(rows) > size", "    rows = rows[:size]"]
            answer = self._connection(part.step, part.fields, "rows", "q", is_root=False)
        self._lines += [f"def {name}(run, rows):", *body, f"    return {answer}"]
        return name

    def _cell(self, step: Step, cell: Cell, fields: RowFields, row: str) -> str:
        values = [f"{row}[{fields.at[column]}]" for column in cell.columns]
        nullable = step.shape.nullable[0]
        if cell.make is not None:
            place = self._made(cell, self._one(only(step.value)), step)
            made = f"(run.made[{place}].get({values[0]}) or run.make({place}, {values[0]}))"
            return f"(None if {values[0]} is None else {made})" if nullable else made
        if cell.write is not None:
            called = f"{self._bind('write', cell.write)}({', '.join(values)})"
            return called if nullable or isinstance(step.value, Selection) else f"refuse_null({called})"
        return self._plain(step.value, values[0], nullable=nullable)

    def _plain(self, leaf: GraphQLLeafType | Selection, value: str, *, nullable: bool) -> str:
        if isinstance(leaf, GraphQLEnumType):
            known = self._bind("names", frozenset(leaf.values))
            clean = f"({value} if {value} in {known} else refuse({value}))"
            return f"(None if {value} is None else {clean})" if nullable else clean
        return value if nullable else f"({value} if {value} is not None else refuse())"


def refuse_null(value: Any) -> Any:
    """The value, if there is one."""
    return value if value is not None else refuse()
