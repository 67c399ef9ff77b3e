"""An open-ended HTTP answer: chunks as they come, heartbeats in between, over when either side is."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.types import Receive, Send

Still = Callable[[], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Stream:
    """How an answer is poured out.

    `heartbeat` is sent whenever `heartbeat_s` seconds pass without a chunk. Every `recheck_s` seconds `still`
    is asked whether the client may go on listening; if not, the answer ends.
    """

    content_type: str
    heartbeat: bytes
    heartbeat_s: float
    still: Still
    recheck_s: float


_HEADERS = (
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),  # nginx would hold small chunks back
    (b"vary", b"accept"),
)


async def pour(receive: Receive, send: Send, stream: Stream, chunks: AsyncGenerator[bytes, None]) -> None:
    """Send the chunks. Always closes `chunks`, also when the client leaves in the middle."""
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", stream.content_type.encode()), *_HEADERS],
        }
    )
    watch = [asyncio.ensure_future(_left(receive)), asyncio.ensure_future(_ended(stream))]
    try:
        await _send_all(send, stream, chunks, watch)
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        await _stop(*watch)
        await chunks.aclose()


async def _send_all(
    send: Send, stream: Stream, chunks: AsyncGenerator[bytes, None], watch: list[asyncio.Task[None]]
) -> None:
    coming: asyncio.Task[bytes | None] = asyncio.ensure_future(_next(chunks))
    try:
        while True:
            pending = [coming, *watch]
            await asyncio.wait(pending, timeout=stream.heartbeat_s, return_when=asyncio.FIRST_COMPLETED)
            if any(task.done() for task in watch):
                return
            if not coming.done():
                await _send(send, stream.heartbeat)
                continue
            chunk = coming.result()
            if chunk is None:
                return
            await _send(send, chunk)
            coming = asyncio.ensure_future(_next(chunks))
    finally:
        await _stop(coming)


async def _send(send: Send, chunk: bytes) -> None:
    await send({"type": "http.response.body", "body": chunk, "more_body": True})


async def _next(chunks: AsyncGenerator[bytes, None]) -> bytes | None:
    return await anext(chunks, None)


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _ended(stream: Stream) -> None:
    still = True
    while still:
        await asyncio.sleep(stream.recheck_s)
        still = await stream.still()


async def _stop(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
