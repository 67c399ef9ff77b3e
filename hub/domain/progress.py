"""How a case stands, for its reporter: pure, total over every status, and never more than the case tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hub.domain.case import Case, CaseEvent, CaseStatus
from hub.domain.directory import Directory
from hub.domain.language import Language
from hub.domain.plain_words import LONGEST, SITUATIONS, Words
from hub.domain.progress_words import (
    CIRCUMSTANCES,
    HOW_WAS_IT,
    MONTHS,
    REALLY_SOLVED,
    REOPEN_UNTIL,
    SOMEBODY,
    UNTIL_OTHERS,
    UNTIL_REPORTER,
)
from hub.domain.reporter_acts import ReporterAct, possible
from hub.domain.situations import Turn, circumstances, holder, situation_of, waiting_for
from hub.domain.sla import Clock, ClockKind, ClockState, clocks
from hub.domain.steps import Step, steps
from hub.domain.windows import window_after

_AN_INSTANT = timedelta(microseconds=1)


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
    waiting_for: Turn
    steps: tuple[Step, ...]
    acts: tuple[ReporterAct, ...]
    question: Question | None
    reopen_until: Deadline | None


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
        until = UNTIL_REPORTER if waiting is Turn.REPORTER else UNTIL_OTHERS
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


def next_due(status: CaseStatus, running: Sequence[Clock]) -> Deadline | None:
    """The legal deadline of whoever's turn it is: the reporter's reply, else the first of the others."""
    theirs = waiting_for(status) is Turn.REPORTER
    due = [
        clock.due_at
        for clock in running
        if clock.state is ClockState.RUNNING and (clock.kind is ClockKind.REPORTER_REPLY) is theirs
    ]
    return deadline(min(due)) if due else None


def deadline(midnight: datetime) -> Deadline:
    """With the last day that is still in time, where that midnight is one."""
    return Deadline(midnight, (midnight - _AN_INSTANT).date())


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
