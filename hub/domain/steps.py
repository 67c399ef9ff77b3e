"""The way of a case in a few steps, as its reporter sees it: done, now, still to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from hub.domain.case import Case, CaseEvent, CaseEventType, CaseStatus
from hub.domain.language import Language
from hub.domain.progress_words import LABELS, Milestone


class StepState(Enum):
    """Where a step stands."""

    DONE = "DONE"
    NOW = "NOW"
    NEXT = "NEXT"


@dataclass(frozen=True, slots=True)
class Step:
    """`at`: when it was done; None while it is not, or where nobody noted it."""

    milestone: Milestone
    label: str
    state: StepState
    at: datetime | None


WAY = (
    Milestone.RECEIVED,
    Milestone.CHECKED,
    Milestone.PASSED_ON,
    Milestone.WORKED_ON,
    Milestone.ANSWERED,
    Milestone.FINISHED,
)
_NOW = {
    CaseStatus.RECEIVED: Milestone.CHECKED,
    CaseStatus.VERIFIED: Milestone.PASSED_ON,
    CaseStatus.RETURNED: Milestone.PASSED_ON,
    CaseStatus.ADJUDICATION: Milestone.PASSED_ON,
    CaseStatus.ASSIGNED: Milestone.WORKED_ON,
    CaseStatus.IN_PROGRESS: Milestone.WORKED_ON,
    CaseStatus.ANSWERED: Milestone.FINISHED,
}
_ENDS = {
    CaseStatus.ARCHIVED: Milestone.SHELVED,
    CaseStatus.MERGED: Milestone.JOINED,
    CaseStatus.WITHDRAWN: Milestone.TAKEN_BACK,
}
_TOLD_BY = {
    Milestone.PASSED_ON: CaseEventType.ASSIGNED,
    Milestone.WORKED_ON: CaseEventType.ACCEPTED,
    Milestone.ANSWERED: CaseEventType.ANSWERED,
}


def steps(case: Case, timeline: Sequence[CaseEvent], language: Language) -> tuple[Step, ...]:
    """First what is done, then at most one step that is under way, then what is still to come.

    A case that ended early has only what was done and its end.
    """
    if case.status in _ENDS:
        before = [_done(one, case, timeline, language) for one in WAY if _was_done(one, case, timeline)]
        end = _ENDS[case.status]
        return (*before, Step(end, LABELS[end][language], StepState.DONE, case.closed_at))
    if case.status is CaseStatus.CLOSED:
        return tuple(_done(one, case, timeline, language) for one in WAY)
    now = WAY.index(_current(case))
    return (
        *(_done(one, case, timeline, language) for one in WAY[:now]),
        Step(WAY[now], LABELS[WAY[now]][language], StepState.NOW, None),
        *(Step(one, LABELS[one][language], StepState.NEXT, None) for one in WAY[now + 1 :]),
    )


def _current(case: Case) -> Milestone:
    """A question to the reporter interrupts the step the case was at."""
    waits = case.status is CaseStatus.NEEDS_INFORMATION
    status = (case.resume_status or CaseStatus.RECEIVED) if waits else case.status
    return _NOW.get(status, Milestone.CHECKED)


def _done(milestone: Milestone, case: Case, timeline: Sequence[CaseEvent], language: Language) -> Step:
    return Step(milestone, LABELS[milestone][language], StepState.DONE, _moment(milestone, case, timeline))


def _was_done(milestone: Milestone, case: Case, timeline: Sequence[CaseEvent]) -> bool:
    return milestone is not Milestone.FINISHED and _moment(milestone, case, timeline) is not None


def _moment(milestone: Milestone, case: Case, timeline: Sequence[CaseEvent]) -> datetime | None:
    if milestone is Milestone.RECEIVED:
        return case.created_at
    if milestone is Milestone.CHECKED:
        return case.verified_at
    if milestone is Milestone.FINISHED:
        return case.closed_at
    wanted = _TOLD_BY[milestone]
    return next((event.occurred_at for event in reversed(timeline) if event.type is wanted), None)
