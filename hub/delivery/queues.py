"""One queue per connector: how many runs at once, and how quickly a backlog drains."""

from dataclasses import dataclass

from hub.domain.exchange import Manifest

WINDOW_POLLS = 5


@dataclass(frozen=True, slots=True)
class QueueLimits:
    """Bounds of one connector's queue, over all workers together."""

    name: str
    concurrency: int  # runs at once
    limit: int  # runs started within `period`
    period: float  # seconds
    polling_s: float  # how often a worker looks for runs


def limits_of(manifest: Manifest, polling_s: float) -> QueueLimits:
    """The bounds an instance file asks for.

    The period spans several polls: with one as short as a poll, runs that started a moment less than a period
    ago would use up the next poll's share, and the queue would drain at half the agreed rate.
    """
    rate = manifest.drain_per_second
    window = max(WINDOW_POLLS * polling_s, 1 / rate)
    limit = max(1, int(rate * window))
    return QueueLimits(manifest.name, manifest.concurrency, limit, limit / rate, polling_s)
