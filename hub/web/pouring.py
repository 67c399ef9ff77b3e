"""An open-ended HTTP answer: chunks as they come, heartbeats in between, over when either side is."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from dataclasses import dataclass

from starlette.types import Receive, Send

Watch = Callable[[Callable[[], None]], Callable[[], None]]


@dataclass(frozen=True, slots=True)
class Stream:
    """How an answer is poured out.

    `heartbeat` is sent whenever `heartbeat_s` seconds pass without a chunk. `watch` takes what is to be
    called once the client may listen no more, and gives what ends the watch.
    """

    content_type: str
    heartbeat: bytes
    heartbeat_s: float
    watch: Watch


_HEADERS = (
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),  # nginx would hold small chunks back
    (b"vary", b"accept"),
)
_END = {"type": "http.response.body", "body": b"", "more_body": False}


async def pour(receive: Receive, send: Send, stream: Stream, chunks: AsyncGenerator[bytes, None]) -> None:
    """Send the chunks. Always closes `chunks`, also when the client leaves in the middle."""
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", stream.content_type.encode()), *_HEADERS],
        }
    )
    limit = asyncio.timeout(None)
    pouring = _Pouring(send, stream, limit)
    leaving = asyncio.ensure_future(_left(receive))
    leaving.add_done_callback(pouring.stop)
    unwatch = stream.watch(pouring.stop)
    try:
        await _all(pouring, limit, chunks)
        await send(_END)
    finally:
        unwatch()
        pouring.rest()
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        await chunks.aclose()


async def _all(pouring: "_Pouring", limit: asyncio.Timeout, chunks: AsyncGenerator[bytes, None]) -> None:
    try:
        async with limit:
            pouring.begin()
            async for chunk in chunks:
                await pouring.pass_on(chunk)
    except TimeoutError:
        if not limit.expired():  # else it was `stop`
            raise


class _Pouring:
    """One answer under way. Nothing is made per chunk but what is sent."""

    __slots__ = ("_beating", "_busy", "_last", "_limit", "_loop", "_over", "_send", "_stream", "_timer")

    def __init__(self, send: Send, stream: Stream, limit: asyncio.Timeout) -> None:
        self._send, self._stream, self._limit = send, stream, limit
        self._loop = asyncio.get_running_loop()
        self._last, self._busy, self._over = self._loop.time(), False, False
        self._timer = self._loop.call_later(stream.heartbeat_s, self._beat)
        self._beating: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """The limit can be moved from now on."""
        if self._over:
            self._limit.reschedule(self._loop.time())

    def stop(self, _: object = None) -> None:
        """End the answer, whatever it waits for."""
        if not self._over:
            self._over = True
            with suppress(RuntimeError):  # it has not begun, or is over by itself
                self._limit.reschedule(self._loop.time())

    def rest(self) -> None:
        """No more heartbeats."""
        self._over = True
        self._timer.cancel()
        if self._beating is not None:
            self._beating.cancel()

    async def pass_on(self, chunk: bytes) -> None:
        """Send one; a client that is slow to take it is waited for."""
        self._busy = True
        await self._send({"type": "http.response.body", "body": chunk, "more_body": True})
        self._busy, self._last = False, self._loop.time()

    def _beat(self) -> None:
        now, seconds = self._loop.time(), self._stream.heartbeat_s
        if self._busy or (self._beating is not None and not self._beating.done()):
            self._last = now  # the client has to take something first
        elif now - self._last >= seconds * 0.99:
            self._last = now
            self._beating = self._loop.create_task(self._heartbeat())
        self._timer = self._loop.call_at(self._last + seconds, self._beat)

    async def _heartbeat(self) -> None:
        await self._send({"type": "http.response.body", "body": self._stream.heartbeat, "more_body": True})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
