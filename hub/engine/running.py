"""One run of a plan: what it was asked, what it has read, and how lists are taken apart and put together."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hub.engine.leaves import Unclean, passes
from hub.engine.plan import Shape

Load = Callable[[str, Sequence[Any], Any], Awaitable[Sequence[Any]]]
"""(loader, parents, arguments) -> one answer per parent, in order; an answer may be an exception."""
Whole = Callable[["Run", Sequence[Any]], Awaitable[list[Any]]]


@dataclass(frozen=True, slots=True)
class Read:
    """What one loader answered."""

    parents: Sequence[Any]
    answers: Sequence[Any]


@dataclass
class Run:
    """Everything one execution needs besides the plan. Remembers what it read, for the reference.

    `given`: by place, the keyword arguments of a method, or what a loader is asked; `start` begins the root
    field of a place.
    """

    loads: Load
    given: Sequence[Any]
    start: Callable[[int], Any]
    read: dict[tuple[str, Hashable], list[Read]] = field(default_factory=dict)
    answered: dict[int, Any] = field(default_factory=dict)
    kept: list[tuple[int, Sequence[Any], list[Any]]] = field(default_factory=list)

    async def root(self, place: int) -> Any:
        """The value of a root field; a failure is remembered as its answer."""
        try:
            value = self.start(place)
            if isinstance(value, Awaitable):
                value = await value
        except Exception as broken:  # noqa: BLE001 - the reference tells it, at its path
            self.answered[place] = broken
            raise Unclean from None
        self.answered[place] = value
        return value

    def keep(self, place: int, parents: Sequence[Any], values: list[Any]) -> list[Any]:
        """The same values, remembered: what is loaded below them is known by them."""
        self.kept.append((place, parents, values))
        return values

    async def load(self, name: str, parents: Sequence[Any], place: int) -> Sequence[Any]:
        """One answer per parent. Raises `Unclean` when one of them is a failure."""
        key = self.given[place]
        try:
            answers = await self.loads(name, parents, key)
        except Exception as broken:  # noqa: BLE001 - handed to the reference for each parent
            answers = [broken] * len(parents)
        self.read.setdefault((name, key), []).append(Read(parents, answers))
        if len(answers) != len(parents) or any(isinstance(one, Exception) for one in answers):
            raise Unclean
        return answers

    async def together(self, parts: Sequence[Coroutine[Any, Any, Any]]) -> list[Any]:
        """Every part's answer. One that fails waits for the others: what they read is kept."""
        if len(parts) == 1:
            return [await parts[0]]
        found = await asyncio.gather(*parts, return_exceptions=True)
        for one in found:
            if isinstance(one, BaseException):
                raise one
        return found


def by_class(one: Callable[[Run, Any], Any]) -> Whole:
    """Makes a function for one object one for a list."""

    async def whole(run: Run, parents: Sequence[Any]) -> list[Any]:
        return [one(run, parent) for parent in parents]

    return whole


async def below(
    run: Run, values: Any, shape: Shape, functions: Sequence[tuple[type, Whole]], strict: bool = True
) -> list[Any]:
    """Answers all objects inside `values`, at any depth of lists, in one go, and puts them back in place.

    Args:
        values: one value per parent, or something to await for them.
        functions: per class what answers a list of its objects.
        strict: whether an object of a foreign class is none.

    Raises:
        Unclean: a null or a list where the shape has none, or an object of no class.
    """
    if asyncio.iscoroutine(values):
        values = await values
    flat: list[Any] = []
    _flatten(values, shape.nullable, flat)
    if not flat:
        answers: Iterable[Any] = ()
    elif len(functions) == 1:
        kind, answer = functions[0]
        if any(one.__class__ is not kind and (strict or not passes(one)) for one in flat):
            raise Unclean
        answers = await answer(run, flat)
    else:
        answers = await _by_kind(run, flat, functions)
    return _filled(values, shape.nullable, iter(answers))


async def _by_kind(run: Run, flat: list[Any], functions: Sequence[tuple[type, Whole]]) -> list[Any]:
    answers: list[Any] = [None] * len(flat)
    places: dict[type, list[int]] = {kind: [] for kind, _ in functions}
    for place, one in enumerate(flat):
        if one.__class__ not in places:
            raise Unclean
        places[one.__class__].append(place)
    parts = [(places[kind], answer) for kind, answer in functions if places[kind]]
    found = await run.together([_part(run, answer, [flat[at] for at in held]) for held, answer in parts])
    for (held, _), rows in zip(parts, found, strict=True):
        for at, row in zip(held, rows, strict=True):
            answers[at] = row
    return answers


async def _part(run: Run, answer: Whole, parents: list[Any]) -> list[Any]:
    return await answer(run, parents)


def _flatten(values: Iterable[Any], nullable: Sequence[bool], flat: list[Any]) -> None:
    optional, is_list = nullable[0], len(nullable) > 1
    for value in values:
        if value is None:
            if not optional:
                raise Unclean
        elif is_list:
            if value.__class__ is not list and value.__class__ is not tuple:
                raise Unclean
            _flatten(value, nullable[1:], flat)
        else:
            flat.append(value)


def _filled(values: Iterable[Any], nullable: Sequence[bool], answers: Any) -> list[Any]:
    if len(nullable) == 1:
        return [None if value is None else next(answers) for value in values]
    return [None if value is None else _filled(value, nullable[1:], answers) for value in values]
