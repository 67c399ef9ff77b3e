"""Writes operations over any schema: a tape of bytes decides, so that what fails shrinks to little."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLSchema,
    Undefined,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

MOST_ALIASES = 14
MOST_DIRECTIVES = 18
MOST_FIELDS = 20
FRAGMENTS = 12


@dataclass
class Tape:
    """Decisions, one byte each; an empty tape always says 0, which is the simplest choice."""

    data: bytes
    at: int = 0

    def pick(self, choices: int) -> int:
        """A number below `choices`."""
        if self.at >= len(self.data) or choices <= 1:
            return 0
        self.at += 1
        return self.data[self.at - 1] % choices

    def often(self, one_in: int) -> bool:
        """True once in so many times."""
        return self.pick(one_in) == one_in - 1

    def one(self, found: Sequence[Any]) -> Any:
        """One of these."""
        return found[self.pick(len(found))]


@dataclass(frozen=True)
class Written:
    """An operation with the values of its variables."""

    text: str
    variables: dict[str, Any]


@dataclass(frozen=True)
class Said:
    """A value as JSON and as a GraphQL literal."""

    value: Any
    literal: str


Offers = Callable[[str, str], Sequence[Any] | None]
"""(coordinate of the argument, its name) -> values to choose from; None: any of the type."""


@dataclass
class Writer:
    """Writes one operation. `allowed`: whether a field, by its coordinate, may be asked."""

    schema: GraphQLSchema
    tape: Tape
    offers: Offers
    allowed: Callable[[str], bool]
    roots: Sequence[str]
    aliases: int = 0
    directives: int = 0
    fields: int = 0
    known: dict[str, tuple[str, str]] = field(default_factory=dict)  # response key -> arguments and type
    declared: dict[str, str] = field(default_factory=dict)  # variable -> its declaration
    variables: dict[str, Any] = field(default_factory=dict)
    fragments: dict[str, tuple[str, int, str]] = field(default_factory=dict)  # name -> type, height, text

    def query(self) -> Written:
        """A query of up to three root fields."""
        depth = 4 + self.tape.pick(5)
        parts = []
        for _ in range(1 + self.tape.pick(8) // 5):
            name = self.tape.one(self.roots)
            root: Any = self.schema.query_type
            part, _ = self._field(root.name, name, root.fields[name], depth, usual=True)
            parts.append(part)
        if self.tape.often(10):
            parts.append("__typename")
        declared = f"({', '.join(self.declared.values())})" if self.declared else ""
        fragments = "".join(
            f" fragment {name} on {kind} {{ {text} }}" for name, (kind, _, text) in self.fragments.items()
        )
        return Written(f"query Q{declared} {{ {' '.join(parts)} }}{fragments}", self.variables)

    # ── selections: a text, and how many levels of fields are in it ──

    def _set(self, kind: Any, depth: int) -> tuple[str, int]:
        parts, height = [], 1
        for _ in range(1 + self.tape.pick(5)):
            part, levels = self._part(kind, depth)
            parts.append(part)
            height = max(height, levels)
        return " ".join(parts), height

    def _part(self, kind: Any, depth: int) -> tuple[str, int]:
        if self.fields > MOST_FIELDS:
            return "__typename", 1
        if self.tape.often(5) or (is_abstract_type(kind) and not self.tape.often(3)):
            return self._fragment(kind, depth)
        names = [
            name
            for name, found in ({} if not hasattr(kind, "fields") else kind.fields).items()
            if self.allowed(f"{kind.name}.{name}") and (depth > 1 or is_leaf_type(get_named_type(found.type)))
        ]
        if not names or self.tape.often(16):
            return f"__typename{self._conditions()}", 1
        name = self.tape.one(names)
        return self._field(kind.name, name, kind.fields[name], depth)

    def _fragment(self, kind: Any, depth: int) -> tuple[str, int]:
        if is_abstract_type(kind):
            on: Any = self.tape.one(self.schema.get_possible_types(kind))
            if self.tape.often(6) and hasattr(kind, "fields"):
                on = kind
        else:
            on = self.tape.one([kind, *kind.interfaces])
        if self.tape.often(3) and len(self.fragments) < FRAGMENTS:
            return self._spread(on, depth)
        text, height = self._set(on, depth)
        condition = "" if on is kind and self.tape.often(2) else f" on {on.name}"
        return f"...{condition}{self._conditions()} {{ {text} }}", height

    def _spread(self, on: Any, depth: int) -> tuple[str, int]:
        fitting = [
            (name, height)
            for name, (kind, height, _) in self.fragments.items()
            if kind == on.name and height <= depth
        ]
        if fitting and self.tape.often(2):
            name, height = self.tape.one(fitting)
        else:
            text, height = self._set(on, depth)
            name = f"F{len(self.fragments)}"
            self.fragments[name] = (on.name, height, text)
        return f"...{name}{self._conditions()}", height

    def _field(
        self, parent: str, name: str, found: GraphQLField, depth: int, usual: bool = False
    ) -> tuple[str, int]:
        self.fields += 1
        named: Any = get_named_type(found.type)
        arguments = self._arguments(f"{parent}.{name}", found)
        key = self._key(name, arguments, str(found.type))
        if key is None:
            return "__typename", 1
        shown = f"{'' if key == name else f'{key}: '}{name}{arguments}{'' if usual else self._conditions()}"
        if is_leaf_type(named):
            return shown, 1
        text, height = self._set(named, depth - 1)
        return f"{shown} {{ {text} }}", height + 1

    def _key(self, name: str, arguments: str, kind: str) -> str | None:
        """A response key under which nothing else is answered; None: there are too many aliases."""
        if not self.tape.often(8) and self.known.setdefault(name, (arguments, kind)) == (arguments, kind):
            return name
        if self.aliases >= MOST_ALIASES:
            return None
        self.aliases += 1
        return f"a{self.aliases}"

    def _conditions(self) -> str:
        if self.directives >= MOST_DIRECTIVES or not self.tape.often(9):
            return ""
        self.directives += 1
        name = self.tape.one(["include", "skip"])
        if self.tape.often(2):
            return f" @{name}(if: {self.tape.one(['true', 'false'])})"
        return f" @{name}(if: ${self._condition()})"

    def _condition(self) -> str:
        place = self.tape.pick(3)
        name = f"b{place}"
        self.declared[name] = f"${name}: Boolean" + ("!", "! = true", " = false")[place]
        if place == 0 or self.tape.often(2):
            self.variables.setdefault(name, bool(self.tape.pick(2)))
        return name

    # ── arguments ──

    def _arguments(self, coordinate: str, found: GraphQLField) -> str:
        said = []
        for name, argument in found.args.items():
            if self._is_said(name, argument):
                said.append(f"{name}: {self._argument(f'{coordinate}.{name}', name, argument)}")
        return f"({', '.join(said)})" if said else ""

    def _is_said(self, name: str, argument: GraphQLArgument) -> bool:
        required = is_non_null_type(argument.type) and argument.default_value is Undefined
        return required or (not self.tape.often(6) if name == "first" else self.tape.often(4))

    def _argument(self, coordinate: str, name: str, argument: GraphQLArgument) -> str:
        said = self._value(coordinate, name, argument.type)
        if not self.tape.often(3):
            return said.literal
        variable = f"v{len(self.declared)}"
        self.declared[variable] = f"${variable}: {argument.type}"
        if self.tape.often(2):
            self.declared[variable] += f" = {said.literal}"
            if self.tape.often(2):
                return f"${variable}"
        self.variables[variable] = said.value
        return f"${variable}"

    def _value(self, coordinate: str, name: str, kind: Any) -> Said:
        if not is_non_null_type(kind) and self.tape.often(8):
            return Said(None, "null")
        plain: Any = get_nullable_type(kind)
        if is_list_type(plain):
            return self._list(coordinate, name, plain.of_type)
        offered = self.offers(coordinate, name)
        if offered is not None:
            value = self.tape.one(offered)
            return Said(value, literal(value))
        if isinstance(plain, GraphQLEnumType):
            word = self.tape.one(list(plain.values))
            return Said(word, word)
        if isinstance(plain, GraphQLInputObjectType):
            return self._object(plain)
        value = self.tape.one(PLAIN[plain.name])
        return Said(value, literal(value))

    def _list(self, coordinate: str, name: str, kind: Any) -> Said:
        entries = [self._value(coordinate, name, kind) for _ in range(1 + self.tape.pick(3))]
        return Said([one.value for one in entries], f"[{', '.join(one.literal for one in entries)}]")

    def _object(self, kind: GraphQLInputObjectType) -> Said:
        said = {}
        for name, one in kind.fields.items():
            if (is_non_null_type(one.type) and one.default_value is Undefined) or self.tape.often(4):
                said[name] = self._value(f"{kind.name}.{name}", name, one.type)
        inside = ", ".join(f"{name}: {one.literal}" for name, one in said.items())
        return Said({name: one.value for name, one in said.items()}, f"{{{inside}}}")


PLAIN: Mapping[str, Sequence[Any]] = {
    "Int": (2, 1, 3, 0, 5, 100, -1),
    "Float": (1.5,),
    "String": ("a", "", 'x"y\\z', "\U0001f6a2"),
    "ID": ("a",),
    "Boolean": (True, False),
    "Date": ("2026-01-01", "2026-12-31"),
    "DateTime": ("2026-11-23T02:00:00Z", "2026-11-23T09:00:30+07:00"),
}


def literal(value: Any) -> str:
    """A JSON value as a GraphQL literal; no enum is in it."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {literal(one)}' for name, one in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    return json.dumps(value, ensure_ascii=False)
