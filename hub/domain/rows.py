"""Rows as they lie in the store, for answers that need no more: which columns are asked, and what came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class PartAsked:
    """Rows of another table that belong to each case, its first `size` in their own order.

    Columns 0 and up of each row are those of `columns`.
    """

    relation: str  # "timeline" or "assignments"
    columns: tuple[str, ...]
    size: int | None = None


@dataclass(frozen=True, slots=True)
class RowsAsked:
    """Columns of cases; the id always comes first, whatever is asked."""

    columns: tuple[str, ...]
    parts: tuple[PartAsked, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """`rows[i][0]` is the id of a case; `parts[p][id]` its rows of the p-th part, at most one too many."""

    rows: Sequence[Row]
    parts: Sequence[Mapping[str, Sequence[Row]]] = ()
    has_next: bool = False
    has_previous: bool = False
    cursors: Sequence[str] = field(default=())
