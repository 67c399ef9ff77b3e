"""What the reporter thinks of the last answer: 1 bad to 5 good."""

from datetime import datetime

from hub.domain.case import Case
from hub.domain.directory import Directory
from hub.domain.windows import window_after
from hub.errors import RuleViolation

LOWEST, HIGHEST = 1, 5


def rated(rating: int, note: str | None) -> str:
    """The words the timeline keeps. Raises `RuleViolation` INVALID outside 1..5."""
    if not LOWEST <= rating <= HIGHEST:
        raise RuleViolation("INVALID", f"a rating is {LOWEST} to {HIGHEST}", "rating")
    return f"[{rating}/{HIGHEST}] {note or ''}".rstrip()


def check_ratable(case: Case, directory: Directory, now: datetime) -> None:
    """Whether the answer of a closed case may still be rated: once, as long as the case could be reopened.

    Raises:
        RuleViolation: ILLEGAL_TRANSITION: rated already, never answered, or too late.
    """
    if case.rating is not None:
        raise RuleViolation("ILLEGAL_TRANSITION", "this answer was rated already")
    if case.answered_at is None or case.closed_at is None:
        raise RuleViolation("ILLEGAL_TRANSITION", "there is no answer to rate")
    until = window_after(case.closed_at, case, directory)
    if until is not None and now >= until:
        raise RuleViolation("ILLEGAL_TRANSITION", f"it could be rated until {until.isoformat()}")
