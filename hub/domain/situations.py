"""Where a case stands, finer than its status, and whose turn it is. Defined for every case and timeline."""

from collections.abc import Sequence
from enum import Enum

from hub.domain.case import Case, CaseEvent, CaseEventType, CaseStatus, OversightState, Sensitivity
from hub.domain.directory import Directory
from hub.domain.parties import REPORTER
from hub.domain.plain_words import Situation
from hub.domain.progress_words import Circumstance
from hub.domain.status import FINAL


class Turn(Enum):
    """Whose turn it is."""

    REPORTER = "REPORTER"
    AGENCY = "AGENCY"
    HUB = "HUB"
    NOBODY = "NOBODY"


_BY_STATUS = {
    CaseStatus.NEEDS_INFORMATION: Situation.QUESTION_ASKED,
    CaseStatus.VERIFIED: Situation.CHECKED,
    CaseStatus.RETURNED: Situation.GIVEN_BACK,
    CaseStatus.ADJUDICATION: Situation.TO_BE_DECIDED,
    CaseStatus.ANSWERED: Situation.ANSWERED,
    CaseStatus.MERGED: Situation.JOINED,
    CaseStatus.WITHDRAWN: Situation.TAKEN_BACK,
}
_AT_WORK = {  # what the reporter said counts as theirs; a system may take a case up again by itself
    CaseEventType.ACCEPTED: Situation.AT_WORK,
    CaseEventType.PROGRESSED: Situation.AT_WORK,
    CaseEventType.INFORMATION_PROVIDED: Situation.REPLY_RECEIVED,
    CaseEventType.CONTESTED: Situation.OBJECTED,
    CaseEventType.REOPENED: Situation.REOPENED,
}
_WAITING = {
    CaseStatus.NEEDS_INFORMATION: Turn.REPORTER,
    CaseStatus.ANSWERED: Turn.REPORTER,
    CaseStatus.ASSIGNED: Turn.AGENCY,
    CaseStatus.IN_PROGRESS: Turn.AGENCY,
}
_OMBUDSMAN = {
    OversightState.REQUESTED: Circumstance.OMBUDSMAN_ASKED,
    OversightState.WITH_OMBUDSMAN: Circumstance.OMBUDSMAN_HAS_IT,
    OversightState.RECOMMENDED: Circumstance.OMBUDSMAN_ADVISED,
    OversightState.DISCHARGED: Circumstance.OMBUDSMAN_FINISHED,
}


def situation_of(case: Case, timeline: Sequence[CaseEvent]) -> Situation:
    """Where the case stands, finer than its status. Defined for every case and timeline."""
    match case.status:
        case CaseStatus.RECEIVED:
            again = _last(timeline, CaseEventType.REOPENED) is not None
            return Situation.TO_BE_CHECKED_AGAIN if again else Situation.TO_BE_CHECKED
        case CaseStatus.ASSIGNED:
            return Situation.AT_AGENCY if case.delivered else Situation.ON_ITS_WAY
        case CaseStatus.IN_PROGRESS:
            found = _last(timeline, *_AT_WORK)
            spoke = found is not None and found.actor == REPORTER
            return _AT_WORK[found.type] if found is not None and spoke else Situation.AT_WORK
        case CaseStatus.CLOSED:
            by = {REPORTER: Situation.ACCEPTED, "clock": Situation.ENDED_BY_SILENCE}
            return by.get(_actor(timeline, CaseEventType.CLOSED), Situation.ENDED)
        case CaseStatus.ARCHIVED:
            silent = _actor(timeline, CaseEventType.ARCHIVED) == "clock"
            return Situation.SHELVED_WITHOUT_REPLY if silent else Situation.SHELVED
    return _BY_STATUS[case.status]


def circumstances(case: Case) -> tuple[Circumstance, ...]:
    """What comes on top: lateness of a case that goes on, the Ombudsman, an earlier case."""
    goes_on = case.status not in FINAL
    found = [Circumstance.TAKES_UP_EARLIER] if case.predecessor is not None else []
    found += [Circumstance.LATE] if case.breached and goes_on else []
    found += [Circumstance.RAISED] if case.raised_to is not None and goes_on else []
    found += [_OMBUDSMAN[case.oversight]] if case.oversight in _OMBUDSMAN else []
    return tuple(found)


def waiting_for(status: CaseStatus) -> Turn:
    """Whose turn it is."""
    return Turn.NOBODY if status in FINAL else _WAITING.get(status, Turn.HUB)


def holder(case: Case, directory: Directory) -> str | None:
    """The name of the agency that works on the case; None for a guarded case, or while nobody does."""
    if case.sensitivity is not Sensitivity.ORDINARY or case.assignee is None:
        return None
    agency = directory.agency_of(case.assignee)
    return agency.name if agency is not None else None


def _last(timeline: Sequence[CaseEvent], *types: CaseEventType) -> CaseEvent | None:
    return next((event for event in reversed(timeline) if event.type in types), None)


def _actor(timeline: Sequence[CaseEvent], type_: CaseEventType) -> str:
    found = _last(timeline, type_)
    return found.actor if found is not None else ""
