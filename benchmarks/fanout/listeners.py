"""Subscribers on sockets of their own, all in this process. They count what comes and look no closer.

Reads one line of JSON: host, port, key, path, kind (`ws` or `sse`), count, operations. Prints `open` once
every subscription stands. At each line read after that it prints how many events came, and when the last did.
"""

import asyncio
import base64
import json
import struct
import sys
from dataclasses import dataclass, field
from typing import Any

import uvloop

AT_ONCE = 40  # the hub lets one address hold 50 sockets that have said nothing
MARK = {"ws": b'"type":"next"', "sse": b"event: next"}
LOOSE = {"ws": b'"type": "next"', "sse": b"event: next"}  # as `json.dumps` writes it
SETTLE_S = 0.3


@dataclass
class Tally:
    """What all listeners have heard."""

    events: int = 0
    bytes: int = 0
    last: float = 0.0
    lost: int = 0


@dataclass
class Job:
    """What is to be listened to."""

    host: str
    port: int
    key: str
    path: str
    kind: str
    count: int
    operations: list[str] = field(default_factory=list)


class Listener(asyncio.Protocol):
    """One subscriber."""

    __slots__ = ("_greeting", "_job", "_number", "_ready", "_tail", "_tally", "_transport")

    def __init__(self, job: Job, number: int, tally: Tally, ready: "asyncio.Future[None]") -> None:
        self._job, self._number, self._tally, self._ready = job, number, tally, ready
        self._tail, self._greeting = b"", 0

    def connection_made(self, transport: Any) -> None:
        """Ask for the stream, or for the socket first."""
        self._transport = transport
        transport.write(_sse(self._job, self._number) if self._job.kind == "sse" else _upgrade(self._job))

    def data_received(self, data: bytes) -> None:
        """Count events; before that, greet."""
        if self._greeting < 2:
            self._greet(self._tail + data)
            return
        tally, whole = self._tally, self._tail + data
        found = whole.count(MARK[self._job.kind]) + (
            whole.count(LOOSE["ws"]) if self._job.kind == "ws" else 0
        )
        self._tail = whole[-12:] if self._job.kind == "ws" else whole[-10:]
        tally.bytes += len(data)
        if found:
            tally.events += found
            tally.last = asyncio.get_running_loop().time()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody should be lost."""
        self._tally.lost += 1

    def _greet(self, seen: bytes) -> None:
        self._tail = seen
        if self._job.kind == "sse":
            if b":\n\n" in seen:
                self._stand()
        elif self._greeting == 0 and b"\r\n\r\n" in seen:
            self._greeting, self._tail = 1, b""
            self._say({"type": "connection_init"})
        elif self._greeting == 1 and b"connection_ack" in seen:
            query = self._job.operations[self._number % len(self._job.operations)]
            self._say({"id": f"{self._number:08}", "type": "subscribe", "payload": {"query": query}})
            self._stand()

    def _stand(self) -> None:
        self._greeting, self._tail = 2, b""
        self._ready.set_result(None)

    def _say(self, message: object) -> None:
        """A masked text frame; a mask of zeros leaves the text as it is."""
        text = json.dumps(message).encode()
        head = struct.pack("!BB", 0x81, 0x80 | len(text)) if len(text) < 126 else None
        head = head or struct.pack("!BBH", 0x81, 0xFE, len(text))
        self._transport.write(head + b"\0\0\0\0" + text)


def _upgrade(job: Job) -> bytes:
    nonce = base64.b64encode(b"0123456789abcdef").decode()
    return (
        f"GET {job.path} HTTP/1.1\r\nHost: {job.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {nonce}\r\nSec-WebSocket-Version: 13\r\nAuthorization: Bearer {job.key}\r\n"
        "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
    ).encode()


def _sse(job: Job, number: int) -> bytes:
    body = json.dumps({"query": job.operations[number % len(job.operations)]})
    return (
        f"POST {job.path} HTTP/1.1\r\nHost: {job.host}\r\nAccept: text/event-stream\r\n"
        f"Content-Type: application/json\r\nAuthorization: Bearer {job.key}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


async def listen(job: Job) -> None:
    """Open all, then answer questions on standard input until it ends."""
    loop, tally = asyncio.get_running_loop(), Tally()
    room = asyncio.Semaphore(AT_ONCE)

    async def start(number: int) -> None:
        async with room, asyncio.timeout(20):
            ready: asyncio.Future[None] = loop.create_future()
            await loop.create_connection(lambda: Listener(job, number, tally, ready), job.host, job.port)
            await ready

    began = loop.time()
    await asyncio.gather(*(start(number) for number in range(job.count)))
    took = loop.time() - began
    await asyncio.sleep(SETTLE_S)
    print(json.dumps({"open": took}), flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        facts = {"events": tally.events, "bytes": tally.bytes, "last": tally.last, "lost": tally.lost}
        print(json.dumps({**facts, "now": loop.time()}), flush=True)


if __name__ == "__main__":
    uvloop.run(listen(Job(**json.loads(sys.stdin.readline()))))
