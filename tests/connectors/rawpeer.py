"""A peer that speaks raw bytes, for answers no framework would give."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Speak = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class RawPeer:
    """`requests` in order of arrival, head and body; each gets the next answer, the last one for ever."""

    url: str
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    asked: asyncio.Event = field(default_factory=asyncio.Event)  # a request has come


@asynccontextmanager
async def raw_peer(*answers: bytes | Speak) -> AsyncIterator[RawPeer]:
    """Listen on loopback and answer every request with bytes or by a function; connections stay open."""
    waiting = list(answers)
    peer = RawPeer("")
    serving: set[asyncio.Task[object]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer.connections += 1
        task = asyncio.current_task()
        assert task is not None
        serving.add(task)
        try:
            while True:
                peer.requests.append(await _request(reader))
                peer.asked.set()
                answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
                await (_write(writer, answer) if isinstance(answer, bytes) else answer(writer))
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            pass  # the caller went, or the test is over
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    peer.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield peer
    finally:
        server.close()
        for task in serving:  # one that hangs would outlive the loop
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)


def answer(status: int, body: bytes = b"{}", *headers: str) -> bytes:
    """A complete HTTP/1.1 answer."""
    lines = [f"HTTP/1.1 {status} X", f"content-length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """Say nothing and go."""
    writer.close()


async def keep_silent(writer: asyncio.StreamWriter) -> None:
    """Say nothing and stay."""
    await asyncio.Event().wait()


async def drip(writer: asyncio.StreamWriter) -> None:
    """A byte now and then: every single read is in time, the answer never is."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
    while True:
        await _write(writer, b" ")
        await asyncio.sleep(0.05)


async def _request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        (line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), b":0"
    )
    return head + await reader.readexactly(int(length.split(b":")[1]))


async def _write(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
    await writer.drain()
