"""A plan as Python source: one function per selection and class, dict literals all the way down.

A function `one_N(run, p)` answers one object without waiting. Where something below is loaded there is
`all_N(run, ps)` instead, which answers a whole list: each loader is called once per list, never per object.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from hub.engine.leaves import passes, refuse, written
from hub.engine.plan import How, Plan, Selection, Step, Steps, Typename
from hub.engine.running import below, by_class


class Generated:
    """Collects source and the objects it names. `main` in it is a coroutine function `(run) -> dict`.

    `places` are the steps that need something of the request: arguments, an info, or to be started.
    """

    def __init__(self, plan: Plan | None) -> None:
        self.lines: list[str] = []
        self.names: dict[str, object] = {
            "refuse": refuse,
            "passes": passes,
            "below": below,
            "by_class": by_class,
        }
        self.places: list[Step] = []
        self._count = 0
        self._bound: dict[int, str] = {}
        if plan is not None:
            self._main(plan)

    @classmethod
    def empty(cls) -> "Generated":
        """A module that somebody else writes the main function of."""
        return cls(None)

    def executed(self, more: Mapping[str, object] | None = None) -> dict[str, Any]:
        """The names of the module once it has run.

        Its source is written from the schema's own names and Python literals: of what a client sent there are
        only response keys in it, as literals.
        """
        names: dict[str, Any] = {**self.names, **(more or {})}
        exec(compile(self.source, "<plan>", "exec"), names)  # noqa: S102
        return names

    @property
    def source(self) -> str:
        """The module."""
        return "\n".join(self.lines) + "\n"

    def bind(self, prefix: str, value: object) -> str:
        """A name for an object; the same object gets the same name."""
        name = self._bound.get(id(value))
        if name is None:
            name = self._bound[id(value)] = f"{prefix}_{len(self.names)}"
            self.names[name] = value
        return name

    def _place(self, step: Step) -> int:
        self.places.append(step)
        return len(self.places) - 1

    def _number(self) -> int:
        self._count += 1
        return self._count

    # ── roots ──

    def _main(self, plan: Plan) -> None:
        started = [step for step in plan.steps if isinstance(step, Step)]
        names = {step.key: f"x{place}" for place, step in enumerate(started)}
        calls = ", ".join(f"run.root({self._place(step)})" for step in started)
        body = [f"    {', '.join(names.values())}, = await run.together([{calls}])"] if started else []
        deep: list[tuple[str, str]] = []
        entries: list[str] = []
        for step in plan.steps:
            if isinstance(step, Typename):
                entries.append(f"{step.key!r}: {step.name!r}")
                continue
            name = names[step.key]
            if step.deep is not None:
                deep.append((name, self._deep(step, step.deep, f"[{name}]")))
                entries.append(f"{step.key!r}: {name}")
            else:
                entries.append(f"{step.key!r}: {self._value(step, name)}")
        if deep:
            found, parts = "".join(f"({name},), " for name, _ in deep), ", ".join(part for _, part in deep)
            body.append(f"    {found}= await run.together([{parts}])")
        self.lines += ["async def main(run):", *body, f"    return {{{', '.join(entries)}}}"]

    # ── one object at a time ──

    def one(self, steps: Steps) -> str:
        """The name of a function that answers one object of a class."""
        name = f"one_{self._number()}"
        entries = [f"{step.key!r}: {self._of(step, place)}" for place, step in enumerate(steps)]
        self.lines += [f"def {name}(run, p):", f"    return {{{', '.join(entries)}}}"]
        return name

    def _of(self, step: Step | Typename, place: int) -> str:
        """An expression for one entry of the object `p`."""
        if isinstance(step, Typename):
            return repr(step.name)
        return self._value(step, f"v{place}", f"(v{place} := {self._got(step)})")

    def _got(self, step: Step) -> str:
        resolver = step.field.base_resolver
        if step.how is How.ATTRIBUTE or resolver is None:
            return f"p.{step.name}"
        asks = resolver.info_parameter is not None or bool(step.field.arguments)
        given = f", **run.given[{self._place(step)}]" if asks else ""
        return f"{self.bind('method', resolver.wrapped_func)}(p{given})"

    # ── values ──

    def _value(self, step: Step, value: str, first: str | None = None) -> str:
        """An expression for the value in a variable; `first` assigns it, where that is still to be done."""
        return self._within(step, step.shape.nullable, value, first or value)

    def _within(self, step: Step, nullable: Sequence[bool], value: str, first: str) -> str:
        if len(nullable) > 1:
            return self._list(step, nullable, value, first)
        if not isinstance(step.value, Selection):
            return written(step.value, value, nullable[0], self.bind, first)
        if nullable[0]:
            return f"(None if {first} is None else {self._object(step.value, value, value)})"
        return self._object(step.value, value, first)

    def _list(self, step: Step, nullable: Sequence[bool], value: str, first: str) -> str:
        item = f"{value}i"
        each = f"[{self._within(step, nullable[1:], item, item)} for {item} in {value}]"
        if nullable[0]:
            is_list = f"{value}.__class__ is list or {value}.__class__ is tuple"
            return f"(None if {first} is None else {each} if {is_list} else refuse({value}))"
        return f"({each} if {first}.__class__ is list or {value}.__class__ is tuple else refuse({value}))"

    def _object(self, child: Selection, value: str, first: str) -> str:
        if len(child.possible) > 1:
            return f"{self._table(child)}[{first}.__class__](run, {value})"
        ((kind, steps),) = child.possible.items()
        known = f"{first}.__class__ is {self.bind('kind', kind)}"
        if not child.strict:
            known = f"({known} or passes({value}))"
        return f"({self.one(steps)}(run, {value}) if {known} else refuse({value}))"

    def _table(self, child: Selection) -> str:
        functions = [
            f"{self.bind('kind', kind)}: {self.one(steps)}" for kind, steps in child.possible.items()
        ]
        name = f"table_{self._number()}"
        self.lines.append(f"{name} = {{{', '.join(functions)}}}")
        return name

    # ── whole lists ──

    def _all(self, steps: Steps) -> str:
        """The name of a coroutine function that answers a list of objects of one class."""
        waiting = [(place, step) for place, step in enumerate(steps) if isinstance(step, Step) and step.waits]
        at_hand = [(place, step) for place, step in waiting if step.how is not How.BATCH]
        # before anything is begun: a rule that fails must leave no load behind that nobody awaits
        rules = [f"    d{place} = {self._each(step)}" for place, step in at_hand]
        parts = ", ".join(self._awaited(step, f"d{place}") for place, step in waiting)
        names = ", ".join(f"w{place}" for place, _ in waiting)
        entries = ", ".join(f"{step.key!r}: {self._entry(step, place)}" for place, step in enumerate(steps))
        name = f"all_{self._number()}"
        self.lines += [
            f"async def {name}(run, ps):",
            *rules,
            f"    found = await run.together([{parts}])",
            f"    return [{{{entries}}} for p, {names} in zip(ps, *found)]",
        ]
        return name

    def _entry(self, step: Step | Typename, place: int) -> str:
        if isinstance(step, Typename) or not step.waits:
            return self._of(step, place)
        return f"w{place}" if step.deep is not None else self._value(step, f"w{place}")

    def _each(self, step: Step) -> str:
        """A list of what is got of every parent without waiting."""
        values = f"[{self._got(step)} for p in ps]"
        if step.how is How.METHOD:  # a new object, that what is loaded below belongs to
            return f"run.keep({self._place(step)}, ps, {values})"
        return values

    def _awaited(self, step: Step, at_hand: str) -> str:
        """A coroutine for the answers of every parent; `at_hand` names what is got without waiting."""
        load = f"run.load({step.name!r}, ps, {self._place(step)})" if step.how is How.BATCH else at_hand
        return self._deep(step, step.deep, load) if step.deep is not None else load

    def _deep(self, step: Step, child: Selection, values: str) -> str:
        """A coroutine that answers a list of values in whose objects something is to be loaded."""
        functions = "".join(
            f"({self.bind('kind', kind)}, {self._whole(steps)}), " for kind, steps in child.possible.items()
        )
        shape = self.bind("shape", step.shape)
        return f"below(run, {values}, {shape}, ({functions}), {child.strict})"

    def _whole(self, steps: Steps) -> str:
        if any(step.waits for step in steps):
            return self._all(steps)
        return f"by_class({self.one(steps)})"
