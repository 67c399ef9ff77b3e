"""Listening to the calls of one instance, and answering them from a record instead of the network."""

import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import httpx2 as httpx

from hub.connectors.reply import INFLATE
from hub.connectors.timing import Ticks

MOST_BYTES = 2 * 1024 * 1024  # of an answer that are kept


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came back. Header names are lower case; it holds secrets, so it is never printed.

    `target` is path and query below the instance's address. `status` 0: nothing readable came. `seconds`
    count up to the last byte.
    """

    op: str
    method: str
    target: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    status: int = 0
    answer_headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    answer: bytes = field(default=b"", repr=False)
    seconds: float = 0.0


Told: TypeAlias = Callable[[Exchange], None]
Answering: TypeAlias = Callable[[Exchange], "tuple[int, Mapping[str, str], bytes] | None"]
"""Status, headers and body for a request; None: no such call is known."""


class Tapped(httpx.AsyncBaseTransport):
    """A transport that tells every exchange when it is over.

    Args:
        inner: makes the calls.
        base_url: the instance's address.
        ticks: monotonic seconds.
        told: called once per request, token calls included (`op` is `token` then).
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, base_url: str, ticks: Ticks, told: Told) -> None:
        self._inner, self._ticks, self._told = inner, ticks, told
        self._root = _root(base_url)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """One exchange; told when the answer's stream is closed, or at once when there is none."""
        began = self._ticks()
        asked = await _asked(request, self._root)
        try:
            response = await self._inner.handle_async_request(request)
        except BaseException:
            self._told(_ended(asked, 0, {}, b"", self._ticks() - began))
            raise

        def over(body: bytes) -> None:
            headers = {name.lower(): value for name, value in response.headers.items()}
            self._told(_ended(asked, response.status_code, headers, body, self._ticks() - began))

        stream = response.stream
        assert isinstance(stream, httpx.AsyncByteStream)  # noqa: S101 - the transport's promise
        return httpx.Response(response.status_code, headers=response.headers, stream=_Heard(stream, over))

    async def aclose(self) -> None:
        """Give the connections back."""
        await self._inner.aclose()


class _Heard(httpx.AsyncByteStream):
    def __init__(self, inner: httpx.AsyncByteStream, over: Callable[[bytes], None]) -> None:
        self._inner, self._over, self._seen = inner, over, bytearray()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._inner:
            if len(self._seen) <= MOST_BYTES:
                self._seen += chunk
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()
        self._over(bytes(self._seen))


class Answered(httpx.AsyncBaseTransport):
    """A transport without a network: `answering` knows what comes back, and nothing else is there."""

    def __init__(self, base_url: str, answering: Answering) -> None:
        self._root, self._answering = _root(base_url), answering

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The recorded answer. Raises httpx's `ConnectError` where there is none."""
        found = self._answering(await _asked(request, self._root))
        if found is None:
            raise httpx.ConnectError("no such call was recorded")
        status, headers, body = found
        return httpx.Response(status, headers=dict(headers), stream=_Bytes(body))


class _Bytes(httpx.AsyncByteStream):
    def __init__(self, content: bytes) -> None:
        self._content = content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._content


def _root(base_url: str) -> str:
    return httpx.URL(base_url).path.rstrip("/")


async def _asked(request: httpx.Request, root: str) -> Exchange:
    target = request.url.raw_path.decode("ascii")
    return Exchange(
        op=str(request.extensions["op"]),
        method=request.method,
        target=target.removeprefix(root),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=await request.aread(),
    )


def _ended(asked: Exchange, status: int, headers: Mapping[str, str], body: bytes, seconds: float) -> Exchange:
    answer = _opened(headers.get("content-encoding", ""), body)
    return replace(asked, status=status, answer_headers=headers, answer=answer, seconds=seconds)


def _opened(coding: str, body: bytes) -> bytes:
    """Decompressed as far as it can be, and no further than `MOST_BYTES`."""
    inflate = INFLATE.get(coding.strip().lower())
    if inflate is None:
        return body[:MOST_BYTES]
    try:
        return zlib.decompressobj(inflate).decompress(body, MOST_BYTES)
    except zlib.error:
        return b""
