"""How one value of a leaf type is written: a Python expression that takes clean values only."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Final

from graphql import GraphQLEnumType, GraphQLLeafType, GraphQLScalarType

Bind = Callable[[str, object], str]
"""Gives an object a name that generated code can use."""

_CHECKS: Final = {
    "String": "{v}.__class__ is str",
    "ID": "{v}.__class__ is str",
    "Boolean": "{v} is True or {v} is False",
    "Int": "{v}.__class__ is int and -2147483648 <= {v} <= 2147483647",
    "Float": "{v}.__class__ is float and {v} - {v} == 0.0",
}


class Unclean(Exception):
    """A value that no plan takes: the answer is rendered by the reference from what was read already."""


def refuse(*_: object) -> Any:
    """What generated code calls instead of writing a value that is not clean."""
    raise Unclean


def passes(value: Any) -> bool:
    """Whether an object of a foreign class may stand for one of the type: it is no failure, and there."""
    return value is not None and not isinstance(value, Exception)


def written(leaf: GraphQLLeafType, value: str, nullable: bool, bind: Bind, first: str) -> str:
    """An expression over the variable `value`; whatever is not clean for the type ends in `Unclean`.

    `first` stands where the value is looked at first: the variable itself, or what assigns it.
    """
    check, result = _clean(leaf, value, bind)
    if nullable:
        return f"(None if {first} is None else {result} if {check} else refuse({value}))"
    return f"({result} if {check.replace(value, first, 1)} else refuse({value}))"


def _clean(leaf: GraphQLLeafType, value: str, bind: Bind) -> tuple[str, str]:
    if isinstance(leaf, GraphQLEnumType):
        return _enum(leaf, value, bind)
    if leaf.name in _CHECKS:
        return f"({_CHECKS[leaf.name].format(v=value)})", value
    return f"{value} is not None", f"{bind('scalar', scalar(leaf))}({value})"


def _enum(leaf: GraphQLEnumType, value: str, bind: Bind) -> tuple[str, str]:
    """Members of the Python class; where they are called as the public names are, their own name is read."""
    kind: type[Enum] = leaf.extensions["strawberry-definition"].wrapped_cls
    names = {kind(one.value): name for name, one in leaf.values.items()}
    if all(member.name == name for member, name in names.items()) and len(names) == len(kind):
        return f"{value}.__class__ is {bind('enum', kind)}", f"{value}._name_"
    table = bind("enum", names)
    return f"{value} in {table}", f"{table}[{value}]"


def scalar(leaf: GraphQLScalarType) -> Callable[[Any], Any]:
    """The scalar's own writer; moments in UTC are left to the encoder, which writes the same text."""
    write, is_moment = leaf.serialize, leaf.name == "DateTime"

    def checked(value: Any) -> Any:
        if is_moment and value.__class__ is datetime and value.tzinfo is UTC:
            return value
        found = write(value)
        if found.__class__ not in (str, int, float, bool):
            raise Unclean
        return found

    return checked
