"""GraphQL over Server-Sent Events with one connection for all operations of a client.

PUT reserves a stream and answers its token, GET opens it, POST starts an operation on it, DELETE ends one.
Everything an operation yields comes down the one stream, tagged with the operation's id.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field

from hub.web import sse
from hub.web.authentication import Visitor
from hub.web.execution import Executor, Operation
from hub.web.options import Limits
from hub.web.refusal import Refusal
from hub.web.waiting import Place


@dataclass(frozen=True, slots=True)
class _Start:
    id: str
    operation: Operation


@dataclass(slots=True)
class Reservation:
    """A stream somebody reserved. Its operations live exactly as long as its connection."""

    visitor: Visitor
    place: Place
    limits: Limits
    open: bool = False
    ids: set[str] = field(default_factory=set)
    _running: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _starts: asyncio.Queue[_Start] = field(default_factory=asyncio.Queue)
    _events: asyncio.Queue[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self._events = asyncio.Queue(self.limits.stream_queue)

    def start(self, operation_id: str, operation: Operation) -> None:
        """Run an operation as soon as the stream is open. Raises `Refusal` 409 or 429."""
        if operation_id in self.ids:
            raise Refusal(409, "OPERATION_EXISTS", "an operation of that id runs on this stream")
        if len(self.ids) >= self.limits.operations:
            message = f"a stream carries {self.limits.operations} operations"
            raise Refusal(429, "TOO_MANY_OPERATIONS", message)
        self.ids.add(operation_id)
        self._starts.put_nowait(_Start(operation_id, operation))

    def stop(self, operation_id: str) -> None:
        """End an operation; an id that doesn't run is passed over."""
        self.ids.discard(operation_id)
        running = self._running.pop(operation_id, None)
        if running is not None:
            running.cancel()

    async def run(self, executor: Executor) -> None:
        """Run what is started, until cancelled; all operations end with it."""
        async with asyncio.TaskGroup() as group:
            while True:
                start = await self._starts.get()
                if start.id in self.ids:  # else stopped before the stream was open
                    self._running[start.id] = group.create_task(self._operate(executor, start))

    async def events(self) -> AsyncGenerator[bytes, None]:
        """What goes down the connection; endless."""
        yield sse.HEARTBEAT
        while True:
            yield await self._events.get()

    async def _operate(self, executor: Executor, start: _Start) -> None:
        async with aclosing(executor.stream(start.operation, self.visitor)) as answers:
            async for answer in answers:
                await self._events.put(sse.tagged(start.id, answer))
        if self._running.get(start.id) is asyncio.current_task():
            self._running.pop(start.id)
            self.ids.discard(start.id)
            await self._events.put(sse.event("complete", {"id": start.id}))


class Reservations:
    """All reserved streams of this process, by token."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._held: dict[str, Reservation] = {}

    def add(self, token: str, visitor: Visitor, place: Place) -> None:
        """Keep a stream for its client, for `Limits.reservation_s` seconds unless it is opened."""
        self._held[token] = Reservation(visitor, place, self._limits)
        asyncio.get_running_loop().call_later(self._limits.reservation_s, self._expire, token)

    def open(self, token: str) -> Reservation:
        """The stream to be connected; the token is the proof. Raises `Refusal` 404 or 409."""
        reservation = self._find(token)
        if reservation.open:
            raise Refusal(409, "STREAM_OPEN", "the stream is open already")
        reservation.open = True
        reservation.place.free()
        return reservation

    def of(self, token: str, visitor: Visitor) -> Reservation:
        """The stream for one more act of its owner. Raises `Refusal` 404, also for somebody else's stream."""
        reservation = self._find(token)
        if reservation.visitor.caller.subject != visitor.caller.subject:
            raise _unknown()
        return reservation

    def forget(self, token: str) -> None:
        """The stream is over."""
        reservation = self._held.pop(token, None)
        if reservation is not None:
            reservation.place.free()

    def _find(self, token: str) -> Reservation:
        if token not in self._held:
            raise _unknown()
        return self._held[token]

    def _expire(self, token: str) -> None:
        reservation = self._held.get(token)
        if reservation is not None and not reservation.open:
            self.forget(token)


def _unknown() -> Refusal:
    return Refusal(404, "UNKNOWN_STREAM", "no stream is reserved under that token")
