"""Operations that are in the schema already and not served yet: one place, shown in docs/schema.md."""

from hub.errors import NotAvailable

LATER = {
    "Mutation.mergeCase": "the rules for merging timelines are not settled",
}
"""Coordinate -> why. Queries answer an error with code NOT_AVAILABLE, mutations a `Problem` with it."""


def not_available(coordinate: str) -> NotAvailable:
    """The failure of an operation in `LATER`."""
    return NotAvailable(f"{coordinate.partition('.')[2]} is not served yet: {LATER[coordinate]}")
