"""How long a clock may run: the limit in force on the day of its start, and the dates that follow from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from hub.domain.calendar import due_at, due_on_calendar, near_at, near_on_calendar, working_days_between
from hub.domain.case import CaseKind, Sensitivity
from hub.domain.days_off import Calendar
from hub.domain.legal_limit import LegalLimit
from hub.domain.stopwatch import Watch

CALENDAR_DAYS = "cd"


@dataclass(frozen=True, slots=True)
class Term:
    """When the time is up, from when on that is near, and whether it was up before the clock stopped."""

    due: datetime
    near: datetime | None
    late: bool


def in_force(
    limits: Iterable[LegalLimit],
    day: date,
    clock: tuple[str, str],
    kind: CaseKind,
    sensitivity: Sensitivity,
) -> LegalLimit | None:
    """The most specific limit of a clock (its name and what starts it); None when the law gives none.

    Of the editions of one rule the latest counts, whatever it says: it may start another way, or concern
    other cases, than the one before.
    """
    latest: dict[str, LegalLimit] = {}
    for limit in sorted(limits, key=lambda one: one.valid_from):
        if limit.valid_from <= day:
            latest[limit.id] = limit
    return max(
        (one for one in latest.values() if _concerns(one, clock, kind, sensitivity)),
        key=lambda one: (one.sensitivity is not None, one.kind is not None, one.valid_from),
        default=None,
    )


def term(watch: Watch, limit: LegalLimit, calendar: Calendar, until: datetime) -> Term:
    """The dates of one run of a clock.

    Each rest moves the due date by its days; an open pause counts up to `until`. Once late, always late: a
    rest after the last day moves nothing; one that began on it leaves the next working day. What was near
    before a rest has been near since then.
    """
    rests = [*watch.rests, (watch.paused, until)] if watch.paused is not None else watch.rests
    started, stood_still, since = watch.started.astimezone(calendar.zone), 0, None
    for begin, end in rests:
        due, warning = _moments(started, limit, stood_still, calendar)
        since = since or (warning if warning is not None and begin >= warning else None)
        if begin >= due:
            return Term(due, since or warning, late=True)
        stood_still += _days(begin, end, limit, calendar)
        if _moments(started, limit, stood_still, calendar)[0] <= end:
            stood_still += 1  # it stood still on its last day, and goes on on a day off
    due, warning = _moments(started, limit, stood_still, calendar)
    return Term(due, since or warning, until >= due)


def _concerns(limit: LegalLimit, clock: tuple[str, str], kind: CaseKind, sensitivity: Sensitivity) -> bool:
    mine = (limit.clock, limit.starts) == clock
    return mine and limit.kind in (None, kind.value) and limit.sensitivity in (None, sensitivity.value)


def _days(begin: datetime, end: datetime, limit: LegalLimit, calendar: Calendar) -> int:
    first, last = begin.astimezone(calendar.zone).date(), end.astimezone(calendar.zone).date()
    if limit.unit == CALENDAR_DAYS:
        return (last - first).days
    return working_days_between(first, last, calendar.days_off)


def _moments(
    started: datetime, limit: LegalLimit, extra: int, calendar: Calendar
) -> tuple[datetime, datetime | None]:
    """The due date, and from when on it is near; None where that would be from the start."""
    if limit.unit == CALENDAR_DAYS:
        due = due_on_calendar(started, limit.amount + extra)
        warning = near_on_calendar(due, limit.warning)
    else:
        due = due_at(started, limit.amount + extra, calendar.days_off)
        warning = near_at(due, limit.warning, calendar.days_off)
    return due, warning if warning > started else None
