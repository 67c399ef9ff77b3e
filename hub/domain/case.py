"""The case (laporan) and the words that describe it. Enum names are those of the public schema."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum


class CaseKind(Enum):
    """Pengaduan, aspirasi, permintaan informasi."""

    COMPLAINT = "COMPLAINT"
    SUGGESTION = "SUGGESTION"
    INFORMATION_REQUEST = "INFORMATION_REQUEST"


class Sensitivity(Enum):
    """Tidak berkadar pengawasan, berkadar pengawasan, WBS."""

    ORDINARY = "ORDINARY"
    OVERSIGHT = "OVERSIGHT"
    WHISTLEBLOWING = "WHISTLEBLOWING"


class IdentityProtection(Enum):
    """Biasa, anonim, tanpa identitas; in rising order of protection."""

    NAMED = "NAMED"
    SEALED = "SEALED"
    NONE = "NONE"


class Visibility(Enum):
    """Publik, rahasia."""

    PUBLIC = "PUBLIC"
    RESTRICTED = "RESTRICTED"


class CaseStatus(Enum):
    """Where a case stands; `hub.domain.status` says which changes are legal."""

    RECEIVED = "RECEIVED"
    NEEDS_INFORMATION = "NEEDS_INFORMATION"
    VERIFIED = "VERIFIED"
    ASSIGNED = "ASSIGNED"
    IN_PROGRESS = "IN_PROGRESS"
    RETURNED = "RETURNED"
    ADJUDICATION = "ADJUDICATION"
    ANSWERED = "ANSWERED"
    CLOSED = "CLOSED"
    ARCHIVED = "ARCHIVED"
    MERGED = "MERGED"
    WITHDRAWN = "WITHDRAWN"


class Maladministration(Enum):
    """The Ombudsman's ten kinds (UU 37/2008)."""

    UNDUE_DELAY = "UNDUE_DELAY"
    SERVICE_DENIED = "SERVICE_DENIED"
    INCOMPETENCE = "INCOMPETENCE"
    ABUSE_OF_AUTHORITY = "ABUSE_OF_AUTHORITY"
    PROCEDURAL_DEVIATION = "PROCEDURAL_DEVIATION"
    DEMAND_FOR_PAYMENT = "DEMAND_FOR_PAYMENT"
    IMPROPRIETY = "IMPROPRIETY"
    PARTIALITY = "PARTIALITY"
    DISCRIMINATION = "DISCRIMINATION"
    CONFLICT_OF_INTEREST = "CONFLICT_OF_INTEREST"


class CaseEventType(Enum):
    """What can happen to a case; one row of the timeline each."""

    SUBMITTED = "SUBMITTED"
    VERIFIED = "VERIFIED"
    INFORMATION_REQUESTED = "INFORMATION_REQUESTED"
    INFORMATION_PROVIDED = "INFORMATION_PROVIDED"
    ROUTED = "ROUTED"
    ASSIGNED = "ASSIGNED"
    DELIVERED = "DELIVERED"
    ACCEPTED = "ACCEPTED"
    RETURNED = "RETURNED"
    RECALLED = "RECALLED"
    PROGRESSED = "PROGRESSED"
    ANSWERED = "ANSWERED"
    CONTESTED = "CONTESTED"
    CLOSED = "CLOSED"
    REOPENED = "REOPENED"
    ARCHIVED = "ARCHIVED"
    MERGED = "MERGED"
    WITHDRAWN = "WITHDRAWN"
    ESCALATED = "ESCALATED"
    COPIED = "COPIED"
    PROTECTION_RAISED = "PROTECTION_RAISED"
    DEADLINE_NEAR = "DEADLINE_NEAR"
    DEADLINE_BREACHED = "DEADLINE_BREACHED"
    DELIVERY_FAILED = "DELIVERY_FAILED"
    DEADLINE_MOVED = "DEADLINE_MOVED"
    RATED = "RATED"
    COMPENSATION_CLAIMED = "COMPENSATION_CLAIMED"
    COMPENSATION_DECIDED = "COMPENSATION_DECIDED"
    COMPENSATION_PAID = "COMPENSATION_PAID"


class OversightState(Enum):
    """How far a case has come with the Ombudsman; beside its status, never instead of it. Only rises."""

    NONE = "NONE"
    REQUESTED = "REQUESTED"
    WITH_OMBUDSMAN = "WITH_OMBUDSMAN"
    RECOMMENDED = "RECOMMENDED"
    DISCHARGED = "DISCHARGED"


class CompensationState(Enum):
    """How far a claim for compensation (ganti rugi, UU 25/2009 Art. 50) has come; one per case."""

    NONE = "NONE"
    CLAIMED = "CLAIMED"
    GRANTED = "GRANTED"
    DENIED = "DENIED"
    PAID = "PAID"


@dataclass(frozen=True, slots=True)
class GeoPoint:
    """WGS 84, degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Case:
    """A case as the store holds it, without the reporter. Never leaves the hub as it is: see `redaction`."""

    id: str
    tracking_number: str
    kind: CaseKind
    sensitivity: Sensitivity
    identity_protection: IdentityProtection
    visibility: Visibility
    title: str
    body: str
    topic: str | None
    region: str  # Kemendagri code, dotted
    location: GeoPoint | None
    occurred_on: date | None
    channel: str
    status: CaseStatus
    version: int
    owner: str | None  # custodian: the coordinator until the assignee's system or inbox has the case
    assignee: str | None  # agency code of the live assignment
    hop: int  # number of assignments so far; the epoch of inbound messages
    answer: str | None
    maladministration: Maladministration | None
    copied: tuple[str, ...]  # agency codes (tembusan)
    resume_status: CaseStatus | None  # where NEEDS_INFORMATION returns to
    created_at: datetime
    updated_at: datetime
    verified_at: datetime | None = None
    first_response_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    due_at: datetime | None = None  # next legal deadline of a running clock
    breached: bool = False  # a legal clock ran out at least once
    returns: int = 0  # how often an agency returned it
    escalated: bool = False
    binding: bool = False  # the live assignment ended a bounce and cannot be returned
    delivered: bool = False  # the assignee's system or inbox has the case
    respondent: str | None = None  # agency the reporter named; accused where the class is not ORDINARY
    oversight: OversightState = OversightState.NONE
    oversight_reference: str | None = None  # the Ombudsman's own number
    merged_into: str | None = None  # id of the head, while MERGED
    predecessor: str | None = None  # id of the closed case that this one takes up again
    reopened_at: datetime | None = None  # last time
    rating: int | None = None  # 1 to 5, what the reporter thought of the last answer
    auto_routed: bool = False  # no person chose the first owner
    raised_to: str | None = None  # agency that acts because a legal clock ran out below it
    compensation: CompensationState = CompensationState.NONE
    calendar: str | None = None  # version of the calendar that `due_at` was computed with
    raised_for: str | None = None  # ClockKind of the duty that was not done
    deadlines: tuple[str, ...] = ()  # `<run>=<due>` of every clock of an open case; derived like `due_at`
    look_at: datetime | None = None  # when the clocks have something to say next; derived like `due_at`


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One row of the append-only timeline. `facts` holds codes only, never free text or personal data."""

    id: str
    case_id: str
    sequence: int  # 1, 2, 3 ... within the case, without a gap
    type: CaseEventType
    status: CaseStatus  # of the case after the event
    version: int  # of the case after the event
    actor: str  # role or system, never a person
    agency: str | None
    note: str | None
    occurred_at: datetime
    claimed_at: datetime | None
    facts: dict[str, str | int | bool | list[str] | None]
