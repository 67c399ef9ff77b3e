"""Gives a domain enum its place in the public schema: a description for itself and for every value."""

from enum import Enum

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition


def public(words: type[Enum], description: str, **values: str) -> None:
    """Publish `words` under its own name. Every value needs a description.

    Raises:
        ValueError: a value without description, or a description without value.
    """
    if [word.name for word in words] != list(values):
        raise ValueError(f"{words.__name__}: describe exactly these values, in this order: {list(words)}")
    strawberry.enum(words, description=description)
    definition: StrawberryEnumDefinition = words.__strawberry_definition__  # type: ignore[attr-defined]
    for value in definition.values:
        value.description = values[value.name]
