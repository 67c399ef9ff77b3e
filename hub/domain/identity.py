"""Comparing a person with the civil registry: the question, and all that ever comes back."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from unicodedata import normalize

from hub.domain.redaction import masked
from hub.domain.tracking import folded
from hub.errors import RuleViolation

PURPOSE_LENGTH = (10, 200)
NAME_LENGTH = 200
TELLING = 8  # digits of a number, from which on it is no place or year
EARLIEST = date(1850, 1, 1)  # nobody alive was born before


class IdentityOutcome(Enum):
    """The answer of the civil registry; deceased and inactive are answers, not failures."""

    MATCH = "MATCH"
    MISMATCH = "MISMATCH"
    NOT_FOUND = "NOT_FOUND"
    DECEASED = "DECEASED"
    INACTIVE = "INACTIVE"
    INVALID = "INVALID"
    UNAVAILABLE = "UNAVAILABLE"
    QUOTA_EXHAUSTED = "QUOTA_EXHAUSTED"


@dataclass(frozen=True, slots=True, repr=False)
class IdentityQuery:
    """Whom to compare, and why. Lives as long as the request; only `purpose` is ever stored."""

    national_id: str
    full_name: str
    birth_date: date
    purpose: str

    def __repr__(self) -> str:
        """Never the content: a stray log line must not name anybody."""
        return "IdentityQuery(...)"


@dataclass(frozen=True, slots=True)
class IdentityAnswer:
    """`as_of` is the hub's time of the registry's answer, or of the hub's own where it asked nobody."""

    outcome: IdentityOutcome
    as_of: datetime


def check(query: IdentityQuery, today: date) -> None:
    """Everything a caller can mend. Whether the number can exist is not among it: that is an outcome.

    Args:
        today: the day at the hub; a birth after it is refused.

    Raises:
        RuleViolation: INVALID or TOO_LARGE, with the field; no message shows what was sent.
    """
    if not folded(query.full_name):
        raise RuleViolation("INVALID", "a name is needed", "input.fullName")
    if len(query.full_name) > NAME_LENGTH:
        raise RuleViolation("TOO_LARGE", f"a name has at most {NAME_LENGTH} characters", "input.fullName")
    if not EARLIEST <= query.birth_date <= today:
        raise RuleViolation("INVALID", "nobody is born on that day", "input.birthDate")
    _check_purpose(query)


def _check_purpose(query: IdentityQuery) -> None:
    """It is kept, so it must not say who was checked."""
    least, most = PURPOSE_LENGTH
    purpose = query.purpose.strip()
    if len(purpose) > most:
        raise RuleViolation("TOO_LARGE", f"a purpose has {least} to {most} characters", "input.purpose")
    if len(purpose) < least:
        raise RuleViolation("INVALID", f"a purpose has {least} to {most} characters", "input.purpose")
    if _names(query, normalize("NFKC", purpose)) or masked(purpose) != purpose:
        raise RuleViolation("INVALID", "a purpose is kept: it must not name the person", "input.purpose")


def _names(query: IdentityQuery, purpose: str) -> bool:
    """All words of the name in any order, or run together; or the number, whatever stands in between."""
    name = folded(normalize("NFKC", query.full_name)).split()
    said = folded(purpose).split()
    together = len(name) > 1 and "".join(name) in "".join(said)
    digits = "".join(str(int(one)) for one in purpose if one.isdecimal())
    number = len(query.national_id) >= TELLING and query.national_id in digits
    return set(name) <= set(said) or together or number
