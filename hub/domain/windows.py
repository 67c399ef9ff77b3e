"""How long a reporter may object: to an answer, and to the end of a case.

Source: R7 (reply window) and R22 (reopening: within the amount of R7, once per 30 calendar days).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from hub.domain.calendar import due_at, due_on_calendar
from hub.domain.case import Case, CaseEvent, CaseEventType, CaseStatus
from hub.domain.directory import Directory
from hub.domain.moments import clocks_of
from hub.domain.sla import ClockKind
from hub.domain.terms import in_force
from hub.errors import RuleViolation

_REPLY = (ClockKind.REPORTER_REPLY.value, CaseEventType.ANSWERED.value)
ONCE_PER = timedelta(days=30)
"""From one reopening by the reporter to the next. R22."""

ANEW = "hand the matter in as a new case that names this one as its predecessor"


def window_after(moment: datetime, case: Case, directory: Directory) -> datetime | None:
    """When the reply window ends that opens at a moment; None when the reference data know no such limit.

    The same limit, calendar and zone as the clock REPORTER_REPLY that an answer starts.
    """
    calendar = directory.calendar(case.assignee, case.region)
    started = moment.astimezone(calendar.zone)
    limit = in_force(directory.legal_limits, started.date(), _REPLY, case.kind, case.sensitivity)
    if limit is None:
        return None
    if limit.unit == "cd":
        return due_on_calendar(started, limit.amount)
    return due_at(started, limit.amount, calendar.days_off)


def reply_due(case: Case, timeline: Sequence[CaseEvent], directory: Directory) -> datetime | None:
    """When the reply window that is open now ends; None when none is open."""
    if case.status is not CaseStatus.ANSWERED:
        return None
    found = clocks_of(
        case, timeline, directory, case.updated_at
    )  # this clock never rests: any moment will do
    waits = [one.due_at for one in found if one.kind is ClockKind.REPORTER_REPLY and one.stopped_at is None]
    return min(waits, default=None)


def check_in_time(due: datetime | None, now: datetime) -> None:
    """Whether the reporter may still say something about the answer.

    The window decides, not the moment at which the hub gets round to closing the case.

    Raises:
        RuleViolation: ILLEGAL_TRANSITION at the due date or after it.
    """
    if due is not None and now >= due:
        told = f"the reply window ended at {due.isoformat()}; once the case is closed it can be reopened"
        raise RuleViolation("ILLEGAL_TRANSITION", told)


def check_reopening(case: Case, directory: Directory, now: datetime) -> None:
    """Whether a case that has ended may be taken up again: in the window from its end, once per 30 days.

    Raises:
        RuleViolation: ILLEGAL_TRANSITION, naming the other way.
    """
    until = window_after(case.closed_at, case, directory) if case.closed_at is not None else None
    if until is not None and now >= until:
        raise RuleViolation("ILLEGAL_TRANSITION", f"it could be reopened until {until.isoformat()}; {ANEW}")
    if case.reopened_at is not None and now < case.reopened_at + ONCE_PER:
        raise RuleViolation("ILLEGAL_TRANSITION", f"a case is reopened once per {ONCE_PER.days} days; {ANEW}")
