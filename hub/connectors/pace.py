"""No more calls per second than a peer allows."""

from hub.connectors.timing import Ticks
from hub.errors import Throttled


class Pace:
    """A leaky bucket.

    Args:
        per_second: calls in the long run.
        burst: calls that may come at once after a rest.
        ticks: monotonic seconds.
    """

    def __init__(self, per_second: float, burst: int, ticks: Ticks) -> None:
        self._gap, self._burst, self._ticks = 1.0 / per_second, burst, ticks
        self._next = float("-inf")  # when the next call is due, were they evenly spaced

    def take(self, longest: float) -> float:
        """Seconds the caller has to wait for its turn; it has it then.

        Raises:
            Throttled: longer than `longest` seconds; no turn is taken, and nothing was asked of the peer.
        """
        now = self._ticks()
        due = max(self._next, now)
        wait = max(0.0, due - now - (self._burst - 1) * self._gap)
        if wait > longest:
            raise Throttled("RATE_LIMIT", retry_after=wait)
        self._next = due + self._gap
        return wait
