"""What routing is asked and what it answers."""

from dataclasses import dataclass
from enum import Enum

from hub.domain.case import Sensitivity
from hub.domain.permit import NamedLicence


class RoutingOutcome(Enum):
    """Diteruskan langsung; perlu ditelaah koordinator."""

    ROUTED = "ROUTED"
    NEEDS_TRIAGE = "NEEDS_TRIAGE"


@dataclass(frozen=True, slots=True)
class RoutingFacts:
    """What routing may look at. `hint` is the reporter's own guess of an agency: shown, never decisive.

    `licence` is what a permit system said about a licence the text names; routing asks nobody itself.
    """

    title: str
    body: str
    region: str
    topic: str | None
    sensitivity: Sensitivity
    hint: str | None = None
    licence: NamedLicence | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in plain words for the citizen. `weight` 0 to 1: how much it alone speaks for the agency.

    `rule` is one of topic, keyword, jurisdiction, place, coordinator, oversight, hint, licence-authority.
    """

    rule: str
    detail: str
    weight: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agency that may own the case; `confidence` 0 to 1."""

    agency: str
    confidence: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """Who gets the case, or who could: `agency` is None for NEEDS_TRIAGE; at most 5 candidates, best first.

    `topic` is the given one, or for ROUTED without one the topic that decided.
    """

    outcome: RoutingOutcome
    agency: str | None
    topic: str | None
    candidates: tuple[Candidate, ...]
