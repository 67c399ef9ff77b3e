"""A partner's endpoint: a real HTTP server on loopback that notes what it gets and answers as told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson


@dataclass(frozen=True)
class Post:
    """One request as it came."""

    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """What receivers recognise repetitions by."""
        return self.headers.get("webhook-id", "")

    @property
    def data(self) -> dict[str, Any]:
        """The part about the event."""
        found: dict[str, Any] = orjson.loads(self.body)["data"]
        return found


@dataclass
class Receiver:
    """`answer` gives status and further headers for each request; None hangs up without an answer."""

    port: int = 0
    posts: list[Post] = field(default_factory=list)
    connections: int = 0
    answer: Callable[[Post], tuple[int, str] | None] = lambda post: (204, "")
    delay: float = 0.0
    under_way: list[str] = field(default_factory=list)
    most_under_way: int = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/hooks?token=rahasia"

    @property
    def authority(self) -> str:
        """What an operator's list of own receivers names."""
        return f"127.0.0.1:{self.port}"

    def taken(self) -> list[Post]:
        """Requests that were answered 2xx."""
        found = []
        for post in self.posts:
            said = self.answer(post)
            if said is not None and said[0] < 300:
                found.append(post)
        return found

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.connections += 1
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await self._answered(reader, writer)
        writer.close()

    async def _answered(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {
            name.lower(): value.strip() for name, _, value in (one.partition(":") for one in head[1:-2])
        }
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        post = Post(head[0].split(" ")[1], headers, body)
        self.posts.append(post)
        self.under_way.append(post.id)
        self.most_under_way = max(self.most_under_way, len(self.under_way))
        await asyncio.sleep(self.delay)
        self.under_way.remove(post.id)
        said = self.answer(post)
        if said is not None:
            status, more = said
            reason = HTTPStatus(status).phrase
            writer.write(f"HTTP/1.1 {status} {reason}\r\n{more}content-length: 0\r\n\r\n".encode())
            await writer.drain()


@asynccontextmanager
async def listening(port: int = 0) -> AsyncIterator[Receiver]:
    """A receiver that is up."""
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", port)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
