"""Answers to the satisfaction survey (SKM): what is taken, and what may be asked of them.

An answer belongs to a unit and a month, never to a person or a case. Source: PermenPANRB 14/2017; the groups
of respondents are those of its questionnaire, taken only as bands and only when given.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from hub.domain.satisfaction import ELEMENTS, HIGHEST, LOWEST
from hub.errors import RuleViolation

COUNTED_FROM = 5
"""Answers are counted in groups of at least so many: see docs/satisfaction.md."""

SHORTEST_KEY, LONGEST_KEY = 8, 128
LONGEST_COMMENT = 2_000
OLDEST = timedelta(days=366)


class AgeGroup(Enum):
    """Years of age."""

    UNDER_18 = "UNDER_18"
    FROM_18_TO_29 = "FROM_18_TO_29"
    FROM_30_TO_44 = "FROM_30_TO_44"
    FROM_45_TO_59 = "FROM_45_TO_59"
    FROM_60 = "FROM_60"


class Sex(Enum):
    """As on the questionnaire."""

    FEMALE = "FEMALE"
    MALE = "MALE"


class Education(Enum):
    """Highest level that was finished."""

    PRIMARY = "PRIMARY"
    LOWER_SECONDARY = "LOWER_SECONDARY"
    UPPER_SECONDARY = "UPPER_SECONDARY"
    DIPLOMA = "DIPLOMA"
    BACHELOR = "BACHELOR"
    POSTGRADUATE = "POSTGRADUATE"


class Occupation(Enum):
    """As on the questionnaire."""

    CIVIL_SERVANT = "CIVIL_SERVANT"
    ARMED_FORCES_OR_POLICE = "ARMED_FORCES_OR_POLICE"
    PRIVATE_EMPLOYEE = "PRIVATE_EMPLOYEE"
    ENTREPRENEUR = "ENTREPRENEUR"
    STUDENT = "STUDENT"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Respondent:
    """Groups the respondent belongs to; None: not told."""

    age: AgeGroup | None = None
    sex: Sex | None = None
    education: Education | None = None
    occupation: Occupation | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """One filled-in questionnaire, of a unit that is named or, by receipt, of the unit that had the case."""

    idempotency_key: str
    scores: tuple[int, ...]  # in the order of `ELEMENTS`
    agency: str | None = None
    topic: str | None = None
    receipt: str | None = None
    answered_on: date | None = None
    respondent: Respondent = Respondent()
    comment: str | None = None

    def __repr__(self) -> str:
        """Never the content: a receipt is a secret, a comment may name somebody."""
        return "Survey(...)"


@dataclass(frozen=True, slots=True)
class Unit:
    """Whom an answer is about. `region` '' is the nation, `topic` '' none in particular."""

    agency: str
    region: str
    topic: str
    month: str  # YYYY-MM


def check(survey: Survey, today: date) -> None:
    """Raises `RuleViolation` INVALID or TOO_LARGE for what the questionnaire does not allow."""
    if not SHORTEST_KEY <= len(survey.idempotency_key) <= LONGEST_KEY:
        told = f"idempotencyKey has {SHORTEST_KEY} to {LONGEST_KEY} characters"
        raise RuleViolation("INVALID", told, "idempotencyKey")
    if (survey.agency is None) == (survey.receipt is None):
        raise RuleViolation("INVALID", "give either the agency or the receipt of a case", "agency")
    if survey.receipt is not None and (survey.topic is not None or survey.answered_on is not None):
        raise RuleViolation("INVALID", "topic and day are known from the receipt", "receipt")
    check_scores(survey.scores)
    if survey.comment is not None and len(survey.comment) > LONGEST_COMMENT:
        raise RuleViolation("TOO_LARGE", f"a comment has at most {LONGEST_COMMENT} characters", "comment")
    check_day(survey.answered_on or today, today)


def check_scores(scores: Sequence[int]) -> None:
    """Raises `RuleViolation` INVALID unless all nine elements have a score of 1 to 4."""
    if len(scores) != len(ELEMENTS):
        raise RuleViolation("INVALID", "all nine elements have a score", "scores")
    for element, score in zip(ELEMENTS, scores, strict=True):
        if not LOWEST <= score <= HIGHEST:
            name = element.value.lower()
            raise RuleViolation("INVALID", f"{name} is scored {LOWEST} to {HIGHEST}", f"scores.{name}")


def check_day(day: date, today: date) -> None:
    """Raises `RuleViolation` INVALID for a day to come, or one more than a year ago."""
    if not today - OLDEST <= day <= today:
        raise RuleViolation("INVALID", "the day lies within the last year", "answeredOn")


def month_of(day: date) -> str:
    """All that is kept of a day."""
    return f"{day:%Y-%m}"
