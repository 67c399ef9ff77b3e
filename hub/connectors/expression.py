"""JMESPath: an expression compiled once, and its value in an answer."""

import warnings
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import jmespath  # type: ignore[import-untyped]
from jmespath.exceptions import JMESPathError  # type: ignore[import-untyped]
from jmespath.functions import Functions  # type: ignore[import-untyped]

from hub.connectors.wild import Wild
from hub.errors import Misunderstood

Formula: TypeAlias = Callable[[Wild], Wild]


def parsed(text: str) -> Any:
    """The compiled expression. Raises `ValueError` where it is none, or calls an unknown function."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a text in `...` that is no JSON: 'text' is meant
            compiled = jmespath.compile(text)
        unknown = set(_called(compiled.parsed)) - Functions.FUNCTION_TABLE.keys()
    except (JMESPathError, RecursionError, ArithmeticError, TypeError, AttributeError, Warning) as broken:
        raise ValueError("not JMESPath") from broken
    if unknown:
        raise ValueError("no such function")
    return compiled


def searching(expression: Any) -> Formula:
    """The search of an expression, text or parsed; an answer it cannot be applied to is `Misunderstood`."""
    compiled = parsed(expression) if isinstance(expression, str) else expression

    def search(document: Wild) -> Wild:
        try:
            found: Wild = compiled.search(document)
        except (JMESPathError, TypeError, ValueError, ArithmeticError, RecursionError, LookupError):
            raise Misunderstood("NO_SUCH_SHAPE") from None  # it does not check all it does itself
        return found

    return search


def _called(node: Any) -> Iterator[str]:
    """Names of the functions an expression calls."""
    if node["type"] == "function_expression":
        yield node["value"]
    for child in node["children"]:
        if isinstance(child, dict):  # a slice has bare numbers
            yield from _called(child)
