"""What an officer decided about the owner of a case, as a lesson for the routing model."""

from dataclasses import dataclass
from datetime import datetime

from hub.domain.assignment import Assignment, AssignmentState
from hub.domain.case import Case, Sensitivity, Visibility
from hub.domain.redaction import masked

_BY_PERSON = frozenset({"proposed-by-agency", "binding"})
"""Rules of the reasons that a person stands behind: who returned the case, or who decided about it."""

_STANDS = frozenset({AssignmentState.OFFERED, AssignmentState.DELIVERED, AssignmentState.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Example:
    """One case with its owner. The text is masked; guarded cases are never among them.

    `refused`: agencies that gave the case back, in order; none of them is `agency`, unless it was bound.
    """

    text: str
    agency: str  # its code as it was then: a re-organisation may have given it another
    topic: str | None
    region: str
    reported_at: datetime
    refused: tuple[str, ...] = ()


def open_to_learning(case: Case) -> bool:
    """Never what was said in confidence: such cases are routed by rule alone, and no model reads them."""
    return case.sensitivity is Sensitivity.ORDINARY and case.visibility is Visibility.PUBLIC


def lesson(case: Case, hops: list[Assignment]) -> Example | None:
    """The case as a lesson, where a person decided about its last hop; `hops` oldest first.

    None: guarded, without an owner, given back, or the hub chose and nobody has confirmed it yet. A choice of
    the hub's own that taught the hub would only make it surer of itself.
    """
    if not hops or not open_to_learning(case) or not _decided(hops[-1]):
        return None
    refused = (hop.agency for hop in hops if hop.state is AssignmentState.RETURNED)
    return Example(
        text=masked(f"{case.title}\n{case.body}"),
        agency=hops[-1].agency,
        topic=case.topic,
        region=case.region,
        reported_at=case.created_at,
        refused=tuple(dict.fromkeys(refused)),
    )


def _decided(last: Assignment) -> bool:
    """Taken up by its owner, or sent there by a person and not given back."""
    if last.state is AssignmentState.RETURNED:
        return False
    return last.accepted_at is not None or (last.state in _STANDS and _by_person(last))


def _by_person(hop: Assignment) -> bool:
    """The router gives its reasons with every hop; a coordinator's order stands without any."""
    return not hop.explanation or any(reason.get("rule") in _BY_PERSON for reason in hop.explanation)
