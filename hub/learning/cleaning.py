"""What of past cases teaches: each once, with an answer, on a day that can be; and the order of time."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta

from hub.domain.example import Example
from hub.learning.words import words

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)  # a clock that runs before ours


@dataclass(frozen=True, slots=True)
class Removed:
    """How many cases were left out, and why."""

    wordless: int = 0
    unanswered: int = 0
    impossible_dates: int = 0
    duplicates: int = 0

    def __str__(self) -> str:
        """In words."""
        return ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in asdict(self).items())


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Oldest first."""

    examples: tuple[Example, ...]
    removed: Removed


def clean(examples: Iterable[Example], now: datetime) -> Cleaned:
    """Leave out what would mislead. Of cases with the same words the oldest stays.

    Args:
        examples: in any order.
        now: aware; cases from later than tomorrow have no true date.
    """
    counts: Counter[str] = Counter()
    kept: dict[str, Example] = {}
    for one in sorted(examples, key=_order):
        said = " ".join(words(one.text))
        why = _fault(one, said, now) or ("duplicates" if said in kept else "")
        if why:
            counts[why] += 1
        else:
            kept[said] = one
    return Cleaned(tuple(kept.values()), Removed(**counts))


def _order(one: Example) -> tuple[datetime, str, str]:
    """Also of cases of the same moment, so that a file in another order teaches the same."""
    return one.reported_at, one.text, one.agency


def _fault(one: Example, said: str, now: datetime) -> str:
    if not said:
        return "wordless"
    if not one.agency:
        return "unanswered"
    return "" if EARLIEST <= one.reported_at <= now + AHEAD else "impossible_dates"


def frequent(examples: Sequence[Example], least: int) -> tuple[Example, ...]:
    """Only cases of agencies that have at least `least` of them."""
    counts = Counter(one.agency for one in examples)
    return tuple(one for one in examples if counts[one.agency] >= least)


def split(examples: Sequence[Example], until: date) -> tuple[tuple[Example, ...], tuple[Example, ...]]:
    """Cases up to the end of that day (UTC), and those after it."""
    past = tuple(one for one in examples if one.reported_at.date() <= until)
    return past, tuple(one for one in examples if one.reported_at.date() > until)


def fingerprint(examples: Sequence[Example]) -> str:
    """SHA-256 over the cases in order: two models with the same one were taught by the same cases."""
    digest = hashlib.sha256()
    for one in examples:
        fields = (one.text, one.agency, one.topic or "", one.region, one.reported_at.isoformat(), one.refused)
        digest.update(json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    return digest.hexdigest()
