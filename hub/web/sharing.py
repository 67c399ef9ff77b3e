"""One execution for equal reads that are under way at the same time.

Nothing is kept: an answer is given to those who came while it was being made, and to nobody after that.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from enum import Enum
from typing import Generic, Protocol, TypeVar


class Clean(Protocol):
    """An answer that knows whether it has errors."""

    @property
    def clean(self) -> bool: ...


A = TypeVar("A", bound=Clean)


class _Instead(Enum):
    """What those who waited have to do when there is nothing to share."""

    ALONE = "the answer has errors: each finds its own"
    AGAIN = "the first one was cancelled: the next takes its place"


@dataclass(slots=True)
class _Flight(Generic[A]):
    """One execution and who waits for it."""

    key: Hashable
    began: float
    waiting: "list[asyncio.Future[A | _Instead]]" = field(default_factory=list)

    def land(self, outcome: A | _Instead) -> None:
        for one in self.waiting:
            if not one.done():  # else its client left meanwhile
                one.set_result(outcome)


class Sharing(Generic[A]):
    """Executions under way, by what they answer.

    Args:
        changes: a number that grows with every commit this process has made or heard of. An execution is
            joined only under the number it began with: who wrote, reads what was written.
        age: seconds; an execution older than that is not joined any more. It bounds by how much a shared
            answer may be behind a commit of another process that this one has not heard of yet.
        shared: called for every answer that cost no execution.
    """

    def __init__(self, changes: Callable[[], int], age: float, shared: Callable[[], None]) -> None:
        self._changes, self._age, self._shared = changes, age, shared
        self._flights: dict[int, _Flight[A]] = {}  # by the hash of the key: it is long to compute

    def __len__(self) -> int:
        """How many are under way."""
        return len(self._flights)

    async def answer(self, asked: Hashable, execute: Callable[[], Awaitable[A]]) -> A:
        """What an execution that is under way gives, or one of its own.

        `asked` must hold everything an answer depends on: the operation, its variables, and who asks with
        what rights.
        """
        loop = asyncio.get_running_loop()
        while True:
            key, now = (self._changes(), asked), loop.time()
            mark = hash(key)
            flight = self._flights.get(mark)
            if flight is None or flight.key != key or now - flight.began > self._age:
                return await self._lead(mark, _Flight(key, now), execute)
            place: asyncio.Future[A | _Instead] = loop.create_future()
            flight.waiting.append(place)
            outcome = await place
            if outcome is _Instead.ALONE:
                return await execute()
            if not isinstance(outcome, _Instead):
                self._shared()
                return outcome

    async def _lead(self, mark: int, flight: _Flight[A], execute: Callable[[], Awaitable[A]]) -> A:
        self._flights[mark] = flight
        outcome: A | _Instead = _Instead.ALONE
        try:
            answer = await execute()
            if answer.clean:
                outcome = answer
            return answer
        except asyncio.CancelledError:
            outcome = _Instead.AGAIN
            raise
        finally:
            if self._flights.get(mark) is flight:
                del self._flights[mark]
            flight.land(outcome)
