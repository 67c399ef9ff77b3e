"""The linear model when it serves: numpy only. What it weighs was learned by `hub.learning.separating`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hub.learning.grams import Seen, piece_grams, weighed, word_grams

NEVER_SEEN = -1.2  # as decisive as a plain no: houses with too few cases for a plane of their own
FIELD_WEIGHT = 0.4

Floats = npt.NDArray[np.float32]
Weights = npt.NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where which gram stands: `words` and `pieces` with their rarity, `fields` as `topic:…` and `region:…`."""

    words: Mapping[str, float]
    pieces: Mapping[str, float]
    fields: Sequence[str]
    index: Mapping[str, int]

    @classmethod
    def of(cls, words: Mapping[str, float], pieces: Mapping[str, float], fields: Sequence[str]) -> "Columns":
        """Words first, then pieces, then fields."""
        keys = [*(f"w{one}" for one in words), *(f"p{one}" for one in pieces), *(f"f{one}" for one in fields)]
        return cls(words, pieces, fields, {key: number for number, key in enumerate(keys)})

    def row(self, case: Seen) -> dict[int, float]:
        """Column -> weight of one case."""
        index = self.index
        row = {index["w" + gram]: value for gram, value in weighed(word_grams(case), self.words).items()}
        row |= {index["p" + gram]: value for gram, value in weighed(piece_grams(case), self.pieces).items()}
        return row | {index[key]: FIELD_WEIGHT for one in field_grams(case) if (key := "f" + one) in index}


def field_grams(case: Seen) -> list[str]:
    """Topic and place as grams."""
    named = (("topic", case.topic), ("region", case.region))
    return [f"{name}:{value}" for name, value in named if value]


@dataclass(frozen=True, slots=True)
class Linear:
    """One plane per house. `weights`: a row per column; `houses`: which house each plane belongs to."""

    columns: Columns
    weights: Weights
    offsets: Floats
    houses: Sequence[int]
    count: int

    def scores(self, case: Seen) -> list[float]:
        """Signed distance to each house's plane."""
        row = self.columns.row(case)
        found = [NEVER_SEEN] * self.count
        if row:
            rows = self.weights[np.fromiter(row, dtype=np.int64, count=len(row))].astype(np.float32)
            values: Any = np.fromiter(row.values(), dtype=np.float32, count=len(row))
            for house, score in zip(self.houses, (values @ rows + self.offsets).tolist(), strict=True):
                found[house] = score
        return found
