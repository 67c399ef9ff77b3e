"""Answers straight from rows: which fields of a type are columns, and which roots can be read that way.

A row type says for each field which columns it needs and what makes the JSON value of them. The engine asks
the root's `fetch` for exactly those columns and writes the answer from the tuples; no object is made for a
row. What a row type does not name, and whatever `fetch` declines, is answered the ordinary way.
"""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


class Declined(Exception):
    """These arguments cannot be answered from rows; nothing was read."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a row type.

    Either `write` makes the JSON value of the columns (None: the one column is it), or `make` makes of an
    info and the column the object for a sub-selection: the same for the same value while `edition` is.
    """

    columns: tuple[str, ...] = ()
    write: Callable[..., Any] | None = None
    make: Callable[[Any, Any], object] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A field that holds rows of another type: a list, or a Relay connection whose cursors are not told.

    `size` reads from the field's arguments how many of the first rows are wanted, None for all of them.
    Raises `Declined`.
    """

    relation: str
    type: "RowType"
    connection: bool = False
    size: Callable[[Mapping[str, Any]], int | None] = lambda _: None


@dataclass(frozen=True, slots=True)
class RowType:
    """The fields of one GraphQL type that rows can answer."""

    cells: Mapping[str, Cell]
    parts: Mapping[str, Part] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a plan needs: columns, and of each part its relation, columns and how many."""

    columns: tuple[str, ...]
    parts: tuple[tuple[str, tuple[str, ...], int | None], ...] = ()


class Fetched(Protocol):
    """What came back: rows begin with their id; the rows of parts are found by it."""

    @property
    def rows(self) -> Sequence[tuple[Any, ...]]: ...

    @property
    def parts(self) -> Sequence[Mapping[str, Sequence[tuple[Any, ...]]]]: ...

    @property
    def has_next(self) -> bool: ...

    @property
    def has_previous(self) -> bool: ...

    @property
    def cursors(self) -> Sequence[str]:
        """As they leave the hub; read only when a cursor is selected."""
        ...


Fetch = Callable[[Any, Mapping[str, Any], Wanted], Awaitable[Fetched]]
"""(context, arguments of the root field, what is wanted)."""


@dataclass(frozen=True, slots=True)
class RowRoot:
    """A root field: a Relay connection, or one object or null."""

    type: RowType
    connection: bool
    fetch: Fetch


class RowBindings(Protocol):
    """Everything that can be answered from rows."""

    def view(self, context: Any) -> Hashable:
        """The visibility class of whoever asks: plans of one class are never used for another."""
        ...

    def roots(self, view: Hashable) -> Mapping[str, RowRoot]:
        """Root fields for a class."""
        ...

    def edition(self, context: Any) -> object:
        """What made objects depend on, besides their key."""
        ...
