"""The model of our own small size: naive Bayes over words and over pieces of words, in plain Python."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hub.learning import bayes
from hub.learning.bayes import Bayes
from hub.learning.grams import SEEN, Seen, piece_grams, vocabulary, weighed, word_grams

MOST_PIECES = 0.1  # share of the cases; commoner pieces cost time and say nothing


@dataclass(frozen=True, slots=True)
class Plain:
    """Two tables, one over words and pairs, one over pieces."""

    words: Bayes
    pieces: Bayes

    def scores(self, case: Seen) -> dict[str, list[float]]:
        """What each table says of each house."""
        return {
            "bayes": self.words.scores(weighed(word_grams(case), self.words.idf)),
            "pieces": self.pieces.scores(weighed(piece_grams(case), self.pieces.idf)),
        }

    def speaks(self, word: str, house: int) -> float:
        """How much a word speaks for a house; 0 where the house never saw it."""
        return self.words.speaks(word, house) * self.words.idf.get(word, 0.0)

    def known(self, case: Seen) -> int:
        """How many words of the case some report had before."""
        return sum(1 for word in case.words if word in self.words.idf)


class Tables:
    """Takes the grams of all cases once, and teaches from as many of the oldest as asked for."""

    def __init__(self, cases: Sequence[Seen]) -> None:
        """`cases` oldest first."""
        once: dict[str, str] = {}  # the same gram of many cases takes its place once
        self._words = [[once.setdefault(gram, gram) for gram in word_grams(case)] for case in cases]
        self._pieces = [[once.setdefault(gram, gram) for gram in piece_grams(case)] for case in cases]

    def read(self, houses: Sequence[int], count: int, weights: Sequence[float]) -> Plain:
        """Both tables; see `Separator.read`."""
        return Plain(
            _table(self._words, houses, count, weights),
            _table(self._pieces, houses, count, weights, MOST_PIECES),
        )


def _table(
    cases: Sequence[Sequence[str]],
    houses: Sequence[int],
    count: int,
    weights: Sequence[float],
    most: float = 1.0,
) -> Bayes:
    some = cases[: len(houses)]
    idf = vocabulary(some, SEEN, most)
    rows = [_heavy(weighed(grams, idf), weight) for grams, weight in zip(some, weights, strict=True)]
    return bayes.fit(rows, houses, count, idf)


def _heavy(row: Mapping[str, float], weight: float) -> Mapping[str, float]:
    return row if weight == 1.0 else {gram: value * weight for gram, value in row.items()}
