"""The model of our own small size: naive Bayes over words and over pieces of words, in plain Python."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hub.learning import bayes
from hub.learning.bayes import Bayes
from hub.learning.grams import SEEN, Seen, piece_grams, vocabulary, weighed, word_grams

NAME = "plain"


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


def fit(cases: Sequence[Seen], houses: Sequence[int], count: int, weights: Sequence[float]) -> Plain:
    """Teach both tables; `count` houses, `weights` say how much each case counts."""

    def table(grams: Sequence[Sequence[str]]) -> Bayes:
        idf = vocabulary(grams, SEEN)
        rows = [_heavy(weighed(some, idf), weight) for some, weight in zip(grams, weights, strict=True)]
        return bayes.fit(rows, houses, count, idf)

    return Plain(table([word_grams(case) for case in cases]), table([piece_grams(case) for case in cases]))


def _heavy(row: Mapping[str, float], weight: float) -> Mapping[str, float]:
    return row if weight == 1.0 else {gram: value * weight for gram, value in row.items()}
