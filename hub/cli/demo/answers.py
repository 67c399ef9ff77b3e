"""What the hub answers to the documents."""

from datetime import datetime

from msgspec import Struct


class Answer(Struct, rename="camel"):
    """An object of the schema; what isn't asked for is left out."""


class CaseRef(Answer):
    """A case and the version to send back."""

    tracking_number: str
    version: int


class Outcome(Answer):
    """Of a mutation: the case, or the `Problem`."""

    case: CaseRef | None = None
    code: str | None = None
    field: str | None = None
    message: str | None = None


class Changed(Answer):
    """Data of every mutation here."""

    result: Outcome


class Happened(Answer):
    """One event of the feed."""

    cursor: str
    sequence: int
    type: str
    case: CaseRef
    note: str | None = None


class _HappenedEdge(Answer):
    node: Happened


class _HappenedConnection(Answer):
    edges: list[_HappenedEdge]


class FirstEvent(Answer):
    """Data of `FIRST_EVENT`."""

    events: _HappenedConnection


class Followed(Answer):
    """One answer of the subscription."""

    case_events: Happened


class Found(Answer):
    """Data of `VERSION`."""

    case: CaseRef | None


class Code(Answer):
    """Anything that has a code and perhaps a name."""

    code: str
    name: str = ""


class Task(Answer):
    """A case on somebody's worklist."""

    tracking_number: str
    version: int
    title: str
    body: str
    region: Code
    sensitivity: str
    topic: Code | None = None


class _TaskEdge(Answer):
    node: Task


class _TaskConnection(Answer):
    edges: list[_TaskEdge]


class Worklist(Answer):
    """Data of `WORKLIST`."""

    cases: _TaskConnection


class Candidate(Answer):
    """An agency that could own a case."""

    agency: Code
    confidence: float


class _Decision(Answer):
    candidates: list[Candidate]


class Routed(Answer):
    """Data of `ROUTE`."""

    route_case: _Decision


class Connected(Answer):
    """The connector's name."""

    name: str


class Holder(Answer):
    """The agency of an assignment; no connector: it works at the hub's console."""

    code: str
    name: str
    connector: Connected | None = None


class Reason(Answer):
    """Why an agency."""

    rule: str
    detail: str
    weight: float


class Sent(Answer):
    """The message to the agency's system."""

    state: str
    attempts: int
    last_error: str | None = None


class Hop(Answer):
    """One assignment."""

    hop: int
    state: str
    agency: Holder
    explanation: list[Reason]
    offered_at: datetime
    delivered_at: datetime | None = None
    reason: str | None = None
    delivery: Sent | None = None

    @property
    def waited(self) -> float:
        """Seconds until the agency had it; 0 while it has not."""
        seconds = (self.delivered_at - self.offered_at).total_seconds() if self.delivered_at else 0.0
        return max(seconds, 0.0)


class Seen(Answer):
    """A case as its portal sees it in the end."""

    tracking_number: str
    kind: str
    sensitivity: str
    status: str
    region: Code
    assignments: list[Hop]
    owner: Code | None = None


class _SeenEdge(Answer):
    node: Seen


class _PageInfo(Answer):
    has_next_page: bool
    end_cursor: str | None = None


class _SeenConnection(Answer):
    page_info: _PageInfo
    edges: list[_SeenEdge]


class Cases(Answer):
    """Data of `CASES`."""

    cases: _SeenConnection


class Figures(Answer):
    """One row of statistics; None is a number too small to be published."""

    received: int | None
    answered: int | None
    closed: int | None
    open: int | None
    returned: int | None
    keys: list[Code] = []


class Report(Answer):
    """The rows, their total, and below which number nothing is told."""

    suppressed_below: int
    rows: list[Figures]
    total: Figures


class Statistics(Answer):
    """Data of `STATISTICS`."""

    statistics: Report
