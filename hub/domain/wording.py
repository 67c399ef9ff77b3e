"""Comparing words of citizens, agencies and tables: folding, and keywords found in running text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

T = TypeVar("T")

_NO_WORD = re.compile(r"[\W_]+")
_KEY_LENGTH = 3
_WHOLE_UP_TO = 4


def fold(text: str) -> str:
    """Lower case, NFKC, every run of other signs becomes one space: `E-KTP, rusak` -> `e ktp rusak`."""
    return _NO_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def index(entries: Iterable[tuple[str, T]]) -> Mapping[str, tuple[tuple[str, T], ...]]:
    """Folded words by their first three letters, longest first; build it once, search it with `occurrences`.

    The last word of an entry also matches as the start of a longer one (`jembatan` finds `jembatannya`),
    unless it has up to four letters: `calo` is no `calon`, `kk` no `kkn`.
    """
    found: dict[str, list[tuple[str, T]]] = {}
    for word, value in entries:
        last = word.rsplit(" ", 1)[-1]
        pattern = f"{word} " if len(last) <= _WHOLE_UP_TO else word
        found.setdefault(pattern[:_KEY_LENGTH], []).append((pattern, value))
    return {
        key: tuple(sorted(patterns, key=lambda one: len(one[0]), reverse=True))
        for key, patterns in found.items()
    }


def speaks_of(folded: str, word: str) -> bool:
    """Whether one word or phrase stands in `folded`, by the rule of `index` for its last word."""
    last = word.rsplit(" ", 1)[-1]
    pattern = f" {word} " if len(last) <= _WHOLE_UP_TO else f" {word}"
    return pattern in f" {folded} "


def occurrences(folded: str, words: Mapping[str, tuple[tuple[str, T], ...]]) -> Iterator[tuple[str, T]]:
    """Every indexed word in `folded`, from left to right, with what it was indexed for.

    The longest word wins and nothing inside it counts again: `lampu jalan` is no mention of `jalan`.
    Its cost grows with the length of the text, hardly with the number of words.
    """
    text, start, free = f"{folded} ", 0, 0
    for token in folded.split(" "):
        if start >= free:
            longest = 0
            for pattern, value in words.get(text[start : start + _KEY_LENGTH], ()):
                if len(pattern) >= longest and text.startswith(pattern, start):
                    longest, free = len(pattern), start + len(pattern)
                    yield pattern.rstrip(), value
        start += len(token) + 1
