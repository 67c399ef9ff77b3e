"""The REST server behind every contender: bytes made beforehand, over plain asyncio; it counts its calls.

`python -m benchmarks.posts.upstream PORT` answers `/posts`, `/users`, `/users/1`, `/users?id=1&id=2`,
`/calls` (how many it had, itself not counted) and `/readyz`.
"""

import asyncio
import sys
from typing import cast
from urllib.parse import parse_qsl, urlsplit

import orjson
import uvloop

from benchmarks.posts.data import USERS, all_posts, user, users
from benchmarks.servers import HOST

_END = b"\r\n\r\n"
_MOST_KNOWN = 10_000  # answers kept


def answer(status: str, body: bytes) -> bytes:
    """A whole HTTP answer."""
    head = f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


def body_of(target: str) -> bytes | None:
    """What is at that path and query; None: nothing."""
    url = urlsplit(target)
    if url.path == "/posts":
        return all_posts()
    if url.path == "/users":
        asked = [int(value) for name, value in parse_qsl(url.query) if name == "id" and value.isdecimal()]
        return users(asked if url.query else range(1, USERS + 1))
    name = url.path.removeprefix("/users/")
    if name.isdecimal() and 1 <= int(name) <= USERS:
        return orjson.dumps(user(int(name)))
    return None


class Upstream:
    """All answers given so far, and how many."""

    def __init__(self) -> None:
        self.calls = 0
        self._known: dict[bytes, bytes] = {}

    def of(self, target: bytes) -> bytes:
        """The answer to a GET."""
        if target in (b"/calls", b"/readyz"):
            return answer("200 OK", orjson.dumps(self.calls))
        self.calls += 1
        found = self._known.get(target)
        if found is None:
            body = body_of(target.decode("latin-1"))
            found = answer("404 Not Found", b"null") if body is None else answer("200 OK", body)
            if len(self._known) < _MOST_KNOWN:
                self._known[target] = found
        return found


class Connection(asyncio.Protocol):
    """One client; reads heads only, for a GET has no body."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream, self._buffer = upstream, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Answer every request that is whole."""
        *heads, self._buffer = (self._buffer + data).split(_END)
        for head in heads:
            self._transport.write(self._upstream.of(head.split(b" ", 2)[1]))


async def serve(port: int) -> None:
    """Until killed."""
    upstream = Upstream()
    server = await asyncio.get_running_loop().create_server(lambda: Connection(upstream), HOST, port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
