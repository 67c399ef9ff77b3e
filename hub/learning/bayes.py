"""Complement naive Bayes in plain Python: every house against all that is not its own.

Source: Rennie, Shih, Teevan, Karger, "Tackling the poor assumptions of naive Bayes text classifiers",
ICML 2003.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

SMOOTHING = 0.2


@dataclass(frozen=True, slots=True)
class Bayes:
    """`table`: gram -> houses that use it and how much it speaks for each; `base`: per house."""

    idf: Mapping[str, float]
    table: Mapping[str, tuple[Sequence[int], Sequence[float]]]
    base: Sequence[float]

    def scores(self, grams: Mapping[str, float]) -> list[float]:
        """One number per house, comparable within this case only; `grams` as `weighed` gives them."""
        total = sum(value for gram, value in grams.items() if gram in self.table)
        found = [total * one for one in self.base]
        for gram, value in grams.items():
            entry = self.table.get(gram)
            if entry is not None:
                for house, speaks in zip(*entry, strict=True):
                    found[house] += value * speaks
        return found

    def speaks(self, gram: str, house: int) -> float:
        """How much a gram speaks for a house; 0 where the house never saw it."""
        houses, weights = self.table.get(gram, ((), ()))
        return next((weight for one, weight in zip(houses, weights, strict=True) if one == house), 0.0)


def fit(
    rows: Sequence[Mapping[str, float]],
    houses: Sequence[int],
    count: int,
    idf: Mapping[str, float],
    smoothing: float = SMOOTHING,
) -> Bayes:
    """Learn from weighed rows.

    Args:
        rows: one case each, gram -> weight.
        houses: the right one of each row, 0 to `count` - 1.
        count: of houses.
        idf: of all grams; those of no row count in the smoothing only.
        smoothing: added to every count, above 0.
    """
    by_gram: dict[str, dict[int, float]] = {gram: {} for gram in idf}
    of_house = [0.0] * count
    for row, house in zip(rows, houses, strict=True):
        for gram, value in row.items():
            entry = by_gram[gram]
            entry[house] = entry.get(house, 0.0) + value
            of_house[house] += value
    everything = sum(of_house) + smoothing * len(by_gram)
    table = {}
    for gram, entry in by_gram.items():
        total = sum(entry.values()) + smoothing
        table[gram] = (tuple(entry), tuple(log(total / (total - value)) for value in entry.values()))
    return Bayes(idf, table, tuple(log(max(everything - own, smoothing)) for own in of_house))
