"""How long a reporter may object: to an answer, and to the end of a case.

Source: R7 (reply window) and R22 (reopening: within the amount of R7, once per 30 calendar days).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from hub.domain.calendar import due_at, due_on_calendar
from hub.domain.case import Case, CaseEvent, CaseEventType, CaseStatus
from hub.domain.directory import Directory, LegalLimit
from hub.errors import RuleViolation

REPLY = "REPORTER_REPLY"
ONCE_PER = timedelta(days=30)
"""From one reopening by the reporter to the next. R22."""

ANEW = "hand the matter in as a new case that names this one as its predecessor"


def window_after(moment: datetime, case: Case, directory: Directory) -> datetime | None:
    """When the reply window ends that opens at a moment; None when the reference data know no such limit.

    The same limit, calendar and zone as the clock REPORTER_REPLY that an answer starts.
    """
    calendar = directory.calendar(case.assignee, case.region)
    started = moment.astimezone(calendar.zone)
    known = [one for one in directory.legal_limits if one.clock == REPLY and _concerns(one, case, started)]
    if not known:
        return None
    limit = max(known, key=lambda one: (one.sensitivity is not None, one.kind is not None, one.valid_from))
    if limit.unit == "cd":
        return due_on_calendar(started, limit.amount)
    return due_at(started, limit.amount, calendar.days_off)


def _concerns(limit: LegalLimit, case: Case, started: datetime) -> bool:
    return (
        limit.starts == CaseEventType.ANSWERED.value
        and limit.kind in (None, case.kind.value)
        and limit.sensitivity in (None, case.sensitivity.value)
        and limit.valid_from <= started.date()
    )


def reply_due(case: Case, timeline: Sequence[CaseEvent], directory: Directory) -> datetime | None:
    """When the reply window that is open now ends; None when none is open."""
    if case.status is not CaseStatus.ANSWERED:
        return None
    answers = [event.occurred_at for event in timeline if event.type is CaseEventType.ANSWERED]
    return window_after(answers[-1], case, directory) if answers else None


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
