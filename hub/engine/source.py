"""Where a field's value comes from: declared beside the Strawberry field, read by cost rule and planner."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import Enum

from strawberry.types.field import StrawberryField

SOURCE = "source"


class SourceKind(Enum):
    """What it costs to know the value."""

    COLUMN = "COLUMN"  # a stored value that came with its row
    CONSTANT = "CONSTANT"  # the same for everybody
    RULE = "RULE"  # computed from what is at hand, purely
    REFERENCE = "REFERENCE"  # looked up in the reference data in memory
    NESTED = "NESTED"  # read from the store for many parents at once
    LIVE = "LIVE"  # asked of an agency's system for many parents at once
    OPERATION = "OPERATION"  # a root field: one use case


BATCHED = frozenset({SourceKind.NESTED, SourceKind.LIVE})


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from. For its cost: how many objects a list without `first` holds (`rows`), what
    finding the value takes besides the objects (`price`), and how many calls to agencies' systems (`calls`).

    `keyed`: a reference is the same for the same value of this column of its row.
    `arguments` makes of a batched field's GraphQL arguments the one value that its loader gets.
    """

    kind: SourceKind
    name: str
    rows: int | None = None
    price: int = 0
    calls: int = 0
    single: bool = False  # a root field an operation may hold once
    arguments: Callable[..., Hashable] | None = None
    keyed: str | None = None


def source_of(field: StrawberryField) -> Source | None:
    """What the field declares; None when it declares nothing."""
    found = field.metadata.get(SOURCE)
    return found if isinstance(found, Source) else None
