"""Expressions over answers, and maps that build what is sent: compiled once, faults told with their line."""

import re
from collections.abc import Callable, Mapping, Set
from datetime import UTC, date, datetime
from functools import partial
from typing import Annotated, Any, TypeAlias
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

from hub.connectors.expression import Formula, parsed, searching
from hub.connectors.instance import Origin
from hub.connectors.wild import Wild
from hub.errors import Misunderstood

Maker: TypeAlias = Callable[[Mapping[str, Wild]], dict[str, Any]]
DATES = frozenset({"occurred_on", "created_at", "first", "last"})
SAMPLE = datetime(2026, 11, 23, 14, 5, 9, tzinfo=UTC)
STEPS = {"subexpression", "pipe"}
FIRST_CHILD = {"projection", "filter_projection", "value_projection", "flatten", "index_expression"}


class Value(Struct, frozen=True, forbid_unknown_fields=True):
    """The value of an expression, translated by a table or into a form of date."""

    value: str
    lookup: str = ""  # plain: a table of `[lookups]`; its entry "*" stands for every other word
    date: str = ""  # plain: a strftime form; where an answer is read, the form the peer writes
    longest: Annotated[int, Meta(ge=0)] = 0  # characters a text is cut to; 0: whole


Entry: TypeAlias = str | Value
"""A JMESPath expression, or a value that is translated after it."""

Map: TypeAlias = dict[str, Entry]
"""Theirs -> ours."""


class Compiler:
    """Compiles one instance's expressions; every fault is a `ConfigError` at its line. `zone`: IANA."""

    def __init__(self, origin: Origin, lookups: Mapping[str, Mapping[str, str]], zone: str) -> None:
        self.origin, self.lookups, self._zone = origin, lookups, ZoneInfo(zone)

    def formula(self, place: str, entry: Entry) -> Formula:
        """What is read from an answer; an empty expression is always null."""
        value = entry if isinstance(entry, Value) else Value(entry)
        if not value.value:
            return lambda _: None
        if value.date:
            self.check_form(place, value.date)
        return self._translated(place, searching(self._parsed(place, value.value)), value, _read_date)

    def maker(self, place: str, entries: Map, known: Set[str]) -> Maker:
        """A map over a document that has the fields `known` and no others."""
        made = {theirs: self._entry(f"{place}.{theirs}", ours, known) for theirs, ours in entries.items()}
        return lambda document: {theirs: make(document) for theirs, make in made.items()}

    def names(self, place: str, entries: Map) -> set[str]:
        """The fields of the document that a map uses."""
        texts = (entry.value if isinstance(entry, Value) else entry for entry in entries.values())
        return set().union(*(_fields(self._parsed(place, text).parsed) for text in texts))

    def _entry(self, place: str, ours: Entry, known: Set[str]) -> Formula:
        value = ours if isinstance(ours, Value) else Value(ours)
        expression = self._parsed(place, value.value)
        named = _fields(expression.parsed)
        for name in sorted(named - known):
            raise self.origin.fault("NO_SUCH_FIELD", place, unknown(name, known))
        if value.date and not (named and named <= DATES):
            told = f"write `date` only for {', '.join(sorted(DATES & known)) or 'what is read'}"
            raise self.origin.fault("BAD_VALUE", place, told)
        return self._translated(place, searching(expression), value, partial(_written_date, zone=self._zone))

    def check_form(self, place: str, form: str) -> None:
        """The form of a time that is read. Raises `ConfigError` for one that nothing can be read by."""
        try:
            datetime.strptime(SAMPLE.strftime(form), form)  # noqa: DTZ007 - only whether it can be done
        except (ValueError, re.error):
            raise self.origin.fault("BAD_VALUE", place, "write a form such as %d-%m-%Y %H:%M", form) from None

    def _translated(
        self, place: str, found: Formula, value: Value, dated: Callable[[str, str], str]
    ) -> Formula:
        if value.lookup and value.lookup not in self.lookups:
            raise self.origin.fault("NO_SUCH_TABLE", place, f"add `[lookups.{value.lookup}]`")
        table = self.lookups.get(value.lookup, {})

        def translated(document: Wild) -> Wild:
            ours = found(document)
            if value.lookup:
                return table.get(str(ours), table.get("*"))
            if value.longest and isinstance(ours, str):
                return ours[: value.longest]
            return dated(str(ours), value.date) if value.date and ours else ours

        return translated if value.lookup or value.date or value.longest else found

    def _parsed(self, place: str, text: str) -> Any:
        try:
            return parsed(text)
        except ValueError:
            raise self.origin.fault("NOT_JMESPATH", place, "correct the expression") from None


def unknown(name: str, known: Set[str]) -> str:
    """What to do about a name that means nothing here."""
    return f"`{name}` is not known here; known: {', '.join(sorted(known))}"


def _written_date(ours: str, form: str, zone: ZoneInfo) -> str:
    """A day, or a moment as the clock on the wall there shows it."""
    if len(ours) == len("2026-11-23"):
        return date.fromisoformat(ours).strftime(form)
    return datetime.fromisoformat(ours).astimezone(zone).strftime(form)


def _read_date(theirs: str, form: str) -> str:
    try:
        return datetime.strptime(theirs, form).isoformat()  # noqa: DTZ007 - a wall time of the instance's zone
    except ValueError:
        raise Misunderstood("UNREADABLE_TIME") from None


def _fields(node: Any) -> set[str]:
    """The fields of the document itself that an expression reads, with every step: `location.latitude`."""
    kind, children = node["type"], node["children"]
    steps = _steps(node)
    if steps is not None:
        return {".".join(steps)} if steps else set()
    if kind in STEPS and _steps(children[0]) == []:  # `@.[title, body]`: of the document as well
        return _fields(children[1])
    read = children[:1] if kind in STEPS or kind in FIRST_CHILD else children
    return set().union(*(_fields(child) for child in read)) if kind != "expref" else set()


def _steps(node: Any) -> list[str] | None:
    """`a.b`, `@.a` or `a | b` as steps from the document; None for anything else."""
    if node["type"] == "field":
        return [node["value"]]
    if node["type"] == "current":
        return []
    if node["type"] not in STEPS:
        return None
    found = [_steps(child) for child in node["children"]]
    return None if None in found else [step for steps in found if steps for step in steps]
