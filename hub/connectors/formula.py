"""JMESPath, compiled once at load: expressions over answers, and maps that build what is sent."""

from collections.abc import Callable, Mapping, Set
from datetime import date
from typing import Any, TypeAlias

import jmespath  # type: ignore[import-untyped]
from jmespath.exceptions import JMESPathError  # type: ignore[import-untyped]
from msgspec import Struct

from hub.connectors.instance import Origin
from hub.connectors.wild import Wild
from hub.errors import Misunderstood

Formula: TypeAlias = Callable[[Wild], Wild]
Maker: TypeAlias = Callable[[Mapping[str, Wild]], dict[str, Any]]
FIRST_CHILD = {"pipe", "projection", "filter_projection", "value_projection", "flatten", "index_expression"}


class Value(Struct, frozen=True, forbid_unknown_fields=True):
    """The value of an expression, translated by a table or into a form of date."""

    value: str
    lookup: str = ""  # plain: a table of `[lookups]`; its entry "*" stands for every other word
    date: str = ""  # plain: a strftime form


Map: TypeAlias = dict[str, str | Value]
"""Theirs -> ours: a JMESPath expression, or a value that is translated after it."""


class Compiler:
    """Compiles one instance's expressions; every fault is a `ConfigError` at its line."""

    def __init__(self, origin: Origin, lookups: Mapping[str, Mapping[str, str]]) -> None:
        self.origin, self.lookups = origin, lookups

    def formula(self, place: str, text: str) -> Formula:
        """An expression over an answer; an empty one is always null."""
        return _searching(self._parsed(place, text)) if text else lambda _: None

    def maker(self, place: str, entries: Map, known: Set[str]) -> Maker:
        """A map over a document that has the fields `known` and no others."""
        made = {theirs: self._entry(f"{place}.{theirs}", ours, known) for theirs, ours in entries.items()}
        return lambda document: {theirs: make(document) for theirs, make in made.items()}

    def _entry(self, place: str, ours: str | Value, known: Set[str]) -> Formula:
        value = ours if isinstance(ours, Value) else Value(ours)
        parsed = self._parsed(place, value.value)
        for name in sorted(_fields(parsed.parsed) - known):
            told = f"`{name}` is not known here; known: {', '.join(sorted(known))}"
            raise self.origin.fault("NO_SUCH_FIELD", place, told)
        if value.lookup and value.lookup not in self.lookups:
            raise self.origin.fault("NO_SUCH_TABLE", place, f"add `[lookups.{value.lookup}]`")
        return _translating(_searching(parsed), value, self.lookups.get(value.lookup, {}))

    def _parsed(self, place: str, text: str) -> Any:
        try:
            return jmespath.compile(text)
        except JMESPathError:
            raise self.origin.fault("NOT_JMESPATH", place, "correct the expression") from None


def _searching(parsed: Any) -> Formula:
    def search(document: Wild) -> Wild:
        try:
            found: Wild = parsed.search(document)
        except (JMESPathError, TypeError, ValueError, ArithmeticError, RecursionError):  # it checks not all
            raise Misunderstood("NO_SUCH_SHAPE") from None
        return found

    return search


def _translating(found: Formula, value: Value, table: Mapping[str, str]) -> Formula:
    def translated(document: Wild) -> Wild:
        ours = found(document)
        if value.lookup:
            return table.get(str(ours), table.get("*"))
        return date.fromisoformat(str(ours)[:10]).strftime(value.date) if value.date and ours else ours

    return translated


def _fields(node: Any) -> set[str]:
    """The fields of the document itself that an expression reads, two steps deep where it names two."""
    kind, children = node["type"], node["children"]
    if kind == "field":
        return {node["value"]}
    if kind == "subexpression" and [child["type"] for child in children[:2]] == ["field", "field"]:
        return {f"{children[0]['value']}.{children[1]['value']}"}
    read = children[:1] if kind == "subexpression" or kind in FIRST_CHILD else children
    return set().union(*(_fields(child) for child in read)) if kind != "expref" else set()
