"""Legal clocks of a case: a pure fold over its timeline. The limits are data (`Directory.legal_limits`)."""

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import Enum

from hub.domain.calendar import due_at, due_on_calendar, working_days_between, working_days_left
from hub.domain.case import CaseEvent, CaseEventType, CaseKind, Sensitivity
from hub.domain.directory import LegalLimit
from hub.domain.stopwatch import Watch, watches

__all__ = [
    "Clock",
    "ClockKind",
    "ClockState",
    "breaches",
    "clocks",
    "due_at",
    "lapsed",
    "next_due",
    "next_look",
    "untold",
    "working_days_left",
]


class ClockKind(Enum):
    """Verifikasi, tanggapan pertama, penyelesaian, tanggapan pelapor."""

    VERIFICATION = "VERIFICATION"
    FIRST_RESPONSE = "FIRST_RESPONSE"
    RESOLUTION = "RESOLUTION"
    REPORTER_REPLY = "REPORTER_REPLY"


class ClockState(Enum):
    """BREACHED is final: the time ran out before the clock stopped, whatever happened later."""

    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    MET = "MET"
    BREACHED = "BREACHED"


@dataclass(frozen=True, slots=True)
class Clock:
    """One deadline. `due_at` is a midnight where the owner sits; `source` names the rule and the law."""

    kind: ClockKind
    started_at: datetime
    due_at: datetime
    paused_at: datetime | None
    stopped_at: datetime | None
    state: ClockState
    working_days_left: int
    source: str


def clocks(
    events: Sequence[CaseEvent],
    kind: CaseKind,
    sensitivity: Sensitivity,
    limits: Sequence[LegalLimit],
    zone: tzinfo,
    days_off: Set[date],
    now: datetime,
) -> tuple[Clock, ...]:
    """Every legal clock the case ever had, oldest start first. Each assignment has its own FIRST_RESPONSE.

    Clocks pause only between INFORMATION_REQUESTED and INFORMATION_PROVIDED, and RESOLUTION rests between
    an answer and its contest; the due date moves by the working (or calendar) days that passed meanwhile.

    Args:
        events: the timeline of one case, oldest first.
        kind: what the case is now.
        sensitivity: what the case is now; decides the RESOLUTION limit before `kind` does.
        limits: all dated limits; of one clock the most specific one in force on the day of start counts.
        zone: of the owner's regency; `Directory.zone_of` gives it.
        days_off: national holidays and cuti bersama.
        now: hub time, aware.

    Source: rules R1-R8 and R10 of docs/reference-data.md. R8 counts only where R4 and R5 give no limit.
    """
    known = [limit for limit in limits if _concerns(limit, kind, sensitivity)]
    beginnings = sorted({(limit.clock, limit.starts) for limit in known})
    found: list[Clock] = []
    for clock, starts in beginnings:
        choices = [limit for limit in known if (limit.clock, limit.starts) == (clock, starts)]
        for watch in watches(events, CaseEventType(starts)):
            limit = _in_force(choices, watch.started.astimezone(zone).date())
            if limit is not None:
                found.append(_read(watch, limit, zone, days_off, now))
    return tuple(sorted(found, key=lambda one: one.started_at))


def next_due(found: Iterable[Clock]) -> datetime | None:
    """The earliest deadline of a clock in state RUNNING, None when there is none."""
    return min((clock.due_at for clock in found if clock.state is ClockState.RUNNING), default=None)


def next_look(found: Sequence[Clock], events: Iterable[CaseEvent]) -> datetime | None:
    """When the case has to be looked at: its next deadline, or one that passed and has had no effect yet."""
    passed = [*untold(found, events), *(clock for clock in found if _lapsed(clock))]
    moments = [clock.due_at for clock in passed]
    running = next_due(found)
    return min([*moments, *([running] if running else [])], default=None)


def untold(found: Sequence[Clock], events: Iterable[CaseEvent]) -> tuple[Clock, ...]:
    """Breaches that the timeline does not tell yet, in the order in which they happened.

    A DEADLINE_BREACHED event names its clock in the note.
    """
    told = Counter(event.note for event in events if event.type is CaseEventType.DEADLINE_BREACHED)
    new: list[Clock] = []
    for clock in breaches(found):
        if told[clock.kind.value] > 0:
            told[clock.kind.value] -= 1
        else:
            new.append(clock)
    return tuple(sorted(new, key=lambda clock: clock.due_at))


def lapsed(found: Iterable[Clock]) -> bool:
    """Whether the reporter's time is up in a clock that nothing has stopped."""
    return any(_lapsed(clock) for clock in found)


def _lapsed(clock: Clock) -> bool:
    is_over = clock.state is ClockState.BREACHED and clock.stopped_at is None
    return is_over and clock.kind is ClockKind.REPORTER_REPLY


def breaches(found: Iterable[Clock]) -> tuple[Clock, ...]:
    """Clocks that ran out on an agency. A reporter's silence is no breach: it closes or archives the case."""
    return tuple(
        clock
        for clock in found
        if clock.state is ClockState.BREACHED and clock.kind is not ClockKind.REPORTER_REPLY
    )


def _concerns(limit: LegalLimit, kind: CaseKind, sensitivity: Sensitivity) -> bool:
    return limit.kind in (None, kind.value) and limit.sensitivity in (None, sensitivity.value)


def _in_force(choices: Sequence[LegalLimit], day: date) -> LegalLimit | None:
    """The most specific limit in force; of two editions of one rule, the later."""
    started = [limit for limit in choices if limit.valid_from <= day]
    return max(
        started,
        key=lambda one: (one.sensitivity is not None, one.kind is not None, one.valid_from),
        default=None,
    )


def _read(watch: Watch, limit: LegalLimit, zone: tzinfo, days_off: Set[date], now: datetime) -> Clock:
    until = watch.stopped or now
    due, late = _due(watch, limit, zone, days_off, until)
    return Clock(
        kind=ClockKind(limit.clock),
        started_at=watch.started,
        due_at=due,
        paused_at=watch.paused,
        stopped_at=watch.stopped,
        state=_state(watch, late),
        working_days_left=working_days_left(until, due, days_off),
        source=f"{limit.id}: {limit.source}",
    )


def _due(
    watch: Watch, limit: LegalLimit, zone: tzinfo, days_off: Set[date], until: datetime
) -> tuple[datetime, bool]:
    """When the time is up, and whether it was up before the clock stopped or, on the way, stood still.

    Each rest moves the due date by its days; an open pause counts up to `until`. Once late, always late:
    a rest after the last day moves nothing.
    """
    rests = [*watch.rests, (watch.paused, until)] if watch.paused is not None else watch.rests
    started, stood_still = watch.started.astimezone(zone), 0
    for begin, end in rests:
        due = _after(started, limit, stood_still, days_off)
        if begin >= due:
            return due, True
        span = begin.astimezone(zone).date(), end.astimezone(zone).date()
        stood_still += (
            (span[1] - span[0]).days if limit.unit == "cd" else working_days_between(*span, days_off)
        )
    due = _after(started, limit, stood_still, days_off)
    return due, until >= due


def _after(started: datetime, limit: LegalLimit, extra: int, days_off: Set[date]) -> datetime:
    if limit.unit == "cd":
        return due_on_calendar(started, limit.amount + extra)
    return due_at(started, limit.amount + extra, days_off)


def _state(watch: Watch, late: bool) -> ClockState:
    if late:
        return ClockState.BREACHED
    if watch.stopped is not None:
        return ClockState.MET
    return ClockState.RUNNING if watch.paused is None else ClockState.PAUSED
