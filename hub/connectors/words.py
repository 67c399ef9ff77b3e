"""An agency's status words and the hub's statuses."""

from collections.abc import Mapping

from hub.domain.case import CaseStatus


def fold(word: str) -> str:
    """The form in which words are compared: lower case, every run of white space (also U+00A0) one space."""
    return " ".join(word.casefold().split())


class Words:
    """A folded table. A key ending in `*` stands for every word with that beginning; exact keys go first."""

    def __init__(self, table: Mapping[str, CaseStatus]) -> None:
        folded = {fold(word): status for word, status in table.items()}
        self._exact = {word: status for word, status in folded.items() if not word.endswith("*")}
        starts = [(word[:-1], status) for word, status in folded.items() if word.endswith("*")]
        self._starts = sorted(starts, key=lambda entry: -len(entry[0]))

    def status_of(self, word: str) -> CaseStatus | None:
        """None: a word nobody has mapped."""
        folded = fold(word)
        exact = self._exact.get(folded)
        if exact is not None:
            return exact
        return next((status for start, status in self._starts if folded.startswith(start)), None)
