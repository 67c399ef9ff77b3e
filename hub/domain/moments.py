"""What clocks do to a case: warnings, breaches that move it up, replies that lapse, dates that move.

Pure. Everything is told when the hub looks, in the order of its moment; an outage changes the time of the
telling, never what is told. `occurred_at` is hub time, the moment itself stands in the facts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from hub.domain import clock_words, compensation_clock, ladder
from hub.domain.case import Case, CaseEvent, CaseEventType
from hub.domain.commands import Escalate
from hub.domain.custody import Setting
from hub.domain.directory import Directory
from hub.domain.escalation import check_admissible, escalate
from hub.domain.evolution import Evolution
from hub.domain.sla import Clock, ClockKind, ClockState, clocks, deadline, near, next_look, untold
from hub.domain.status import FINAL
from hub.domain.verdicts import BREACHED, MET, said_of, verdicts
from hub.errors import RuleViolation

ACTOR = "clock"
_GIVEN_UP = frozenset({CaseEventType.RETURNED, CaseEventType.RECALLED})


@dataclass(frozen=True, slots=True)
class Moment:
    """Something a clock has to say, and since when."""

    at: datetime
    clock: Clock
    warns: bool  # else it has run out


def clocks_of(
    case: Case, timeline: Sequence[CaseEvent], directory: Directory, now: datetime
) -> tuple[Clock, ...]:
    """`sla.clocks` of a case at hand."""
    return clocks(timeline, case.kind, case.sensitivity, case.region, directory, now)


def clocked(case: Case, timeline: Sequence[CaseEvent], directory: Directory) -> Case:
    """The case with everything that follows from its timeline and the calendar in force.

    A deadline that passed and has had no effect yet stays, so that whoever looks after an outage finds it.
    """
    found = clocks_of(case, timeline, directory, case.updated_at)
    looks = [one.at for one in compensation_clock.waiting(case, timeline, directory)]
    answering = next_look(found, timeline)
    return replace(
        case,
        due_at=deadline(found, timeline),
        look_at=min([*looks, *([answering] if answering else [])], default=None),
        calendar=directory.calendar(case.assignee, case.region).version,
        deadlines=() if case.status in FINAL else tuple(map(_noted, found)),
    )


def pending(found: Sequence[Clock], timeline: Sequence[CaseEvent], now: datetime) -> tuple[Moment, ...]:
    """What is to be told now, in the order in which it came about."""
    warnings = (
        Moment(one.near_at, one, warns=True)
        for one in near(found, timeline)
        if one.near_at is not None and one.near_at <= now
    )
    passed = (Moment(one.due_at, one, warns=False) for one in untold(found, timeline))
    return tuple(sorted((*warnings, *passed), key=lambda one: (one.at, not one.warns)))


def tell(change: Evolution, moment: Moment, timeline: Sequence[CaseEvent], around: Setting) -> None:
    """One event; a duty that nobody has done yet moves the case up with it.

    One rung a look: after an outage whoever the case is raised to has to be given the time to react.
    """
    clock, zone = moment.clock, moment.at.tzinfo or UTC
    if moment.warns:
        change.happen(
            CaseEventType.DEADLINE_NEAR,
            ACTOR,
            agency=_responsible(change.case, clock, timeline, moment.at),
            note=clock_words.is_near(_word(change.case, clock), clock.due_at, zone),
            about=said_of(clock.run, moment.at, clock.calendar),
        )
        return
    moves = clock.stopped_at is None and not _has_moved(change)
    up = ladder.next_rung(change.case, around.directory, around.day(change.case.region)) if moves else None
    _breach(change, moment, timeline, up, around.directory)
    if moves and up is None:
        _to_ombudsman(change, around)


def recalculate(change: Evolution, timeline: Sequence[CaseEvent], directory: Directory) -> None:
    """The calendar has changed: every due date that really moved is told, and nothing else.

    A breach that was told stays one. A duty done in time by the calendar of its day stays in time. A date
    that stands still while the reporter is asked moves in silence: it is settled when the answer comes.
    """
    before, said = dict(map(_read, change.case.deadlines)), verdicts(timeline)
    as_of = change.before.updated_at if change.before else change.now
    for clock in clocks_of(change.case, timeline, directory, as_of):
        old, verdict = before.get(clock.run), said.get(clock.run)
        settled = verdict is not None and (verdict.state == BREACHED or clock.stopped_at is not None)
        if old is None or old == clock.due_at or settled or clock.paused_at is not None:
            continue
        if clock.stopped_at is None:
            _moved(change, clock, old, timeline)
        elif clock.state is ClockState.BREACHED and clock.stopped_at < old:
            _kept(change, clock, old)


def _has_moved(change: Evolution) -> bool:
    before = change.before.raised_to if change.before is not None else None
    return change.case.raised_to != before


def _breach(
    change: Evolution, moment: Moment, timeline: Sequence[CaseEvent], up: str | None, directory: Directory
) -> None:
    clock, case, zone = moment.clock, change.case, moment.at.tzinfo or UTC
    moves: dict[str, Any] = {}
    if clock.stopped_at is None:
        duty = clock.kind.value
        if clock.kind is ClockKind.REACTION:
            duty = case.raised_for or ClockKind.RESOLUTION.value
        raised_to = up or case.raised_to
        if raised_to is not None:
            moves = {"raised_to": raised_to, "raised_for": ladder.heavier(duty, case.raised_for)}
    name = directory.agencies[up].name if up is not None else None
    change.happen(
        CaseEventType.DEADLINE_BREACHED,
        ACTOR,
        agency=_responsible(case, clock, timeline, moment.at),
        note=clock_words.has_passed(_word(case, clock), clock.due_at, zone, name),
        about=said_of(clock.run, clock.due_at, clock.calendar, BREACHED),
        breached=True,
        **moves,
    )


def _to_ombudsman(change: Evolution, around: Setting) -> None:
    """The last rung, where the law lets the case go there; else it stays with whom it was raised to."""
    try:
        check_admissible(change.case, around)
    except RuleViolation:
        return
    escalate(change, Escalate(clock_words.TO_OMBUDSMAN), around)


def _moved(change: Evolution, clock: Clock, old: datetime, timeline: Sequence[CaseEvent]) -> None:
    zone = clock.due_at.tzinfo or UTC
    change.happen(
        CaseEventType.DEADLINE_MOVED,
        ACTOR,
        agency=_responsible(change.case, clock, timeline, change.now),
        note=clock_words.has_moved(_word(change.case, clock), old, clock.due_at, zone, clock.calendar),
        about=said_of(clock.run, clock.due_at, clock.calendar),
    )


def _kept(change: Evolution, clock: Clock, old: datetime) -> None:
    zone, before = clock.due_at.tzinfo or UTC, change.case.calendar or clock.calendar
    change.happen(
        CaseEventType.DEADLINE_MOVED,
        ACTOR,
        note=clock_words.stays_in_time(clock.kind.value, old, clock.due_at, zone, clock.calendar),
        about=said_of(clock.run, old, before, MET),
    )


def _responsible(case: Case, clock: Clock, timeline: Sequence[CaseEvent], moment: datetime) -> str | None:
    """Whose duty it was then: a breach found late is still that of whom it befell."""
    if clock.kind is ClockKind.REACTION and case.raised_to is not None:
        return case.raised_to
    agency = None
    for event in timeline:
        if event.occurred_at >= moment:
            break
        if event.type is CaseEventType.ASSIGNED:
            agency = event.agency
        elif event.type in _GIVEN_UP:
            agency = None
    return agency


def _word(case: Case, clock: Clock) -> str:
    """Its name in `clock_words`: one that runs without a move upwards has another."""
    return "ANEW" if clock.kind is ClockKind.REACTION and case.raised_to is None else clock.kind.value


def _noted(clock: Clock) -> str:
    return f"{clock.run}={clock.due_at.astimezone(UTC).isoformat()}"


def _read(noted: str) -> tuple[str, datetime]:
    run, _, due = noted.partition("=")
    return run, datetime.fromisoformat(due)
