"""Who gets one group's answers, and what waits for them there."""

import asyncio

from hub.errors import FellBehind
from hub.schema.told import Told

QUEUE = 256
"""Answers that may wait for one subscriber, and events for one group."""

Order = tuple[int, int]


class Seat:
    """One subscriber's place in a group: what it has not taken yet, at most `QUEUE` answers.

    `since`: what is not later than that it gets, or got, in another way.
    """

    __slots__ = ("_fault", "_queue", "_since", "_wanted")

    def __init__(self, since: Order) -> None:
        self._since: Order | None = since
        self._queue: list[Told] = []
        self._wanted: asyncio.Future[None] | None = None
        self._fault: Exception | None = None

    def __len__(self) -> int:
        return len(self._queue)

    def give(self, told: Told, order: Order) -> None:
        """One more; one too many ends the stream, and gives free what waited."""
        if self._since is not None:
            if order <= self._since:
                return
            self._since = None
        if len(self._queue) >= QUEUE:
            self.end(FellBehind(None))
            return
        if self._fault is None:
            self._queue.append(told)
            self._wake()

    def end(self, why: Exception) -> None:
        """Nothing more: what is not taken yet is dropped; the cursor of what was taken leads to it."""
        if self._fault is None:
            self._fault = why
            self._queue.clear()
            self._wake()

    async def next(self) -> Told:
        """The next answer, as soon as there is one. Raises what the stream ended with."""
        while not self._queue:
            if self._fault is not None:
                raise self._fault
            self._wanted = asyncio.get_running_loop().create_future()
            await self._wanted
        return self._queue.pop(0)

    def _wake(self) -> None:
        if self._wanted is not None:
            if not self._wanted.done():
                self._wanted.set_result(None)
            self._wanted = None
