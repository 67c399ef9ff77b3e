"""What delivery drives, as protocols; the composition root hands the use cases in."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Protocol

Attempt = Callable[[str, int], Awaitable[None]]
"""(delivery id, run number): one durable run is one attempt."""


class Forwards(Protocol):
    """One message to an agency."""

    async def attempt(self, delivery_id: str, run: int) -> None:
        """Try one message once."""
        ...


class Sweeps(Protocol):
    """The net under the queue."""

    async def sweep(self) -> int:
        """Give every due message without an open run a new one."""
        ...


class Settles(Protocol):
    """Satisfaction answers that wait until their month has ended."""

    async def settle(self) -> int:
        """Count what the end of a month has made a group of."""
        ...


class Follows(Protocol):
    """Status that comes back."""

    async def poll(self, connector: str) -> int:
        """One pass over a system; what it says is stored in the inbox."""
        ...

    async def process(self, limit: int) -> int:
        """Apply what the inbox holds."""
        ...


class Notifies(Protocol):
    """Events to partners' endpoints."""

    async def waiting(self, busy: Collection[str]) -> list[str]:
        """Endpoints, but for these, with something to do."""
        ...

    async def serve(self, id: str) -> int:
        """One turn at an endpoint."""
        ...


class LooksAtLicences(Protocol):
    """Cases that wait until the licence they name is known."""

    async def check(self, limit: int) -> int:
        """Ask about them, and route them."""
        ...


class Ticks(Protocol):
    """Legal clocks."""

    async def tick(self, limit: int) -> int:
        """Note deadlines that are near or missed, and replies that lapsed."""
        ...


class Folds(Protocol):
    """The statistics roll-up."""

    async def fold(self, limit: int) -> int:
        """Merge deltas into cells."""
        ...


class Roster(Protocol):
    """Which workers live, and who of them performs which duty; kept in the store."""

    async def beat(self, duties: Sequence[str]) -> frozenset[str]:
        """Say that this worker lives; take or prolong these duties. Returns those it has now."""
        ...

    async def gone(self, executors: Collection[str]) -> frozenset[str]:
        """Those of them that are no living worker."""
        ...

    async def forget(self, executors: Collection[str]) -> None:
        """Drop dead workers and free their duties: nothing of theirs is left to do."""
        ...

    async def evict(self) -> None:
        """The same for everybody else, where no other worker can be alive."""
        ...

    async def leave(self) -> None:
        """End in good order: give every duty back at once."""
        ...


class Changes(Protocol):
    """Wakes whoever waits for commits; a wake-up may be spurious and may be missed."""

    count: int

    async def wait(self, timeout: float, seen: int | None = None) -> bool:  # noqa: ASYNC109 a wake-up is a hint
        """Wait at most `timeout` seconds for a commit after the count `seen`."""
        ...
