"""HTTP/1.1 over asyncio streams: as much as an agency's few connections need.

The stock transport spends milliseconds of CPU per call under load and leaves a socket open when a TLS
handshake is given up. Deadlines, caps and limits are the seam's business.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from typing import TypeAlias

import httptools
import httpx2 as httpx

from hub.connectors.timing import Ticks

IDLE_SECONDS = 2.0  # a connection idle for longer is not used again: the peer may just be closing it
HEAD_BYTES = 65_536  # of an answer's status line and headers
MOST_HEADERS = 100  # of an answer
PIECE = 65_536
HTTPS = "https"

Stage: TypeAlias = Callable[[bool], None]
"""Told False when the call begins to connect and True when its first byte is about to leave."""


class Wire(httpx.AsyncBaseTransport):
    """Keep-alive connections to one peer. A write always gets a new one.

    On a connection that the peer closes at the same moment a write would be lost without our knowing whether
    it arrived. A call's extension "stage" is told how far it got.
    """

    def __init__(self, ticks: Ticks) -> None:
        self._ticks = ticks
        self._idle: list[tuple[float, _Line]] = []  # (since, line), the freshest last
        self._tls: ssl.SSLContext | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """One exchange. Raises httpx's own errors; the answer's body is read from its stream."""
        stage: Stage = request.extensions.get("stage", lambda sent: None)
        line = self._reusable() if request.method == "GET" else None
        if line is None:
            stage(False)
            line = await self._connected(request.url)
        try:
            written = await _written(request)
            stage(True)
            await line.exchange(written)
        except BaseException:
            line.drop()
            raise
        return httpx.Response(line.status, headers=line.headers, stream=_Answer(line, self._keep))

    async def aclose(self) -> None:
        """Drop the idle connections."""
        while self._idle:
            self._idle.pop()[1].drop()

    def _reusable(self) -> "_Line | None":
        while self._idle:
            since, line = self._idle.pop()
            if self._ticks() - since < IDLE_SECONDS and line.is_quiet:
                return line
            line.drop()
        return None

    def _keep(self, line: "_Line") -> None:
        self._idle.append((self._ticks(), line))

    async def _connected(self, url: httpx.URL) -> "_Line":
        port = url.port or (443 if url.scheme == HTTPS else 80)
        if url.scheme == HTTPS and self._tls is None:
            self._tls = httpx.create_ssl_context(trust_env=False)
        tls = self._tls if url.scheme == HTTPS else None
        try:
            return _Line(*await asyncio.open_connection(url.host, port, ssl=tls, limit=PIECE))
        except OSError as broken:
            raise httpx.ConnectError("no connection") from broken


class _Line:
    """One connection and the answer that is being read from it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._begin()

    def _begin(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self.status, self.headers = 0, list[tuple[bytes, bytes]]()
        self._pieces, self._complete, self._sized, self._more = list[bytes](), False, False, False
        self._lasting = False

    @property
    def is_quiet(self) -> bool:
        """Open, and nothing came that nobody asked for."""
        return not (self._reader.at_eof() or self._writer.is_closing())

    async def exchange(self, request: bytes) -> None:
        """Send and read until the end of the headers."""
        self._begin()
        received = 0
        try:
            self._writer.write(request)
            await self._writer.drain()
            while not self.status:
                received += await self._feed()
                if received > HEAD_BYTES and not self.status:
                    raise httpx.RemoteProtocolError("endless head")
        except OSError as broken:
            raise httpx.ReadError("connection lost") from broken

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body as it comes; ends early with an error when the peer does."""
        while True:
            pending, self._pieces = self._pieces, []
            for piece in pending:
                yield piece
            if self._complete:
                return
            try:
                await self._feed()
            except OSError as broken:
                raise httpx.ReadError("connection lost") from broken

    @property
    def is_reusable(self) -> bool:
        """The whole answer was read and the peer keeps the connection."""
        return self._lasting and self._sized and not self._more and self.is_quiet

    def drop(self) -> None:
        """Close at once."""
        self._writer.transport.abort()

    async def _feed(self) -> int:
        data = await self._reader.read(PIECE)
        if not data:
            if not self.status or self._sized:
                raise httpx.RemoteProtocolError("closed without a complete answer")
            self._complete = True  # neither length nor chunks: the end of the connection ends the body
            return 0
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as broken:
            raise httpx.RemoteProtocolError("not HTTP") from broken
        return len(data)

    def on_message_begin(self) -> None:
        """Called by the parser; a second answer to one request spoils the connection."""
        self._more = self._complete

    def on_header(self, name: bytes, value: bytes) -> None:
        """Called by the parser. One header too many is enough to be noticed."""
        if len(self.headers) <= MOST_HEADERS:
            self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Called by the parser; an interim answer (1xx) is forgotten."""
        status = self._parser.get_status_code()
        if status < 200:
            self.headers.clear()
            return
        self.status = status
        names = {name.lower() for name, _ in self.headers}
        self._sized = status in (204, 304) or bool(names & {b"content-length", b"transfer-encoding"})

    def on_body(self, piece: bytes) -> None:
        """Called by the parser."""
        self._pieces.append(piece)

    def on_message_complete(self) -> None:
        """Called by the parser."""
        self._complete = bool(self.status)
        self._lasting = self._complete and self._parser.should_keep_alive()  # known at this moment only


class _Answer(httpx.AsyncByteStream):
    def __init__(self, line: _Line, keep: Callable[[_Line], None]) -> None:
        self._line, self._keep = line, keep

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._line.pieces():
            yield piece

    async def aclose(self) -> None:
        if self._line.is_reusable:
            self._keep(self._line)
        else:
            self._line.drop()


async def _written(request: httpx.Request) -> bytes:
    """Head and body as bytes."""
    if any(b"\r" in value or b"\n" in value for _, value in request.headers.raw):
        raise httpx.LocalProtocolError("line break in a header")
    lines = [b"%s %s HTTP/1.1" % (request.method.encode(), request.url.raw_path)]
    lines += [b"%s: %s" % pair for pair in request.headers.raw]
    return b"\r\n".join([*lines, b"", b""]) + await request.aread()
