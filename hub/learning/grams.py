"""What of a case is counted: its words, pairs of words, pieces of words, topic and place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt

from hub.domain.wording import fold
from hub.learning.words import chunks, words

SHORTEST, LONGEST = 3, 5
SEEN = 3  # in how many reports a gram, a topic or a place must stand before a model may hold it
LONGEST_WORD = 30
FEW = 50  # cases in which a gram may always stand


@dataclass(frozen=True, slots=True)
class Seen:
    """One case as the models see it: words and chunks in order; topic and region folded, or empty."""

    words: tuple[str, ...]
    chunks: tuple[str, ...] = ()
    topic: str = ""
    region: str = ""


def seen(text: str, topic: str | None = None, region: str | None = None) -> Seen:
    """A case as the models see it."""
    taken = tuple(word for word in words(text) if len(word) <= LONGEST_WORD)
    return Seen(taken, tuple(chunks(text)), fold(topic or ""), fold(region or ""))


def word_grams(case: Seen) -> list[str]:
    """Single words and pairs of neighbours."""
    pairs = (f"{one} {next}" for one, next in zip(case.words, case.words[1:], strict=False))
    return [*case.words, *pairs]


def piece_grams(case: Seen) -> list[str]:
    """Pieces of three to five signs; a space marks where a chunk begins or ends."""
    return [piece for chunk in case.chunks for piece in _pieces(chunk)]


@lru_cache(maxsize=65_536)
def _pieces(chunk: str) -> tuple[str, ...]:
    padded = f" {chunk[:LONGEST_WORD]} "
    return tuple(
        padded[at : at + length]
        for length in range(SHORTEST, min(LONGEST, len(padded)) + 1)
        for at in range(len(padded) - length + 1)
    )


def vocabulary(cases: Iterable[Iterable[str]], least: int = SEEN, most: float = 1.0) -> dict[str, float]:
    """Every gram that stands in at least `least` cases, in order, with its inverse document frequency.

    `most`: share of the cases above which a gram says nothing and is left out.
    """
    counts: dict[str, int] = {}
    number = 0
    for grams in cases:
        number += 1
        for gram in set(grams):
            counts[gram] = counts.get(gram, 0) + 1
    return {
        gram: log((1 + number) / (1 + count)) + 1
        for gram, count in sorted(counts.items())
        if least <= count <= max(most * number, FEW)
    }


def weighed(grams: Iterable[str], idf: Mapping[str, float]) -> dict[str, float]:
    """The known grams of one case: damped counts times rarity, of length one together."""
    counts: dict[str, int] = {}
    for gram in grams:
        if gram in idf:
            counts[gram] = counts.get(gram, 0) + 1
    found = {gram: (1 + log(count)) * idf[gram] for gram, count in counts.items()}
    length = sqrt(sum(value * value for value in found.values())) or 1.0
    return {gram: value / length for gram, value in found.items()}
