"""How a case stands, for its reporter: pure, total over every status, and never more than the case tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from hub.domain.case import Case, CaseEvent, CaseEventType, CaseStatus, OversightState, Sensitivity
from hub.domain.directory import Directory
from hub.domain.language import Language
from hub.domain.plain_words import LONGEST, SITUATIONS, Situation, Words
from hub.domain.progress_words import (
    CIRCUMSTANCES,
    HOW_WAS_IT,
    MONTHS,
    REALLY_SOLVED,
    REOPEN_UNTIL,
    SOMEBODY,
    UNTIL_OTHERS,
    UNTIL_REPORTER,
    Circumstance,
)
from hub.domain.reporter_acts import ReporterAct, possible
from hub.domain.sla import Clock, ClockKind, ClockState, clocks
from hub.domain.status import FINAL
from hub.domain.steps import Step, steps
from hub.domain.windows import window_after

_AN_INSTANT = timedelta(microseconds=1)


class WaitingFor(Enum):
    """Whose turn it is."""

    REPORTER = "REPORTER"
    AGENCY = "AGENCY"
    HUB = "HUB"
    NOBODY = "NOBODY"


@dataclass(frozen=True, slots=True)
class Deadline:
    """`at` is a midnight in the zone of the place; `on` the last day that is still in time there."""

    at: datetime
    on: date


@dataclass(frozen=True, slots=True)
class Question:
    """What the reporter is asked, until when, and by which acts it is answered."""

    text: str
    until: Deadline | None
    answers: tuple[ReporterAct, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """A case in plain words. Each block of `explanation` and `next_step` has at most 200 characters.

    `acts`, `question` and `reopen_until` are for the side of the reporter, and empty for everybody else.
    """

    headline: str
    explanation: tuple[str, ...]
    next_step: tuple[str, ...]
    next_step_by: Deadline | None
    waiting_for: WaitingFor
    steps: tuple[Step, ...]
    acts: tuple[ReporterAct, ...]
    question: Question | None
    reopen_until: Deadline | None


_BY_STATUS = {
    CaseStatus.NEEDS_INFORMATION: Situation.QUESTION_ASKED,
    CaseStatus.VERIFIED: Situation.CHECKED,
    CaseStatus.RETURNED: Situation.GIVEN_BACK,
    CaseStatus.ADJUDICATION: Situation.TO_BE_DECIDED,
    CaseStatus.ANSWERED: Situation.ANSWERED,
    CaseStatus.MERGED: Situation.JOINED,
    CaseStatus.WITHDRAWN: Situation.TAKEN_BACK,
}
_AT_WORK = {
    CaseEventType.ACCEPTED: Situation.AT_WORK,
    CaseEventType.PROGRESSED: Situation.AT_WORK,
    CaseEventType.INFORMATION_PROVIDED: Situation.REPLY_RECEIVED,
    CaseEventType.CONTESTED: Situation.OBJECTED,
    CaseEventType.REOPENED: Situation.REOPENED,
}
_WAITING = {
    CaseStatus.NEEDS_INFORMATION: WaitingFor.REPORTER,
    CaseStatus.ANSWERED: WaitingFor.REPORTER,
    CaseStatus.ASSIGNED: WaitingFor.AGENCY,
    CaseStatus.IN_PROGRESS: WaitingFor.AGENCY,
}
_OMBUDSMAN = {
    OversightState.REQUESTED: Circumstance.OMBUDSMAN_ASKED,
    OversightState.WITH_OMBUDSMAN: Circumstance.OMBUDSMAN_HAS_IT,
    OversightState.RECOMMENDED: Circumstance.OMBUDSMAN_ADVISED,
    OversightState.DISCHARGED: Circumstance.OMBUDSMAN_FINISHED,
}


def progress(
    case: Case,
    timeline: Sequence[CaseEvent],
    directory: Directory,
    now: datetime,
    language: Language,
    *,
    is_reporter: bool,
) -> Progress:
    """The case as its reporter is told about it.

    Args:
        case: in the viewer's sight.
        timeline: of that case, oldest first.
        directory: limits, calendars and the names of agencies.
        now: hub time, aware.
        language: of the texts.
        is_reporter: the viewer has shown the receipt, or is the portal of entry.
    """
    situation = situation_of(case, timeline)
    running = clocks(timeline, case.kind, case.sensitivity, case.region, directory, now)
    waiting, due = waiting_for(case.status), next_due(case.status, running)
    said = filled(SITUATIONS[situation][language], holder(case, directory), language)
    acts = possible(case, timeline, directory, now) if is_reporter else ()
    reopen = _reopen_until(case, directory) if ReporterAct.REOPEN_CASE in acts else None
    next_step = [said.next_step]
    if due is not None:
        until = UNTIL_REPORTER if waiting is WaitingFor.REPORTER else UNTIL_OTHERS
        next_step.append(until[language].format(day=day_in_words(due.on, language)))
    if reopen is not None:
        next_step.append(REOPEN_UNTIL[language].format(day=day_in_words(reopen.on, language)))
    return Progress(
        headline=said.headline,
        explanation=(said.explanation, *(CIRCUMSTANCES[one][language] for one in circumstances(case))),
        next_step=tuple(next_step),
        next_step_by=due,
        waiting_for=waiting,
        steps=steps(case, timeline, language),
        acts=acts,
        question=_question(acts, due, reopen, language),
        reopen_until=reopen,
    )


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
            return _AT_WORK[found.type] if found is not None else Situation.AT_WORK
        case CaseStatus.CLOSED:
            by = {"reporter": Situation.ACCEPTED, "clock": Situation.ENDED_BY_SILENCE}
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


def waiting_for(status: CaseStatus) -> WaitingFor:
    """Whose turn it is."""
    return WaitingFor.NOBODY if status in FINAL else _WAITING.get(status, WaitingFor.HUB)


def next_due(status: CaseStatus, running: Sequence[Clock]) -> Deadline | None:
    """The legal deadline of whoever's turn it is: the reporter's reply, else the first of the others."""
    theirs = waiting_for(status) is WaitingFor.REPORTER
    due = [
        clock.due_at
        for clock in running
        if clock.state is ClockState.RUNNING and (clock.kind is ClockKind.REPORTER_REPLY) is theirs
    ]
    return deadline(min(due)) if due else None


def deadline(midnight: datetime) -> Deadline:
    """With the last day that is still in time, where that midnight is one."""
    return Deadline(midnight, (midnight - _AN_INSTANT).date())


def holder(case: Case, directory: Directory) -> str | None:
    """The name of the agency that works on the case; None for a guarded case, or while nobody does."""
    if case.sensitivity is not Sensitivity.ORDINARY or case.assignee is None:
        return None
    agency = directory.agency_of(case.assignee)
    return agency.name if agency is not None else None


def filled(words: Words, agency: str | None, language: Language) -> Words:
    """The words with the agency's name, or without it where it is not to be told or too long."""
    for name in (agency, SOMEBODY[language]):
        told = words.explanation.format(agency=name)
        if name is not None and len(told) <= LONGEST:
            return Words(words.headline, told[:1].upper() + told[1:], words.next_step)
    raise ValueError(f"a block has at most {LONGEST} characters")


def day_in_words(day: date, language: Language) -> str:
    """As people write it: 3 Desember 2026, 3 December 2026."""
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"


def _question(
    acts: tuple[ReporterAct, ...], due: Deadline | None, reopen: Deadline | None, language: Language
) -> Question | None:
    solved = (ReporterAct.CONFIRM_ANSWER, ReporterAct.CONTEST_ANSWER)
    if set(solved) <= set(acts):
        return Question(REALLY_SOLVED[language], due, solved)
    if ReporterAct.RATE_ANSWER in acts:
        answers = tuple(act for act in acts if act in (ReporterAct.RATE_ANSWER, ReporterAct.REOPEN_CASE))
        return Question(HOW_WAS_IT[language], reopen, answers)
    return None


def _reopen_until(case: Case, directory: Directory) -> Deadline | None:
    until = window_after(case.closed_at, case, directory) if case.closed_at is not None else None
    return deadline(until) if until is not None else None


def _last(timeline: Sequence[CaseEvent], *types: CaseEventType) -> CaseEvent | None:
    return next((event for event in reversed(timeline) if event.type in types), None)


def _actor(timeline: Sequence[CaseEvent], type_: CaseEventType) -> str:
    found = _last(timeline, type_)
    return found.actor if found is not None else ""
