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
Halves = npt.NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Columns:
    """Grams in the order of their rows: words and pieces with their rarity, then `topic:…` and `region:…`."""

    words: Mapping[str, float]
    pieces: Mapping[str, float]
    fields: Mapping[str, int]
    word_rows: Mapping[str, int]
    piece_rows: Mapping[str, int]

    @classmethod
    def of(cls, words: Mapping[str, float], pieces: Mapping[str, float], fields: Sequence[str]) -> "Columns":
        """Words first, then pieces, then fields."""
        first, second = len(words), len(words) + len(pieces)
        return cls(
            words,
            pieces,
            {name: second + number for number, name in enumerate(fields)},
            {gram: number for number, gram in enumerate(words)},
            {gram: first + number for number, gram in enumerate(pieces)},
        )

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.words) + len(self.pieces) + len(self.fields)

    def row(self, case: Seen) -> tuple[list[int], list[float], int, int]:
        """Rows and values of one case; then where its words end, and where its pieces do."""
        spoken = weighed(word_grams(case), self.words)
        pieces = weighed(piece_grams(case), self.pieces)
        named = [self.fields[one] for one in field_grams(case) if one in self.fields]
        at = [self.word_rows[gram] for gram in spoken] + [self.piece_rows[gram] for gram in pieces] + named
        values = [*spoken.values(), *pieces.values(), *(FIELD_WEIGHT for _ in named)]
        return at, values, len(spoken), len(spoken) + len(pieces)


def field_grams(case: Seen) -> list[str]:
    """Topic and place as grams."""
    named = (("topic", case.topic), ("region", case.region))
    return [f"{name}:{value}" for name, value in named if value]


@dataclass(frozen=True, slots=True)
class Linear:
    """`planes`: a row per gram, a column for each of `houses`; `speaks_for`: naive Bayes, for every house.

    `base`: of both tables of naive Bayes, per house: what a gram of weight one adds anyway.
    """

    columns: Columns
    planes: Halves
    offsets: Floats
    houses: Sequence[int]
    speaks_for: Halves
    base: Floats

    def scores(self, case: Seen) -> dict[str, list[float]]:
        """Distance to each house's plane, and what naive Bayes says by words and by pieces."""
        at, values, words, last = self.columns.row(case)
        rows = np.array(at, dtype=np.int64)
        weights: Any = np.array(values, dtype=np.float32)
        found = np.full(self.base.shape[1], NEVER_SEEN, dtype=np.float32)
        found[list(self.houses)] = weights @ self.planes[rows].astype(np.float32) + self.offsets
        spoken = self.speaks_for[rows[:last]].astype(np.float32)
        by_word = weights[:words] @ spoken[:words] + weights[:words].sum() * self.base[0]
        by_piece = weights[words:last] @ spoken[words:] + weights[words:last].sum() * self.base[1]
        return {"linear": found.tolist(), "bayes": by_word.tolist(), "pieces": by_piece.tolist()}

    def speaks(self, word: str, house: int) -> float:
        """How much a word speaks for a house; 0 where the house never saw it."""
        row = self.columns.word_rows.get(word)
        return 0.0 if row is None else float(self.speaks_for[row, house]) * self.columns.words[word]

    def known(self, case: Seen) -> int:
        """How many words of the case some report had before."""
        return sum(1 for word in case.words if word in self.columns.words)
