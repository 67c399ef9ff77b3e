"""Minutes of public consultations (forum konsultasi publik, FKP): who came, what was agreed, what came of it.

Source: PermenPANRB 16/2017. `hub.domain.minutes` says what may stand in them.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum


class PartyKind(Enum):
    """Whom a participant stands for."""

    PUBLIC = "PUBLIC"
    ACADEMICS = "ACADEMICS"
    MEDIA = "MEDIA"
    CIVIL_SOCIETY = "CIVIL_SOCIETY"
    BUSINESS = "BUSINESS"
    GOVERNMENT = "GOVERNMENT"
    OTHER = "OTHER"


class AgreementState(Enum):
    """How far something that was agreed has come. Only forwards; DONE and DROPPED are its end."""

    OPEN = "OPEN"
    IN_PROGRESS = "IN_PROGRESS"
    DONE = "DONE"
    DROPPED = "DROPPED"


ENDED = frozenset({AgreementState.DONE, AgreementState.DROPPED})


@dataclass(frozen=True, slots=True)
class ConsultationParty:
    """So many people of one kind, of an organisation where it has a name."""

    kind: PartyKind
    people: int
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class NewAgreement:
    """What an agency is to do, and until which day."""

    text: str
    agency: str
    due_on: date


@dataclass(frozen=True, slots=True)
class NewConsultation:
    """`recordConsultation`. Of the signed minutes (berita acara) an address, a SHA-256, or both."""

    idempotency_key: str
    agency: str
    held_on: date
    subject: str
    place: str
    parties: tuple[ConsultationParty, ...]
    agreements: tuple[NewAgreement, ...]
    topic: str | None = None
    minutes_url: str | None = None
    minutes_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class NewFollowUp:
    """`reportConsultationFollowUp`. `action_id`: the caller's own name for it, to be said again."""

    agreement: str
    state: AgreementState
    note: str
    evidence_url: str | None = None
    action_id: str | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What an agency said about an agreement, once."""

    state: AgreementState
    note: str
    agency: str
    evidence_url: str | None
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement with everything that was reported about it, oldest first."""

    id: str
    consultation_id: str
    number: int  # 1, 2, 3 ... as in the minutes
    text: str
    agency: str
    due_on: date
    state: AgreementState
    follow_ups: tuple[FollowUp, ...] = ()

    def overdue(self, today: date) -> bool:
        """Whether its day has passed and it has not ended."""
        return self.state not in ENDED and self.due_on < today


@dataclass(frozen=True, slots=True)
class Consultation:
    """The record of one forum."""

    id: str
    agency: str
    region: str  # of the agency; '' is the nation
    held_on: date
    subject: str
    place: str
    topic: str | None
    parties: tuple[ConsultationParty, ...]
    minutes_url: str | None
    minutes_sha256: str | None
    recorded_at: datetime
    agreements: tuple[Agreement, ...] = ()

    @property
    def people(self) -> int:
        """How many came."""
        return sum(party.people for party in self.parties)


@dataclass(frozen=True, slots=True)
class ConsultationFilter:
    """Forums held on `start`..`end`, days included; None or empty means no condition."""

    agency: tuple[str, ...] = ()
    region: str | None = None  # with everything below it
    start: date | None = None
    end: date | None = None
