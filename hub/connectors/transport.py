"""httpx's requests and answers over our own wire."""

from collections.abc import AsyncIterator
from functools import partial

import httpx2 as httpx

from hub.connectors.manners import Tls
from hub.connectors.timing import Ticks
from hub.connectors.wire import Cut, Line, NotConnected, Wire


class Transport(httpx.AsyncBaseTransport):
    """httpx over our own wire. A call's extension "stage" is told False while connecting, True when sending.

    A write always gets a new connection: on one that the peer closes at the same moment it would be lost
    without our knowing whether it arrived.
    """

    def __init__(self, base_url: str, ticks: Ticks, own: Tls | None = None) -> None:
        url = httpx.URL(base_url)
        secure = url.scheme == "https"
        tls = (own or partial(httpx.create_ssl_context, trust_env=False)) if secure else None
        self._wire = Wire(url.host, url.port or (443 if secure else 80), tls, ticks)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """One exchange; the body of the answer is read from its stream."""
        stage = request.extensions["stage"]
        written = await _written(request)
        stage(False)
        try:
            line = await self._wire.line(fresh=request.method != "GET")
        except NotConnected as broken:
            raise httpx.ConnectError("not connected") from broken
        stage(True)
        try:
            await line.exchange(written)
        except Cut as broken:
            line.drop()
            raise httpx.ReadError("cut") from broken
        except BaseException:
            line.drop()
            raise
        return httpx.Response(line.status, headers=line.headers, stream=_Answer(line, self._wire))

    async def aclose(self) -> None:
        """Drop the idle connections."""
        await self._wire.aclose()


class _Answer(httpx.AsyncByteStream):
    def __init__(self, line: Line, wire: Wire) -> None:
        self._line, self._wire = line, wire

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._line.pieces():
                yield piece
        except Cut as broken:
            raise httpx.ReadError("cut") from broken

    async def aclose(self) -> None:
        self._wire.give_back(self._line)


async def _written(request: httpx.Request) -> bytes:
    """Head and body as bytes."""
    if any(b"\r" in value or b"\n" in value for _, value in request.headers.raw):
        raise httpx.LocalProtocolError("line break in a header")
    lines = [b"%s %s HTTP/1.1" % (request.method.encode(), request.url.raw_path)]
    lines += [b"%s: %s" % pair for pair in request.headers.raw]
    return b"\r\n".join([*lines, b"", b""]) + await request.aread()
