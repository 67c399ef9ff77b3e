"""Pages: what a reader asks for and what it gets, for keyset pagination in both directions."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Generic, TypeVar

from hub.domain.case import CaseEventType, CaseKind, CaseStatus
from hub.errors import RuleViolation

Item = TypeVar("Item")

MAX_PAGE = 100


class CaseOrder(Enum):
    """Order of a page of cases; ties are broken by id."""

    NEWEST = "NEWEST"
    OLDEST = "OLDEST"
    UPDATED = "UPDATED"  # latest change first
    DUE = "DUE"  # next legal deadline first; cases without one last


LEAST_BYTES, MOST_BYTES = 4_096, 65_536


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Conditions on cases; None or empty means no condition. `region` includes everything below it."""

    status: tuple[CaseStatus, ...] = ()
    kind: tuple[CaseKind, ...] = ()
    topic: tuple[str, ...] = ()
    region: str | None = None
    owner: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    created_from: datetime | None = None
    created_to: datetime | None = None
    overdue: bool | None = None
    search: str | None = None  # every word must occur in title or body, case folded


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Conditions on events; None or empty means no condition."""

    tracking_number: str | None = None
    agency: str | None = None  # the agency the event names
    region: str | None = None  # includes everything below it
    types: tuple[CaseEventType, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list: either forward (`first`, `after`) or backward (`last`, `before`), 0..100 rows.

    Cursors are already opened: opaque text made by the same list.
    """

    size: int
    after: str | None = None
    before: str | None = None
    backward: bool = False


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """One page of cases. `count`: whether the total is wanted (costs a second statement)."""

    window: Window
    filter: CaseFilter = CaseFilter()
    order: CaseOrder = CaseOrder.NEWEST
    count: bool = False


@dataclass(frozen=True, slots=True)
class Edge(Generic[Item]):
    """An item and the cursor that continues after (or before) it."""

    cursor: str
    node: Item


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """A part of a list; `total` only when it was asked for."""

    edges: tuple[Edge[Item], ...]
    has_next: bool
    has_previous: bool
    total: int | None = None


def window(
    first: int | None,
    after: str | None,
    last: int | None = None,
    before: str | None = None,
    default: int = 20,
) -> Window:
    """The four Relay arguments, checked.

    Raises:
        RuleViolation: INVALID, both directions at once or a size outside 0..100.
    """
    if first is not None and last is not None:
        raise RuleViolation("INVALID", "give either first or last, not both", "first")
    backward = last is not None
    size = last if last is not None else (default if first is None else first)
    if not 0 <= size <= MAX_PAGE:
        raise RuleViolation("INVALID", f"a page holds 0 to {MAX_PAGE} rows", "last" if backward else "first")
    return Window(size=size, after=after, before=before, backward=backward)


def page_bytes(asked: int | None) -> int | None:
    """A bound on the bytes of a page; None is no bound.

    Raises:
        RuleViolation: INVALID below 4,096 or above 65,536: a page is made for a line of 64 kbit/s.
    """
    if asked is not None and not LEAST_BYTES <= asked <= MOST_BYTES:
        raise RuleViolation("INVALID", f"maxBytes is {LEAST_BYTES} to {MOST_BYTES}", "maxBytes")
    return asked
