"""What topic and place say about the house by themselves, where a report names them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from hub.learning.grams import SEEN, Seen

STRENGTH = 4.0  # how many average cases stand behind a house before its own count


@dataclass(frozen=True, slots=True)
class Fields:
    """What each value adds to each of `count` houses; a value nobody knows adds nothing."""

    count: int
    topics: Mapping[str, Sequence[float]]
    regions: Mapping[str, Sequence[float]]

    def scores(self, case: Seen) -> list[float]:
        """What topic and place add to each house."""
        found = [0.0] * self.count
        for table, value in ((self.topics, case.topic), (self.regions, case.region)):
            added = table.get(value) if value else None
            if added is not None:
                found = [one + more for one, more in zip(found, added, strict=True)]
        return found


def fit(cases: Sequence[Seen], houses: Sequence[int], count: int) -> Fields:
    """Count, with values that stand in fewer than three reports left out."""
    return Fields(
        count,
        _table([case.topic for case in cases], houses, count),
        _table([case.region for case in cases], houses, count),
    )


def _table(values: Sequence[str], houses: Sequence[int], count: int) -> dict[str, tuple[float, ...]]:
    given = Counter(value for value in values if value)
    pairs = Counter((value, house) for value, house in zip(values, houses, strict=True) if value)
    whole = sum(given.values())
    of_house = Counter(house for value, house in zip(values, houses, strict=True) if value)
    table = {}
    for value, number in sorted(given.items()):
        if number >= SEEN:
            share = number / whole
            table[value] = tuple(
                log((pairs[value, house] + STRENGTH * share) / (of_house[house] + STRENGTH) / share)
                for house in range(count)
            )
    return table
