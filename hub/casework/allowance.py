"""What live fields may cost agencies' systems: per operation, and per caller and minute; in this process."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.connectors.asking import Sourced
from hub.errors import ConnectorError

MINUTE = 60.0
CALLERS = 10_000  # remembered at most; who was silent for longest has a full budget again


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a deployment grants."""

    per_operation: int = 200  # upstream calls one query may cause
    per_minute: int = 600  # the same for all queries of one caller; so many may come at once
    seconds: float = 9.0  # one operation waits so long for all its live fields together


@dataclass(frozen=True, slots=True)
class ToldSource:
    """How one system took part in an operation."""

    name: str
    status: str  # OK, STALE (the last value stands in), or the code of the failure
    latency_ms: int  # the longest the operation waited for it; 0: it was not asked
    as_of: datetime | None  # of its oldest answer; None: it gave none


class Budgets:
    """A bucket of calls per caller that fills up with time.

    Args:
        ticks: monotonic seconds.
        per_minute: flows in, and is the most a bucket holds.
    """

    def __init__(self, ticks: Callable[[], float], per_minute: int) -> None:
        self._ticks, self._most = ticks, float(per_minute)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # (calls, when)

    def take(self, subject: str) -> bool:
        """One call; False: the bucket is empty."""
        now = self._ticks()
        calls, when = self._buckets.pop(subject, (self._most, now))
        calls = min(self._most, calls + max(0.0, now - when) * self._most / MINUTE)
        taken = calls >= 1.0
        self._buckets[subject] = (calls - 1.0 if taken else calls, now)
        if len(self._buckets) > CALLERS:
            self._buckets.popitem(last=False)
        return taken


class Allowance:
    """`Spends` of one operation; keeps account of the systems that took part.

    Args:
        subject: the caller.
        budgets: of all callers.
        bounds: what an operation may cost.
        ticks: monotonic seconds; the operation's time begins now.
    """

    def __init__(self, subject: str, budgets: Budgets, bounds: Bounds, ticks: Callable[[], float]) -> None:
        self._subject, self._budgets, self._ticks = subject, budgets, ticks
        self._until, self._left = ticks() + bounds.seconds, bounds.per_operation
        self._silent: set[str] = set()
        self._sources: dict[str, ToldSource] = {}
        self.calls = 0

    def seconds(self) -> float:
        """See `Spends`."""
        return max(0.0, self._until - self._ticks())

    def pay(self, connector: str) -> bool:
        """See `Spends`."""
        if self._left <= 0 or not self._budgets.take(self._subject):
            return False
        self._left -= 1
        self.calls += 1
        return True

    def gave_up(self, connector: str) -> bool:
        """See `Spends`."""
        return connector in self._silent

    def tell(
        self, connector: str, seconds: float, answer: Sourced[Any] | ConnectorError, in_vain: bool
    ) -> None:
        """See `Spends`. Of several answers of a system the worst counts, and the oldest."""
        if in_vain:
            self._silent.add(connector)
        status = answer.code if isinstance(answer, ConnectorError) else "STALE" if answer.stale else "OK"
        as_of = answer.as_of if isinstance(answer, Sourced) else None
        now, before = (
            ToldSource(connector, status, round(seconds * 1000), as_of),
            self._sources.get(connector),
        )
        self._sources[connector] = now if before is None else _together(before, now)

    @property
    def sources(self) -> Sequence[ToldSource]:
        """Every system that took part, by name."""
        return [one for _, one in sorted(self._sources.items())]


def _together(one: ToldSource, other: ToldSource) -> ToldSource:
    worst = max((one, other), key=lambda told: (told.status != "OK", told.status != "STALE"))
    oldest = min((told.as_of for told in (one, other) if told.as_of is not None), default=None)
    return ToldSource(one.name, worst.status, max(one.latency_ms, other.latency_ms), oldest)
