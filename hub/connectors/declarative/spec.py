"""The keys of a declarative instance, explained in README.md. Texts are JMESPath unless marked plain."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from hub.connectors.formula import Entry, Map

_PLAIN = r"[^{}#\x00-\x20\x7f]"
Path = Annotated[str, Meta(pattern=rf"^/({_PLAIN}|\{{[a-z_]+\}})*\Z")]  # plain; {name}: a field, as one step
Probe = Annotated[str, Meta(pattern=rf"^/{_PLAIN}*\Z")]
Method = Literal["GET", "POST", "PUT", "PATCH"]
Pages = Annotated[int, Meta(ge=1, le=1000)]
Size = Annotated[int, Meta(ge=0, le=10_000)]


class Answers(Struct, frozen=True, forbid_unknown_fields=True):
    """How every answer is judged, whatever its HTTP status; `failure_code` is looked up in `[errors]`."""

    success_when: str = "`true`"
    failure_code: str = ""


class ByPage(Struct, frozen=True, forbid_unknown_fields=True, tag_field="style", tag="page"):
    """`parameter` counts pages from `first`. The last page has less than `size` items, or none."""

    parameter: str  # plain
    first: int = 1
    size_parameter: str = ""  # plain
    size: Size = 0  # 0: unknown
    more: str = ""  # true where another page follows; instead of counting items
    most: Pages = 50


class ByOffset(Struct, frozen=True, forbid_unknown_fields=True, tag_field="style", tag="offset"):
    """`parameter` counts the items that were read. Ends as `page` does."""

    parameter: str  # plain
    size_parameter: str = ""  # plain
    size: Size = 0
    more: str = ""
    most: Pages = 50


class ByCursor(Struct, frozen=True, forbid_unknown_fields=True, tag_field="style", tag="cursor"):
    """`next` of one page is the `parameter` of the next; null ends."""

    parameter: str  # plain
    next: str
    most: Pages = 50


class ByLink(Struct, frozen=True, forbid_unknown_fields=True, tag_field="style", tag="link"):
    """The `Link` header's `rel="next"` (RFC 8288)."""

    most: Pages = 50


class ByUrl(Struct, frozen=True, forbid_unknown_fields=True, tag_field="style", tag="next_url"):
    """`next` is the address of the next page; null ends."""

    next: str
    most: Pages = 50


Pagination: TypeAlias = ByPage | ByOffset | ByCursor | ByLink | ByUrl


class Forward(Struct, frozen=True, forbid_unknown_fields=True):
    """Creates a record."""

    path: Path
    ref: Entry
    body: Map = {}
    form: Map = {}
    query: Map = {}
    headers: Map = {}
    method: Method = "POST"  # plain
    url: Entry = ""
    key_header: str = ""  # plain
    duplicate_status: int = 0  # the HTTP status that says: already here, and gives `ref`


class Search(Struct, frozen=True, forbid_unknown_fields=True):
    """Of `items` that one counts whose `match` is our ticket."""

    path: Path
    items: str
    match: Entry
    ref: Entry
    query: Map = {}
    headers: Map = {}
    body: Map = {}
    form: Map = {}
    method: Method = "GET"  # plain
    pagination: Pagination | None = None


class Fetch(Struct, frozen=True, forbid_unknown_fields=True):
    """The record, read by `[reading]`; `history` gives items for `[event]`."""

    path: Path
    record: str = "@"
    history: str = ""
    query: Map = {}
    headers: Map = {}
    body: Map = {}
    form: Map = {}
    method: Method = "GET"  # plain


class FetchMany(Struct, frozen=True, forbid_unknown_fields=True):
    """Several records in one call: each of `items` is what `[fetch]` has at `record`, its id is at `ref`."""

    path: Path
    items: str
    ref: Entry
    query: Map = {}
    headers: Map = {}
    body: Map = {}
    form: Map = {}
    method: Method = "GET"  # plain
    most: Annotated[int, Meta(ge=2, le=500)] = 50  # ids in one call


class Changes(Struct, frozen=True, forbid_unknown_fields=True):
    """`next` is null when there was nothing new."""

    path: Path
    items: str
    next: Entry
    query: Map = {}
    headers: Map = {}
    body: Map = {}
    form: Map = {}
    method: Method = "GET"  # plain
    more: str = "`false`"
    start: str = "0"  # plain
    pagination: Pagination | None = None


class Reading(Struct, frozen=True, forbid_unknown_fields=True):
    """What a record and an event of this system have in common."""

    status: Entry
    time: Entry
    note: Entry = ""
    proposed_owner: Entry = ""
    time_format: str = "iso"  # plain; or a strptime form


class Event(Struct, frozen=True, forbid_unknown_fields=True):
    """What else an event has, in feed, webhook and history; a webhook's body holds it at `pushed`."""

    id: Entry
    ref: Entry
    order: Entry
    pushed: str = "@"


class Notes(Struct, frozen=True, forbid_unknown_fields=True):
    """A message to an existing record."""

    path: Path
    body: Map = {}
    form: Map = {}
    query: Map = {}
    headers: Map = {}
    method: Method = "POST"  # plain
    key_header: str = ""  # plain


class CountsKeys(Struct, frozen=True, forbid_unknown_fields=True):
    """Cases per word: of `items`, each has a `word` and the number of `cases`; or a table `{word: cases}`."""

    path: Path
    items: str
    word: Entry = "@[0]"
    cases: Entry = "@[1]"
    total: Entry = ""
    query: Map = {}
    headers: Map = {}
    body: Map = {}
    form: Map = {}
    method: Method = "GET"  # plain
    pagination: Pagination | None = None


class Facilities(Struct, frozen=True, forbid_unknown_fields=True):
    """The master list of health facilities; `kind` is a lookup whose values are those of `FacilityKind`."""

    path: Path
    items: str
    id: Entry
    name: Entry
    kind: Entry
    region: Entry = ""  # a code with or without dots
    active: Entry = ""  # false: closed; null and everything else: in service
    query: Map = {}
    headers: Map = {}
    body: Map = {}
    form: Map = {}
    method: Method = "GET"  # plain
    pagination: Pagination | None = None


Asking: TypeAlias = Forward | Search | Fetch | FetchMany | Changes | Notes | CountsKeys | Facilities
"""A section that describes a call."""


class Spec(Struct, frozen=True, forbid_unknown_fields=True):
    """All sections. An ability exists where its section does."""

    health: Probe  # plain: path and query of a cheap call
    reading: Reading | None = None  # needed by search, fetch, changes and webhook
    forward: Forward | None = None
    search: Search | None = None
    fetch: Fetch | None = None
    fetch_many: FetchMany | None = None
    changes: Changes | None = None
    event: Event | None = None
    notes: Notes | None = None
    counts: CountsKeys | None = None
    facilities: Facilities | None = None
    answers: Answers = Answers()
    lookups: dict[str, dict[str, str]] = {}
