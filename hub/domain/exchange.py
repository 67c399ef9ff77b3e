"""What crosses the border to an agency's system and back: values shared by casework and connectors."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from hub.domain.case import CaseKind, CaseStatus, GeoPoint, Sensitivity


class Capability(Enum):
    """What a connector can do; declared in its manifest and held against its methods."""

    FORWARD = "FORWARD"
    FETCH = "FETCH"
    CHANGES = "CHANGES"
    WEBHOOK = "WEBHOOK"
    LOOKUP = "LOOKUP"
    STATISTICS = "STATISTICS"


class HealthState(Enum):
    """How an agency's system answers, seen from here."""

    UP = "UP"
    DEGRADED = "DEGRADED"
    DOWN = "DOWN"
    UNKNOWN = "UNKNOWN"


class Idempotency(Enum):
    """How a resend after a lost answer can be kept from becoming a second case."""

    KEY = "key"  # the peer honours our key: resend with the same key
    SEARCH = "search"  # the peer can be asked for our tracking number: search, then resend
    NONE = "none"  # neither: a person decides


@dataclass(frozen=True, slots=True)
class OutgoingCase:
    """All that may leave for an agency's system. Holds no identity.

    Built of a case only by `hub.domain.redaction`, and of nobody's by `hub.domain.rehearsal`.

    `sealed` and `restricted` tell the agency how to treat the case; text has personal numbers masked.
    """

    tracking_number: str
    kind: CaseKind
    sensitivity: Sensitivity
    sealed: bool  # the identity is not public (anonim), or there is none
    restricted: bool  # the report itself is not public (rahasia)
    title: str
    body: str
    topic: str | None
    topic_name: str | None
    sp4n_category: int | None
    region: str
    region_name: str
    location: GeoPoint | None
    occurred_on: date | None
    created_at: datetime
    owner: str  # agency code of the recipient
    owner_name: str
    owner_external_id: str | None  # the recipient's id inside the connector's system
    hop: int
    origin: str | None = None  # the number that `via[0]` gave the case
    via: tuple[str, ...] = ()  # hubs and systems the case has passed, this hub last
    respondent: str | None = None  # code of the agency the case accuses; told to oversight bodies only
    respondent_name: str | None = None


@dataclass(frozen=True, slots=True)
class ExternalRef:
    """A record in an agency's system: instance name and the id it gave (kept as text, "0" included)."""

    connector: str
    id: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """The peer holds the case now. `needs_hand_over`: a second remote step is still outstanding."""

    ref: ExternalRef
    needs_hand_over: bool = False


@dataclass(frozen=True, slots=True)
class Queued:
    """The peer took it and will give the id later (Open311 batch mode)."""

    token: str


@dataclass(frozen=True, slots=True)
class Untracked:
    """The peer took it and gives no id, ever (Open311 blackbox mode)."""


Forwarded = Registered | Queued | Untracked


@dataclass(frozen=True, slots=True)
class RemoteCase:
    """A record as the agency's system shows it now."""

    ref: ExternalRef
    status_text: str  # the agency's own word, untranslated
    status: CaseStatus | None  # mapped; None when the word is unknown
    as_of: datetime
    note: str | None = None
    proposed_owner: str | None = None  # the external id or agency code it wants the case to go to
    changes: tuple["Change", ...] = ()  # its history where it shows one, oldest first


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to a record at the agency, the same by webhook, feed or poll."""

    event_id: str  # unique within the connector, the same on every way it can arrive
    ref: ExternalRef
    status_text: str
    status: CaseStatus | None  # None: unknown word
    order: int  # the peer's own order of events of this record (sequence number or epoch seconds)
    note: str | None = None
    proposed_owner: str | None = None
    claimed_at: datetime | None = None  # what the remote clock said; aware


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Changes since a cursor, oldest first; `cursor` continues after the last of them."""

    changes: tuple[Change, ...]
    cursor: str
    more: bool = False


@dataclass(frozen=True, slots=True)
class StatusCount:
    """Cases of a peer that stand under one of its words."""

    status_text: str  # the agency's own word, untranslated
    status: CaseStatus | None  # mapped; None when the word is unknown
    cases: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What an agency's system counts itself: cases it received from `first` to `last`, both included."""

    first: date  # in the instance's zone
    last: date
    total: int  # the peer's own where it tells one, else the sum of the words
    by_status: tuple[StatusCount, ...]
    as_of: datetime  # when the hub read it; aware


class CircuitState(Enum):
    """Whether an agency's system is called."""

    CLOSED = "CLOSED"  # it is
    OPEN = "OPEN"  # not for a while: too many calls failed, or it asked for patience
    HALF_OPEN = "HALF_OPEN"  # one call at a time, to see whether it answers again


@dataclass(frozen=True, slots=True)
class Circuit:
    """The state of one operation at a peer, as one process sees it."""

    operation: str  # "": the peer as a whole
    state: CircuitState
    wait: float = 0.0  # seconds until it is tried again


class FacilityKind(Enum):
    """What sort of health facility it is."""

    HOSPITAL = "HOSPITAL"
    HEALTH_CENTRE = "HEALTH_CENTRE"
    CLINIC = "CLINIC"
    PHARMACY = "PHARMACY"
    LABORATORY = "LABORATORY"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Facility:
    """A health facility of a master list: never anything clinical, never a person."""

    ref: ExternalRef
    name: str
    kind: FacilityKind
    region: str | None  # code of the region it stands in, dotted; None where the list has none
    active: bool = True


@dataclass(frozen=True, slots=True)
class Health:
    """The answer to one health check."""

    state: HealthState
    detail: str | None = None  # a code, never a URL or body


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an instance is and can do, as its TOML and its kind declare it."""

    name: str
    kind: str
    agency: str | None
    capabilities: frozenset[Capability]
    idempotency: Idempotency
    maturity: int  # 0 listed .. 4 two-way, idempotent and signed
    zone: str  # IANA zone of the peer's local times
    takes_notes: bool = False
    runs_reply_window: bool = False  # its "closed" means the reporter had the chance to contest (SP4N)
    settle_seconds: float = 600.0  # so long a peer may still be at a request whose answer got lost
    poll_seconds: float = 60.0
    concurrency: int = 4  # calls in flight to this peer
    drain_per_second: float = 2.0
    window: tuple[str, str] | None = None  # ("08:00", "16:00") local; sends outside are HELD
    tags: tuple[str, ...] = field(default=())
    day_budget: int | None = None  # look-ups per day of `zone` that the hub allows itself; None: no bound
    pull: bool = False  # nobody is called: the agency fetches its cases from the hub
    channels: tuple[str, ...] = ()  # portals whose look-ups it serves; empty: any
    hub: str | None = None  # id of the hub behind it, where it is one
