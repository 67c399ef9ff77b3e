"""Faults of reference files, collected so that one run shows all of them."""

from dataclasses import dataclass, field

from hub.errors import ReferenceError


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: file name and line, counted from 1."""

    file: str
    line: int


@dataclass(slots=True)
class Faults:
    """Collects `file:line: CODE: what to do`, in the order of discovery."""

    problems: list[str] = field(default_factory=list)

    def add(self, place: Place, code: str, what: str) -> None:
        """Note one fault; `what` tells the reader how to mend it."""
        self.problems.append(f"{place.file}:{place.line}: {code}: {what}")

    def raise_if_any(self) -> None:
        """All or nothing: with one fault nothing is loaded.

        Raises:
            ReferenceError: with every fault noted so far.
        """
        if self.problems:
            raise ReferenceError(self.problems)
