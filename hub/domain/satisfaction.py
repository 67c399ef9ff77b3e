"""The index of public satisfaction (IKM): nine elements, scored 1 to 4, each with a weight of exactly 1/9.

Source: PermenPANRB 14/2017 (survei kepuasan masyarakat). All sums are exact fractions; the only rounding is
the last step, half up to two decimals, and the band is read off the rounded number: a sum of 31.7916 is 88.31
(A), while the common weight of 0.1111 would make 88.30 (B) of it.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from fractions import Fraction

LOWEST, HIGHEST = 1, 4
_CHI_SQUARE, _HALF, _ERROR = Fraction("3.841"), Fraction(1, 2), Fraction("0.05")


class SurveyElement(Enum):
    """The nine elements, in the order of the questionnaire."""

    REQUIREMENTS = "REQUIREMENTS"
    PROCEDURE = "PROCEDURE"
    TIME = "TIME"
    COST = "COST"
    PRODUCT = "PRODUCT"
    COMPETENCE = "COMPETENCE"
    BEHAVIOUR = "BEHAVIOUR"
    FACILITIES = "FACILITIES"
    COMPLAINTS = "COMPLAINTS"


ELEMENTS = tuple(SurveyElement)


class SatisfactionBand(Enum):
    """What an index means, best first."""

    VERY_GOOD = "VERY_GOOD"
    GOOD = "GOOD"
    LACKING = "LACKING"
    POOR = "POOR"


_BANDS: tuple[tuple[Decimal, SatisfactionBand], ...] = (
    (Decimal("88.31"), SatisfactionBand.VERY_GOOD),
    (Decimal("76.61"), SatisfactionBand.GOOD),
    (Decimal("65.00"), SatisfactionBand.LACKING),
    (Decimal("25.00"), SatisfactionBand.POOR),
)
GRADES = dict(zip(SatisfactionBand, "ABCD", strict=True))
"""The letter of the regulation."""

QUALITY = dict(zip(SatisfactionBand, ("Sangat baik", "Baik", "Kurang baik", "Tidak baik"), strict=True))
"""The words of the regulation, as they stand on the notice board of a unit."""


def element_mean(total: int, respondents: int) -> Fraction:
    """NRR, the mean score of one element.

    Raises:
        ValueError: no respondents, or a total that scores of 1 to 4 cannot have.
    """
    if respondents < 1 or not LOWEST * respondents <= total <= HIGHEST * respondents:
        raise ValueError("scores are 1 to 4, of at least one respondent")
    return Fraction(total, respondents)


def index_of(means: Sequence[Fraction]) -> Fraction:
    """IKM, 25 to 100, exact: the sum of the nine means times 1/9, times 25.

    Raises:
        ValueError: not nine means.
    """
    if len(means) != len(ELEMENTS):
        raise ValueError("an index has nine elements")
    return sum(means, Fraction(0)) * Fraction(1, len(ELEMENTS)) * 25


def rounded(value: Fraction, places: int = 2) -> Decimal:
    """Half up, as people round; exact before it, whatever the size of the numbers."""
    step: int = 10**places
    whole = (value * step + _HALF).__floor__()
    return (Decimal(whole) / step).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def band_of(index: Decimal) -> SatisfactionBand:
    """The band of an index that is rounded already.

    Raises:
        ValueError: below 25 or above 100.
    """
    if index <= 100:
        for least, band in _BANDS:
            if index >= least:
                return band
    raise ValueError("an index is 25 to 100")


def recommended_sample(population: int) -> int:
    """How many respondents a survey of that many users needs, by Krejcie and Morgan (1970).

    95 % confidence (chi-square 3.841), an error of 5 %, a share of one half; rounded half up.

    Raises:
        ValueError: fewer than one user.
    """
    if population < 1:
        raise ValueError("a population has at least one member")
    spread = _CHI_SQUARE * _HALF * (1 - _HALF)
    size = spread * population / (_ERROR**2 * (population - 1) + spread)
    return int(rounded(size, 0))
