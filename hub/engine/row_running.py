"""A whole operation answered from rows: compiled once per visibility class, and no object made for a row."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from hub.engine.asking import Asking
from hub.engine.generating import Generated
from hub.engine.leaves import Unclean
from hub.engine.plan import Plan, Step, Typename
from hub.engine.row_generating import RowWriter, refuse_null
from hub.engine.row_plan import RowPlan, row_plan
from hub.engine.rows import Cell, Fetched, RowRoot
from hub.engine.running import Run

MOST_MADE = 10_000
"""Objects that are kept rendered, per sub-selection: agencies, places, topics."""


@dataclass(slots=True)
class Making:
    """A sub-selection of objects that are the same for the same key: rendered once, kept as bytes."""

    cell: Cell
    step: Step
    answer: str  # the name of the function
    kept: dict[Any, orjson.Fragment] = field(default_factory=dict)


@dataclass(slots=True)
class RowRun:
    """One root field of one request."""

    plan: RowPlan
    context: Any
    arguments: Mapping[str, Any]
    sizes: Sequence[int | None]
    made: Sequence[dict[Any, orjson.Fragment]]
    makes: Callable[[int, Any], orjson.Fragment]

    async def page(self) -> Fetched:
        """Read what the plan wants. Raises `Declined`."""
        return await self.plan.root.fetch(self.context, self.arguments, self.plan.wanted(self.sizes))

    def make(self, place: int, key: Any) -> orjson.Fragment:
        """The object of that key, rendered."""
        return self.makes(place, key)


@dataclass(slots=True)
class RowCompiled:
    """An operation all of whose root fields rows can answer."""

    plans: tuple[RowPlan, ...]
    write: Callable[[Sequence[RowRun], Sequence[Fetched]], dict[str, Any]]
    makings: tuple[Making, ...]
    places: tuple[Step, ...]
    names: Mapping[str, Any]
    source: str
    edition: object = None

    async def answer(self, asking: Asking, edition: object) -> bytes:
        """The value of `data`. Raises whatever keeps rows from answering."""
        if edition is not self.edition:
            for one in self.makings:
                one.kept.clear()
            self.edition = edition
        made = [one.kept for one in self.makings]
        runs = [self._run(plan, asking, made) for plan in self.plans]
        if len(runs) == 1:
            pages: Sequence[Fetched] = [await runs[0].page()]
        else:
            pages = await asyncio.gather(*(one.page() for one in runs))
        return orjson.dumps(self.write(runs, pages))

    def _run(self, plan: RowPlan, asking: Asking, made: Sequence[dict[Any, orjson.Fragment]]) -> RowRun:
        sizes = [one.part.size(asking.named(one.step)) for one in plan.fields.parts]

        def makes(place: int, key: Any) -> orjson.Fragment:
            making = self.makings[place]
            if making.cell.make is None:
                raise Unclean
            value = making.cell.make(asking.info(making.step), key)
            run = Run(_nothing, asking.given(self.places), _nobody)
            found = orjson.Fragment(orjson.dumps(self.names[making.answer](run, value)))
            if len(making.kept) < MOST_MADE:
                making.kept[key] = found
            return found

        return RowRun(plan, asking.context, asking.named(plan.step), sizes, made, makes)


def _nobody(place: int) -> Any:
    raise LookupError(place)


async def _nothing(name: str, *_: Any) -> list[Any]:
    raise LookupError(name)  # what is made is at hand: nothing is loaded for it


def row_compiled(plan: Plan, roots: Mapping[str, RowRoot]) -> RowCompiled | None:
    """The operation from rows; None when one of its fields needs more."""
    found: list[RowPlan] = []
    for step in plan.steps:
        if isinstance(step, Typename):
            continue
        root = roots.get(step.nodes[0].name.value)
        one = row_plan(step, root) if root is not None else None
        if one is None:
            return None
        found.append(one)
    return _written(plan, found) if found else None


def _written(plan: Plan, found: Sequence[RowPlan]) -> RowCompiled | None:
    module = Generated.empty()
    makings: list[Making] = []

    def made(cell: Cell, answer: str, step: Step) -> int:
        makings.append(Making(cell, step, answer))
        return len(makings) - 1

    writer = RowWriter(module.lines, module.bind, module.one, made)
    functions = iter([writer.root(one) for one in found])
    entries, place = [], 0
    for step in plan.steps:
        if isinstance(step, Typename):
            entries.append(f"{step.key!r}: {step.name!r}")
        else:
            entries.append(f"{step.key!r}: {next(functions)}(runs[{place}], pages[{place}])")
            place += 1
    module.lines += ["def main(runs, pages):", f"    return {{{', '.join(entries)}}}"]
    if any(step.definition.args for step in module.places):  # what is made would not be the same for all
        return None
    names = module.executed({"refuse_null": refuse_null})
    places = tuple(module.places)
    return RowCompiled(tuple(found), names["main"], tuple(makings), places, names, module.source)
