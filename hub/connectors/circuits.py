"""The circuits of one peer: one for the whole, opened by failures to reach it, and one for every operation.

A search that hangs must not keep cases from being forwarded; a peer nobody can connect to answers nothing.
"""

from hub.connectors.breaker import Breaker, Outcome
from hub.connectors.timing import Ticks
from hub.domain.exchange import Circuit
from hub.errors import Throttled, Unreachable

WHOLE = ""


class Admitted:
    """One call that goes out; it leaves exactly once."""

    def __init__(self, whole: Breaker, own: Breaker, eras: tuple[int, int]) -> None:
        self._whole, self._own, self._eras = whole, own, eras

    def leave(self, whole: Outcome, own: Outcome) -> None:
        """How it ended: for the peer as a whole, and for its operation."""
        self._whole.leave(self._eras[0], whole)
        self._own.leave(self._eras[1], own)

    def spoil(self) -> None:
        """The answer turned out to be unreadable after it had left as good."""
        self._own.spoil()


class Circuits:
    """Who may call now.

    Args:
        whole: of the peer; its rules are those of every operation.
        ticks: monotonic seconds.
    """

    def __init__(self, whole: Breaker, ticks: Ticks) -> None:
        self._whole, self._ticks = whole, ticks
        self._own: dict[str, Breaker] = {}
        self._rests_until = float("-inf")

    def is_open(self, operation: str) -> bool:
        """Whether such a call would be `Unreachable` without being tried."""
        own = self._own.get(operation)
        return self._whole.is_open or (own is not None and own.is_open)

    def shown(self) -> tuple[Circuit, ...]:
        """The whole first, then every operation that was called, by name."""
        parts = [(WHOLE, self._whole), *sorted(self._own.items())]
        return tuple(Circuit(name, one.state, one.wait) for name, one in parts)

    @property
    def resting(self) -> float:
        """Seconds the peer asked to be left alone (Retry-After). Readers comply; a message has its wait."""
        return max(0.0, self._rests_until - self._ticks())

    def rest(self, seconds: float) -> None:
        """The peer asks for patience; a shorter wish does not end a longer one."""
        self._rests_until = max(self._rests_until, self._ticks() + seconds)

    def enter(self, operation: str, reader: bool) -> Admitted:
        """Let one call go. Raises `Throttled` or `Unreachable`: do not call."""
        if reader and self.resting > 0:
            raise Throttled("RETRY_LATER", retry_after=self.resting)
        own = self._own.setdefault(operation, Breaker(self._whole.rules, self._ticks))
        if own.is_open:
            raise Unreachable("CIRCUIT_OPEN", retry_after=own.wait)
        whole_era = self._whole.enter()
        own_era = own.enter() if whole_era is not None else None
        if whole_era is None or own_era is None:
            raise Unreachable("CIRCUIT_OPEN", retry_after=self._whole.wait)
        return Admitted(self._whole, own, (whole_era, own_era))
