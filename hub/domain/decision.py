"""What routing is asked and what it answers."""

from dataclasses import dataclass
from enum import Enum

from hub.domain.case import Case, CaseKind, Sensitivity
from hub.domain.permit import NamedLicence
from hub.domain.reasons import Reason

__all__ = ["Candidate", "Decision", "Reason", "RoutingFacts", "RoutingOutcome", "facts_of"]


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
    kind: CaseKind | None = None  # None: not known; then rules that ask for one do not speak
    channel: str | None = None
    passed: frozenset[str] = frozenset()  # agencies behind a hub the case has been through


def facts_of(
    case: Case, licence: NamedLicence | None = None, passed: frozenset[str] = frozenset()
) -> RoutingFacts:
    """What routing may look at of a case that was handed in: the same for every step of its life.

    `licence` is what was found out about the licence it names, `passed` as in `RoutingFacts`.
    """
    return RoutingFacts(
        title=case.title,
        body=case.body,
        region=case.region,
        topic=case.topic,
        sensitivity=case.sensitivity,
        hint=case.respondent,
        licence=licence,
        kind=case.kind,
        channel=case.channel,
        passed=passed,
    )


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
