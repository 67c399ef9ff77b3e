"""The keys of a declarative instance, explained in README.md. Texts are JMESPath unless marked plain."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from hub.connectors.formula import Map

Path = Annotated[str, Meta(pattern=r"^/[^{}]*$")]
RecordPath = Annotated[str, Meta(pattern=r"^/[^{}]*\{ref\}[^{}]*$")]
Failure = Literal["credential", "refused", "throttled", "unconfirmed"]


class Answers(Struct, frozen=True, forbid_unknown_fields=True):
    """How every answer is judged, whatever its HTTP status."""

    success_when: str = "`true`"
    failure_code: str = ""
    failures: dict[str, Failure] = {}


class Forward(Struct, frozen=True, forbid_unknown_fields=True):
    """Creates a record. `body` is a map over OutgoingCase, `ticket` and `key`."""

    path: Path
    ref: str
    body: Map
    url: str = ""
    key_header: str = ""  # plain
    duplicate_status: int = 0  # the HTTP status that says: already here, and gives `ref`


class Search(Struct, frozen=True, forbid_unknown_fields=True):
    """`query` is a map over `ticket`; of `items` that one counts whose `match` is our ticket."""

    path: Path
    query: Map
    items: str
    match: str
    ref: str


class Fetch(Struct, frozen=True, forbid_unknown_fields=True):
    """The record, read by `[reading]`; `history` gives items for `[event]`."""

    path: RecordPath
    record: str = "@"
    history: str = ""


class Changes(Struct, frozen=True, forbid_unknown_fields=True):
    """`query` is a map over `cursor`; `next` is null when there was nothing new."""

    path: Path
    query: Map
    items: str
    next: str
    more: str = "`false`"
    start: str = "0"  # plain


class Reading(Struct, frozen=True, forbid_unknown_fields=True):
    """What a record and an event of this system have in common."""

    status: str
    time: str
    note: str = ""
    proposed_owner: str = ""
    time_format: str = "iso"  # plain; or a strptime form


class Event(Struct, frozen=True, forbid_unknown_fields=True):
    """What else an event has, in feed, webhook and history; a webhook's body holds it at `pushed`."""

    id: str
    ref: str
    order: str
    pushed: str = "@"


class Notes(Struct, frozen=True, forbid_unknown_fields=True):
    """A message to an existing record. `body` is a map over `text` and `key`."""

    path: RecordPath
    body: Map
    key_header: str = ""  # plain


class Spec(Struct, frozen=True, forbid_unknown_fields=True):
    """All sections. An ability exists where its section does."""

    health: Path  # plain: path and query of a cheap call
    reading: Reading
    forward: Forward | None = None
    search: Search | None = None
    fetch: Fetch | None = None
    changes: Changes | None = None
    event: Event | None = None
    notes: Notes | None = None
    answers: Answers = Answers()
    lookups: dict[str, dict[str, str]] = {}
