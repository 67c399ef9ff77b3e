"""Figures of the satisfaction survey, read off answers that are counted already (see `hub.domain.survey`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from hub.domain.satisfaction import (
    ELEMENTS,
    SatisfactionBand,
    SurveyElement,
    band_of,
    element_mean,
    index_of,
    rounded,
)
from hub.domain.survey import COUNTED_FROM, Unit


class SatisfactionDimension(Enum):
    """What the index can be broken down by."""

    AGENCY = "AGENCY"
    REGION = "REGION"
    TOPIC = "TOPIC"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    SEMESTER = "SEMESTER"


@dataclass(frozen=True, slots=True)
class SatisfactionFilter:
    """Answers of `start`..`end` (inclusive days, widened to whole months), and more conditions."""

    start: date
    end: date
    agency: tuple[str, ...] = ()
    region: str | None = None
    topic: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums of the scores of so many respondents of one unit, topic and month."""

    unit: Unit
    respondents: int
    totals: tuple[int, ...]  # in the order of `ELEMENTS`


@dataclass(frozen=True, slots=True)
class SatisfactionKey:
    """One coordinate of a row."""

    dimension: SatisfactionDimension
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ElementMean:
    """NRR of one element, for show rounded to three decimals."""

    element: SurveyElement
    mean: Decimal


@dataclass(frozen=True, slots=True)
class SatisfactionRow:
    """One group: at least five respondents, or none (then without an index)."""

    keys: tuple[SatisfactionKey, ...]
    respondents: int
    elements: tuple[ElementMean, ...]
    index: Decimal | None
    band: SatisfactionBand | None


@dataclass(frozen=True, slots=True)
class RespondentGroup:
    """About how many of all respondents said to belong to a group: rounded to five, so that the difference of
    two answers tells of nobody.
    """

    characteristic: str  # age, sex, education, occupation
    group: str  # a value of the enum of that name
    respondents: int


@dataclass(frozen=True, slots=True)
class SatisfactionReport:
    """Rows in key order and all of them together, as of a moment."""

    as_of: datetime
    rows: tuple[SatisfactionRow, ...]
    total: SatisfactionRow
    profile: tuple[RespondentGroup, ...]
    recommended_sample: int | None = None


_MONTHS_IN = {SatisfactionDimension.QUARTER: ("Q", 3), SatisfactionDimension.SEMESTER: ("S", 6)}


def code_of(dimension: SatisfactionDimension, unit: Unit) -> str:
    """The code of a unit on one dimension, for a quarter 2026-Q3."""
    if dimension not in _MONTHS_IN:
        return str(getattr(unit, dimension.value.lower()))
    letter, months = _MONTHS_IN[dimension]
    year, month = unit.month[:4], int(unit.month[5:])
    return f"{year}-{letter}{(month - 1) // months + 1}"


def row_of(keys: tuple[SatisfactionKey, ...], tallies: Sequence[Tally]) -> SatisfactionRow:
    """The index of these tallies together; without one where nobody answered."""
    respondents = sum(tally.respondents for tally in tallies)
    if respondents == 0:
        return SatisfactionRow(keys, 0, (), None, None)
    sums = [sum(tally.totals[at] for tally in tallies) for at in range(len(ELEMENTS))]
    means: list[Fraction] = [element_mean(total, respondents) for total in sums]
    index = rounded(index_of(means))
    shown = tuple(
        ElementMean(element, rounded(mean, 3)) for element, mean in zip(ELEMENTS, means, strict=True)
    )
    return SatisfactionRow(keys, respondents, shown, index, band_of(index))


def about(count: int) -> int:
    """A number of people, to the nearest five."""
    return COUNTED_FROM * ((count + COUNTED_FROM // 2) // COUNTED_FROM)
