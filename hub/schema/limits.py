"""How much one document may ask for. Values, so that an operator can hand in others."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one GraphQL document. `cost` counts objects, see docs/schema.md for the arithmetic."""

    characters: int = 10_000
    tokens: int = 1_000
    depth: int = 10  # nested fields; introspection is not counted
    nesting: int = 60  # braces inside braces, those of fragments and of introspection included
    aliases: int = 15
    root_fields: int = 10
    directives: int = 20
    digits: int = 64  # of a number
    entries: int = 100  # of one list in the document or in its variables
    spreads: int = 50  # fragment spreads, as written
    same_name: int = (
        10  # fields of one response name in one selection set: validation compares each with each
    )
    cost: int = 5_000
    calls: int = 1_000  # to agencies' systems, foreseen at worst; what is really called has a budget besides
    errors: int = 10  # answered per operation
    remembered: int = 256  # documents kept read
