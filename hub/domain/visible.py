"""What a viewer may see. `hub.domain.redaction` alone builds `VisibleCase`; the schema takes nothing else."""

from dataclasses import dataclass
from datetime import date, datetime

from hub.domain.case import (
    CaseEventType,
    CaseKind,
    CaseStatus,
    CompensationState,
    GeoPoint,
    IdentityProtection,
    Maladministration,
    OversightState,
    Sensitivity,
    Visibility,
)
from hub.domain.delivery import DeliveryState
from hub.domain.exchange import CircuitState
from hub.domain.reasons import Reason
from hub.errors import ConnectorError


@dataclass(frozen=True, slots=True)
class VisibleCase:
    """A case as one viewer may see it. Nested lists are read apart, always for many cases at once."""

    id: str
    tracking_number: str
    kind: CaseKind
    sensitivity: Sensitivity
    identity_protection: IdentityProtection
    visibility: Visibility
    title: str
    body: str
    topic: str | None
    region: str
    location: GeoPoint | None
    occurred_on: date | None
    channel: str
    status: CaseStatus
    version: int
    owner: str | None
    copied: tuple[str, ...]
    answer: str | None
    maladministration: Maladministration | None
    created_at: datetime
    updated_at: datetime
    reporter_visible: bool  # whether this viewer is entitled to the identity of a NAMED reporter
    oversight: OversightState = OversightState.NONE
    oversight_reference: str | None = None
    raised_to: str | None = None
    compensation: CompensationState = CompensationState.NONE
    rating: int | None = None  # 1 to 5; for the agency that answered, the coordinator and the reporter
    by_receipt: bool = False  # the viewer has shown the case's receipt
    merged_into: str | None = None  # id, while MERGED, for officials only
    predecessor: str | None = None  # id; not for partners


@dataclass(frozen=True, slots=True)
class VisibleReporter:
    """The identity of a NAMED reporter, for an entitled viewer."""

    name: str | None
    email: str | None
    phone: str | None
    identity_verified: bool

    def __repr__(self) -> str:
        """Never the content."""
        return "VisibleReporter(...)"


@dataclass(frozen=True, slots=True)
class VisibleDelivery:
    """State of the message that carries an assignment to its agency's system."""

    state: DeliveryState
    attempts: int
    last_error: str | None
    next_attempt_at: datetime | None
    waiting_since: datetime | None


@dataclass(frozen=True, slots=True)
class VisibleAssignment:
    """One hop of a case (disposisi)."""

    id: str
    agency: str
    state: str  # AssignmentState of the public schema
    hop: int
    reason: str | None
    explanation: tuple[Reason, ...]
    offered_at: datetime
    delivered_at: datetime | None
    accepted_at: datetime | None
    ended_at: datetime | None
    delivery: VisibleDelivery | None


@dataclass(frozen=True, slots=True)
class VisibleEvent:
    """One row of the timeline or feed. `cursor` is the opened feed position, to be sealed by the door."""

    id: str
    case_id: str
    cursor: str
    sequence: int
    type: CaseEventType
    actor: str
    agency: str | None
    status: CaseStatus
    note: str | None
    occurred_at: datetime
    claimed_at: datetime | None


@dataclass(frozen=True, slots=True)
class VisibleRecord:
    """The case in an agency's own system, read live (or from what was last heard: `stale`).

    `failure`: the system did not answer and was never heard of; `as_of` is then when it took the case.
    """

    connector: str
    external_id: str
    url: str | None
    status_text: str | None
    status: CaseStatus | None
    as_of: datetime
    stale: bool
    failure: ConnectorError | None = None


@dataclass(frozen=True, slots=True)
class VisibleCircuit:
    """Whether an operation of a system is called; `operation` None: the system as a whole."""

    operation: str | None
    state: CircuitState
    open_until: datetime | None


@dataclass(frozen=True, slots=True)
class VisibleConnectorHealth:
    """How a connector fares; `state` is a HealthState of the public schema."""

    name: str
    state: str
    last_success_at: datetime | None
    last_error: str | None
    pending: int
    dead: int
    lag_seconds: int | None
    circuits: tuple[VisibleCircuit, ...] = ()  # these three: as the answering process sees it
    reading: int = 0
    rests_until: datetime | None = None
