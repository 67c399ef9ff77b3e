"""A circuit breaker: after enough failures it answers in the place of the peer."""

from collections import deque
from dataclasses import dataclass
from enum import Enum

from hub.connectors.timing import Ticks
from hub.domain.exchange import CircuitState


class Outcome(Enum):
    """How an admitted call ended, as far as the peer's health is concerned."""

    GOOD = "GOOD"  # it answered as agreed, even if the answer was no
    BAD = "BAD"  # 5xx, 429, slow, or an answer nobody can read
    UNREACHABLE = "UNREACHABLE"  # never got through to it, or a read that got no answer
    UNKNOWN = "UNKNOWN"  # given up by the caller: says nothing about the peer


@dataclass(frozen=True, slots=True)
class BreakerRules:
    """When the circuit opens and closes. Times in seconds."""

    window: float = 30.0  # how far back failures count
    calls: int = 10  # fewer calls in the window never open it by share
    share: float = 0.5  # of failures among the calls in the window
    unreachable: int = 5  # in a row, however few calls there were
    cooldown: float = 30.0  # from opening to the first probe
    successes: int = 3  # good calls, one at a time, until it is closed again
    slow_share: float = 0.5  # of the deadline; an answer after that counts as bad


class Breaker:
    """Rate window, single probe, monotonic time. Late ends of calls admitted before a change are ignored."""

    def __init__(self, rules: BreakerRules, ticks: Ticks) -> None:
        self.rules, self._ticks = rules, ticks
        self._ends: deque[tuple[float, bool]] = deque()  # (when, failed)
        self._unreachable = 0
        self._opened_at: float | None = None  # None: closed
        self._probing = False
        self._good_probes = 0
        self._era = 0  # grows with every change of state

    @property
    def is_open(self) -> bool:
        """Whether `enter` would refuse now."""
        return self._opened_at is not None and (self._probing or self.wait > 0)

    @property
    def state(self) -> CircuitState:
        """OPEN until the cool-down is over, then HALF_OPEN until enough probes were good."""
        if self._opened_at is None:
            return CircuitState.CLOSED
        return CircuitState.OPEN if self.wait > 0 else CircuitState.HALF_OPEN

    @property
    def wait(self) -> float:
        """Seconds until a probe may go; 0 when closed or when only another probe is in the way."""
        if self._opened_at is None:
            return 0.0
        return max(0.0, self._opened_at + self.rules.cooldown - self._ticks())

    def enter(self) -> int | None:
        """The era to hand to `leave`, or None: do not call."""
        if self.is_open:
            return None
        self._probing = self._opened_at is not None
        return self._era

    def leave(self, era: int, outcome: Outcome) -> None:
        """Every entered call leaves exactly once."""
        if era != self._era:
            return
        self._probing = False
        if outcome is Outcome.UNKNOWN:
            return
        if self._opened_at is None:
            self._count(outcome)
        elif outcome is Outcome.GOOD:
            self._probe_succeeded()
        else:
            self._open()

    def spoil(self) -> None:
        """An answer that already left as good turned out to be unreadable."""
        if self._opened_at is not None:
            self._open()
            return
        for place in reversed(range(len(self._ends))):
            when, failed = self._ends[place]
            if not failed:
                self._ends[place] = (when, True)
                break
        self._judge()

    def _count(self, outcome: Outcome) -> None:
        self._ends.append((self._ticks(), outcome is not Outcome.GOOD))
        self._unreachable = self._unreachable + 1 if outcome is Outcome.UNREACHABLE else 0
        self._judge()

    def _judge(self) -> None:
        now = self._ticks()
        while self._ends and self._ends[0][0] <= now - self.rules.window:
            self._ends.popleft()
        failures = sum(failed for _, failed in self._ends)
        too_many = len(self._ends) >= self.rules.calls and failures >= self.rules.share * len(self._ends)
        if too_many or self._unreachable >= self.rules.unreachable:
            self._open()

    def _probe_succeeded(self) -> None:
        self._good_probes += 1
        if self._good_probes >= self.rules.successes:
            self._opened_at = None
            self._reset()

    def _open(self) -> None:
        self._opened_at = self._ticks()
        self._reset()

    def _reset(self) -> None:
        self._era += 1
        self._ends.clear()
        self._unreachable = self._good_probes = 0
        self._probing = False
