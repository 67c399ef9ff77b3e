"""Paper questionnaires typed into a table: one row each, read cell by cell."""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import TypeVar

from hub.domain.satisfaction import ELEMENTS
from hub.domain.survey import AgeGroup, Education, Occupation, Respondent, Sex, Survey, check
from hub.errors import RuleViolation

SCORES = tuple(element.value.lower() for element in ELEMENTS)
NEEDED = ("date", "agency", *SCORES)
OPTIONAL = ("topic", "age", "sex", "education", "occupation", "comment")
_ANY_KEY = "a row of a file"

Word = TypeVar("Word", bound=Enum)


def faults_of_header(names: list[str]) -> list[str]:
    """What is wrong with the first row: columns that are missing, unknown or there twice."""
    told = [f"column {name} is missing" for name in NEEDED if name not in names]
    told += [f"there is no column {name}" for name in names if name not in (*NEEDED, *OPTIONAL)]
    return told + [f"column {name} is there twice" for name in sorted(set(names)) if names.count(name) > 1]


def read(row: Mapping[str, str], today: date) -> Survey:
    """The questionnaire of a row. Raises `RuleViolation` INVALID or TOO_LARGE, naming the column."""
    found = Survey(
        idempotency_key=_ANY_KEY,
        scores=tuple(_score(name, row[name]) for name in SCORES),
        agency=row["agency"],
        topic=row.get("topic") or None,
        answered_on=_day(row["date"]),
        respondent=Respondent(
            _word(AgeGroup, row.get("age"), "age"),
            _word(Sex, row.get("sex"), "sex"),
            _word(Education, row.get("education"), "education"),
            _word(Occupation, row.get("occupation"), "occupation"),
        ),
        comment=row.get("comment") or None,
    )
    check(found, today)
    return found


def _score(name: str, text: str) -> int:
    if text not in ("1", "2", "3", "4"):
        raise RuleViolation("INVALID", f"{name} is 1, 2, 3 or 4", name)
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RuleViolation("INVALID", "date is written 2026-01-31", "date") from None


def _word(words: type[Word], text: str | None, name: str) -> Word | None:
    if not text:
        return None
    try:
        return words(text.upper())
    except ValueError:
        told = ", ".join(str(word.value) for word in words)
        raise RuleViolation("INVALID", f"{name} is one of {told}", name) from None
