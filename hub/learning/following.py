"""How likely the opinions after the first are: how often each place was right where the first was wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

BEHIND = 10.0  # average cases behind what was counted
HALVES = 0.5  # without any count each place is half as likely as the one before it
TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Missed:
    """A held-out case whose first opinion was wrong.

    `parts`: what share of all but the first each further opinion had, best first; `right`: the place among
    them of the right one, -1 where it is none of them.
    """

    parts: tuple[float, ...]
    right: int


@dataclass(frozen=True, slots=True)
class Following:
    """Per place from the second on: how often it was right, and the part it ordinarily has."""

    usual: tuple[float, ...]
    ordinary: tuple[float, ...]

    def shares(self, parts: Sequence[float], rest: float, most: float) -> list[float]:
        """Probabilities of the further opinions, falling, none above `most`; together at most `rest`.

        Args:
            parts: as in `Missed`.
            rest: how likely the first opinion is wrong, 0 to 1.
            most: the probability of the first.
        """
        places = zip(parts, self.usual, self.ordinary, strict=False)
        weights = [usual * sqrt((part + TINY) / ordinary) for part, usual, ordinary in places]
        whole = sum(weights) or 1.0
        scale = rest * min(sum(self.usual[: len(weights)]), 1.0) / whole
        found: list[float] = []
        for weight in [*weights, *(0.0 for _ in parts[len(weights) :])]:
            most = min(most, weight * scale)
            found.append(most)
        return found


def parts_of(first: float, others: Sequence[float]) -> tuple[float, ...]:
    """What share of all but the first each of the others has."""
    rest = max(1 - first, TINY)
    return tuple(min(one / rest, 1.0) for one in others)


def fit(missed: Sequence[Missed]) -> Following:
    """Count; with few cases the places halve."""
    length = max((len(one.parts) for one in missed), default=0)
    usual, ordinary = [], []
    for place in range(length):
        right = sum(one.right == place for one in missed)
        usual.append((right + BEHIND * HALVES ** (place + 1)) / (len(missed) + BEHIND))
        had = [log(one.parts[place] + TINY) for one in missed if place < len(one.parts)]
        ordinary.append(exp(sum(had) / len(had)))
    return Following(tuple(usual), tuple(ordinary))
