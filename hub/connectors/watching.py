"""What the seam and the live reads tell about themselves, for figures: names of instances and operations."""

from typing import Protocol


class Watch(Protocol):
    """Counts. Called for every call and every read: must be quick, and never raises."""

    def called(self, connector: str, operation: str, outcome: str, seconds: float) -> None:
        """A call to a peer ended: `OK`, or the code of its failure (`hub.errors`)."""
        ...

    def read(self, connector: str, operation: str, how: str) -> None:
        """How a live read was answered: HIT, STALE, MISS (its own call), JOINED (another's) or FAILED."""
        ...


class Unwatched:
    """Nobody counts."""

    def called(self, connector: str, operation: str, outcome: str, seconds: float) -> None:
        """See `Watch`."""

    def read(self, connector: str, operation: str, how: str) -> None:
        """See `Watch`."""
