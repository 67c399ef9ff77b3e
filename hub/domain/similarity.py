"""Cases that may tell of the same thing: same place, same time, nearly the same words.

They are offered to whoever verifies; nothing is ever merged by itself. Candidates are found by a sketch of
the words (bottom-k MinHash over pairs of neighbouring words), then compared word by word.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

from rapidfuzz import fuzz

from hub.domain.case import Case, GeoPoint, Sensitivity, Visibility
from hub.domain.reasons import Reason
from hub.domain.redaction import masked
from hub.domain.region import covers, province_of, regency_of
from hub.domain.wording import fold

WINDOW = timedelta(days=30)
"""Between two reports of one thing, at most."""

ALIKE = 0.6
"""Least score that is offered."""

APART_M = 1_000.0
"""Two points on the map further apart are two places."""

SKETCH = 16  # hashes kept per case: pairs that share a fifth of their word pairs meet in 97 of 100
LONGEST = 2_000  # letters that are compared; what is alike is so from its beginning
SHORTEST = 3  # letters of a word that counts for the sketch
EARTH_M = 6_371_000.0
PERCENT = 100
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two cases are, 0 to 1, and why they were held against each other."""

    score: float
    reasons: tuple[Reason, ...]


def words_of(case: Case) -> str:
    """What is compared: title and text, folded, without personal numbers, bounded."""
    return fold(masked(f"{case.title} {case.body}"))[:LONGEST]


def sketch(words: str, hashed: Callable[[str], int]) -> tuple[int, ...]:
    """The smallest hashes of neighbouring words, at most `SKETCH`; a text of one word is hashed itself."""
    kept = [word for word in words.split(" ") if len(word) >= SHORTEST]
    pairs = {f"{one} {other}" for one, other in pairwise(kept)} or set(kept)
    return tuple(sorted({hashed(pair) for pair in pairs})[:SKETCH])


def bucket(region: str) -> str:
    """Cases are looked for in one regency and among those told of the province alone: that is theirs."""
    return regency_of(region) or province_of(region)


def moment_of(case: Case) -> int:
    """When it was handed in, in microseconds since 1970."""
    return (case.created_at - _BEGINNING) // timedelta(microseconds=1)


def is_guarded(case: Case) -> bool:
    """Told in confidence: such a case is held against others of its kind only."""
    return case.sensitivity is not Sensitivity.ORDINARY or case.visibility is Visibility.RESTRICTED


def likeness(one: Case, other: Case, words: str | None = None) -> Likeness | None:
    """How alike two cases are; None where they are not of one place, time and kind of secrecy.

    The score is that of the words alone, symmetrical, 1 for equal texts. `words`: those of `one`, if known.
    """
    apart = abs(one.created_at - other.created_at)
    if is_guarded(one) is not is_guarded(other) or apart > WINDOW:
        return None
    place = _same_place(one, other)
    if place is None:
        return None
    score = resemblance(words_of(one) if words is None else words, words_of(other))
    return Likeness(
        score, (_of_wording(score), place, _of_time(one.created_at.date(), other.created_at.date()))
    )


def resemblance(one: str, other: str) -> float:
    """Of two folded texts, 0 to 1: the words they share, and how much either says besides.

    The mean of two ratios of rapidfuzz: the token set alone calls a short text the same as any long one
    that holds its words.
    """
    if one == other:
        return 1.0
    first, second = sorted((one, other))
    both = fuzz.token_set_ratio(first, second) + fuzz.token_sort_ratio(first, second)
    return round(min(1.0, both / (2 * PERCENT)), 4)


def metres(one: GeoPoint, other: GeoPoint) -> float:
    """Along the surface of the earth (haversine)."""
    up = sin(radians(other.latitude - one.latitude) / 2) ** 2
    aside = sin(radians(other.longitude - one.longitude) / 2) ** 2
    across = up + cos(radians(one.latitude)) * cos(radians(other.latitude)) * aside
    return 2 * EARTH_M * asin(sqrt(min(1.0, across)))


def _same_place(one: Case, other: Case) -> Reason | None:
    """Points on the map decide where both have one; else one region has to lie in the other."""
    if one.location is not None and other.location is not None:
        far = metres(one.location, other.location)
        near = f"{round(far):,}".replace(",", ".")
        told = f"Lokasi berjarak {near} meter", f"The places are {round(far):,} metres apart"
        return Reason("place", told[0], 1.0, told[1]) if far <= APART_M else None
    if not covers(one.region, other.region) and not covers(other.region, one.region):
        return None
    return Reason("place", "Wilayah laporan sama", 1.0, "Both are about the same area")


def _of_time(one: date, other: date) -> Reason:
    days = abs((one - other).days)
    if days == 0:
        return Reason("time", "Diterima pada hari yang sama", 1.0, "Both came in on the same day")
    weight = round(max(0.0, 1 - days / (WINDOW.days + 1)), 4)
    return Reason("time", f"Diterima berselang {days} hari", weight, f"They came in {days} days apart")


def _of_wording(score: float) -> Reason:
    share = int(score * PERCENT)
    return Reason("wording", f"Isi laporan {share} % serupa", score, f"{share} % of the wording is alike")
