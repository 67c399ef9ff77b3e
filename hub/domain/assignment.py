"""Assignments (disposisi): their states, and how often a case may be passed on before somebody decides."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from hub.domain.agency import Agency, AgencyRole, Tier
from hub.domain.case import Sensitivity
from hub.domain.region import covers
from hub.errors import RuleViolation

MAX_HOPS = 4
"""Assignments a case may go through; after that only a binding one (no wrong door must not mean no owner)."""


class AssignmentState(Enum):
    """Where one hop stands. PROPOSED, OFFERED, DELIVERED and ACCEPTED are live; the others ended it."""

    PROPOSED = "PROPOSED"
    OFFERED = "OFFERED"
    DELIVERED = "DELIVERED"
    ACCEPTED = "ACCEPTED"
    RETURNED = "RETURNED"
    EXPIRED = "EXPIRED"
    RECALLED = "RECALLED"
    SUPERSEDED = "SUPERSEDED"
    COMPLETED = "COMPLETED"


LIVE_STATES = frozenset(
    {AssignmentState.PROPOSED, AssignmentState.OFFERED, AssignmentState.DELIVERED, AssignmentState.ACCEPTED}
)


@dataclass(frozen=True, slots=True)
class Assignment:
    """One hop as the store holds it."""

    id: str
    case_id: str
    hop: int
    agency: str
    connector: str | None
    state: AssignmentState
    reason: str | None
    explanation: tuple[dict[str, str | float], ...]
    binding: bool
    offered_at: datetime
    delivered_at: datetime | None
    accepted_at: datetime | None
    ended_at: datetime | None


def valid_on(agency: Agency, today: date) -> bool:
    """Whether the agency exists on that day."""
    return (agency.valid_from is None or agency.valid_from <= today) and (
        agency.valid_to is None or today <= agency.valid_to
    )


def may_own(agency: Agency, region: str, sensitivity: Sensitivity, today: date) -> bool:
    """Whether the agency can own a case of that place and class at all.

    Oversight and whistle-blowing cases go to oversight bodies only: the inspectorate, or a national body.
    """
    competent_class = (
        sensitivity is Sensitivity.ORDINARY
        or agency.role is AgencyRole.OVERSIGHT
        or agency.tier is Tier.NATIONAL
    )
    return valid_on(agency, today) and covers(agency.region, region) and competent_class


def check_offer(agency: str, hops: int, refused: frozenset[str], *, binding: bool) -> None:
    """Whether a further assignment is legal.

    Raises:
        RuleViolation: ALREADY_RETURNED when the agency gave the case back before, ILLEGAL_TRANSITION at the
            hop bound. A binding assignment is bound by neither.
    """
    if binding:
        return
    if agency in refused:
        raise RuleViolation("ALREADY_RETURNED", "this agency has returned the case before", "agency")
    if hops >= MAX_HOPS:
        raise RuleViolation(
            "ILLEGAL_TRANSITION", f"after {MAX_HOPS} assignments only a binding one", "binding"
        )
