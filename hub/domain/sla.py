"""Legal clocks of a case: a pure fold over its timeline. The limits are data (`Directory.legal_limits`)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from hub.domain.calendar import due_at, working_days_left
from hub.domain.case import CaseEvent, CaseEventType, CaseKind, Sensitivity
from hub.domain.days_off import Calendar
from hub.domain.directory import Directory
from hub.domain.legal_limit import LegalLimit
from hub.domain.stopwatch import Watch, watches
from hub.domain.terms import in_force, term
from hub.domain.verdicts import MET, Verdict, run_of, told_late, verdicts, warned

__all__ = [
    "Clock",
    "ClockKind",
    "ClockState",
    "breaches",
    "clocks",
    "deadline",
    "due_at",
    "lapsed",
    "near",
    "next_due",
    "next_look",
    "untold",
    "working_days_left",
]


class ClockKind(Enum):
    """Verifikasi, tanggapan pertama, penyelesaian, tanggapan pelapor, reaksi setelah dinaikkan."""

    VERIFICATION = "VERIFICATION"
    FIRST_RESPONSE = "FIRST_RESPONSE"
    RESOLUTION = "RESOLUTION"
    REPORTER_REPLY = "REPORTER_REPLY"
    REACTION = "REACTION"


class ClockState(Enum):
    """BREACHED is final: the time ran out before the clock stopped, whatever happened later."""

    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    MET = "MET"
    BREACHED = "BREACHED"


@dataclass(frozen=True, slots=True)
class Clock:
    """One run of one deadline. `due_at` is a midnight where the owner sits; `source` names rule and law.

    `near_at`: from when on a warning is due; None for a limit so short that it would begin with it.
    `calendar`: version of the working days and limits that the dates follow from.
    """

    kind: ClockKind
    started_at: datetime
    due_at: datetime
    paused_at: datetime | None
    stopped_at: datetime | None
    state: ClockState
    working_days_left: int
    source: str
    near_at: datetime | None
    calendar: str

    @property
    def run(self) -> str:
        """The name of this run in the facts of events."""
        return run_of(self.kind.value, self.started_at)


def clocks(
    events: Sequence[CaseEvent],
    kind: CaseKind,
    sensitivity: Sensitivity,
    region: str,
    directory: Directory,
    now: datetime,
) -> tuple[Clock, ...]:
    """Every legal clock the case ever had, oldest start first. Each assignment has its own FIRST_RESPONSE.

    Clocks pause only between INFORMATION_REQUESTED and INFORMATION_PROVIDED, and RESOLUTION rests between
    an answer and its contest; the due date moves by the working (or calendar) days that passed meanwhile.
    The days and the midnight are those of the agency whose duty it is: of the assignment for FIRST_RESPONSE,
    of the present assignee for the rest; without one, those of the place of the case. What the timeline has
    told of a clock stays: a later calendar neither heals a breach nor makes one of a duty done in time.

    Args:
        events: the timeline of one case, oldest first.
        kind: what the case is now.
        sensitivity: what the case is now; decides the RESOLUTION limit before `kind` does.
        region: place of the case.
        directory: dated limits, days off, zones and where agencies sit. Of one clock the most specific
            limit counts that is in force on the day of the start; for clocks of an assignment, on the day
            of that one, so that it has one clock whichever event an edition starts it with.
        now: hub time, aware.

    Raises:
        LookupError: the place of the case lies in no known province.

    Source: rules R1-R8 and R10 of docs/clocks.md. R8 counts only where R4 and R5 give no limit.
    """
    limits, present = directory.legal_limits, directory.calendar(_assignee(events), region)
    said, near_since = verdicts(events), warned(events)
    found: list[Clock] = []
    for clock, starts in sorted({(limit.clock, limit.starts) for limit in limits}):
        for watch in watches(events, CaseEventType(starts)):
            calendar = directory.calendar(watch.agency, region) if watch.agency else present
            day = (watch.offered or watch.started).astimezone(calendar.zone).date()
            limit = in_force(limits, day, (clock, starts), kind, sensitivity)
            if limit is not None:
                run = run_of(clock, watch.started)
                found.append(_read(watch, limit, calendar, said.get(run), near_since.get(run), now))
    return tuple(sorted(found, key=lambda one: one.started_at))


def next_due(found: Iterable[Clock]) -> datetime | None:
    """The earliest deadline of a clock in state RUNNING, None when there is none."""
    return min((clock.due_at for clock in found if clock.state is ClockState.RUNNING), default=None)


def deadline(found: Sequence[Clock], events: Sequence[CaseEvent]) -> datetime | None:
    """The next deadline of the case, or one that passed and has had no effect yet."""
    passed = [*untold(found, events), *(clock for clock in found if _lapsed(clock))]
    moments = [clock.due_at for clock in passed]
    running = next_due(found)
    return min([*moments, *([running] if running else [])], default=None)


def next_look(found: Sequence[Clock], events: Sequence[CaseEvent]) -> datetime | None:
    """When the clocks have something to say next: a deadline, or that one is near."""
    due = deadline(found, events)
    warnings = [clock.near_at for clock in near(found, events) if clock.near_at is not None]
    return min([*warnings, *([due] if due else [])], default=None)


def near(found: Sequence[Clock], events: Iterable[CaseEvent]) -> tuple[Clock, ...]:
    """Clocks whose warning is still to be told, now or at their `near_at`: nothing has stopped them yet.

    After an outage that of an agency's breach is told first; a reply that has lapsed ends the case instead.
    """
    events = tuple(events)
    told = warned(events).keys() | told_late(events)
    late = {clock.run for clock in breaches(found)}
    return tuple(
        clock
        for clock in found
        if clock.near_at is not None
        and (clock.state is ClockState.RUNNING or clock.run in late)
        and clock.stopped_at is None
        and clock.run not in told
    )


def untold(found: Sequence[Clock], events: Iterable[CaseEvent]) -> tuple[Clock, ...]:
    """Breaches that the timeline does not tell yet, in the order in which they happened."""
    told = told_late(events)
    new = (clock for clock in breaches(found) if clock.run not in told)
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


def _assignee(events: Iterable[CaseEvent]) -> str | None:
    """Who has the case after the last event."""
    told = [event.facts["assignee"] for event in events if "assignee" in event.facts]
    return str(told[-1]) if told and told[-1] is not None else None


def _read(
    watch: Watch,
    limit: LegalLimit,
    calendar: Calendar,
    said: Verdict | None,
    warned_at: datetime | None,
    now: datetime,
) -> Clock:
    until = watch.stopped or now
    if said is not None and said.state == MET and watch.stopped is None:
        said = None  # done in time then, and to be done again
    ends = term(watch, limit, calendar, until)
    due = said.moment.astimezone(calendar.zone) if said else ends.due
    late = ends.late if said is None else said.state != MET
    return Clock(
        kind=ClockKind(limit.clock),
        started_at=watch.started,
        due_at=due,
        paused_at=watch.paused,
        stopped_at=watch.stopped,
        state=_state(watch, late),
        working_days_left=working_days_left(until, due, calendar.days_off),
        source=f"{limit.id}: {limit.source}",
        near_at=warned_at.astimezone(calendar.zone) if warned_at else ends.near,
        calendar=said.calendar if said else calendar.version,
    )


def _state(watch: Watch, late: bool) -> ClockState:
    if late:
        return ClockState.BREACHED
    if watch.stopped is not None:
        return ClockState.MET
    return ClockState.RUNNING if watch.paused is None else ClockState.PAUSED
