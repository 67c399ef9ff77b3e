"""The keys of a database instance, explained in README.md. Names are those of the office's database."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from hub.connectors.formula import Value

Name = Annotated[str, Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,62}$")]
TableName = Annotated[str, Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,62}(\.[A-Za-z_][A-Za-z0-9_]{0,62})?$")]
Row = dict[Name, str | Value]
"""Their column = JMESPath over our document."""


class Records(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a case is read back: one row per record."""

    table: TableName  # or a view
    id: Name
    status: Name
    changed: Name  # never falls; what `order` says of it
    order: Literal["time", "integer"] = "time"
    only: dict[Name, str] = {}  # rows with these values alone
    empty: tuple[Name, ...] = ()  # rows where these are NULL alone


class Replies(Struct, frozen=True, forbid_unknown_fields=True):
    """Where officers' answers stand, when they are rows of their own. `written` is read as `changed` is."""

    table: TableName
    id: Name
    record: Name  # the record it answers
    text: Name
    written: Name
    skip: dict[Name, str] = {}  # rows with these values are no answers: our own notes


class Search(Struct, frozen=True, forbid_unknown_fields=True):
    """Where our ticket stands in `[records]`."""

    column: Name
    within: bool = False  # inside a longer text


class Changes(Struct, frozen=True, forbid_unknown_fields=True):
    """The feed. A row younger than the lag may still get an older neighbour, so it waits a turn."""

    lag_seconds: Annotated[float, Meta(ge=0, le=3600)] = 10.0


class Forward(Struct, frozen=True, forbid_unknown_fields=True):
    """The one table cases are inserted into. `row` is a map over OutgoingCase, `ticket` and `key`."""

    table: TableName
    id: Name  # what the database calls the new row
    row: Row
    stamped: tuple[Name, ...] = ()  # columns that get the wall time of the insertion
    key: Name | None = None  # a column that is unique there and holds our key


class Notes(Struct, frozen=True, forbid_unknown_fields=True):
    """Messages to an existing record. `row` is a map over `text` and `key`."""

    table: TableName
    record: Name  # gets the record's id
    row: Row
    stamped: tuple[Name, ...] = ()


class Spec(Struct, frozen=True, forbid_unknown_fields=True):
    """All sections. An ability exists where its section does."""

    records: Records
    forward: Forward
    replies: Replies | None = None
    search: Search | None = None
    changes: Changes | None = None
    notes: Notes | None = None
    lookups: dict[str, dict[str, str]] = {}
