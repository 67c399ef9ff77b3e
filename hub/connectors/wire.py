"""HTTP/1.1 over asyncio streams: as much as an agency's few connections need.

The stock transport spends milliseconds of CPU per call under load and leaves a socket open when a TLS
handshake is given up. Deadlines, caps and limits are the seam's business.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable

import httptools

from hub.connectors.timing import Ticks

IDLE_SECONDS = 2.0  # a connection idle for longer is not used again: the peer may just be closing it
HEAD_BYTES = 65_536  # of an answer's status line and headers
MOST_HEADERS = 100  # of an answer
PIECE = 65_536


class NotConnected(Exception):
    """Nothing was sent."""


class Cut(Exception):
    """The connection ended, or what came is not HTTP."""


class Wire:
    """Keep-alive connections to one peer.

    Args:
        host, port: the peer.
        tls: makes the context for a TLS connection; None for plain text.
        ticks: monotonic seconds.
    """

    def __init__(self, host: str, port: int, tls: Callable[[], ssl.SSLContext] | None, ticks: Ticks) -> None:
        self._host, self._port, self._tls, self._ticks = host, port, tls, ticks
        self._context: ssl.SSLContext | None = None
        self._idle: list[tuple[float, Line]] = []  # (since, line), the freshest last
        self._closed = False

    async def line(self, fresh: bool) -> "Line":
        """A connection; `fresh`: a new one. Raises `NotConnected`."""
        while self._idle and not fresh:
            since, line = self._idle.pop()
            if self._ticks() - since < IDLE_SECONDS and line.is_quiet:
                return line
            line.drop()
        if self._tls is not None and self._context is None:
            self._context = self._tls()
        opening = asyncio.open_connection(self._host, self._port, ssl=self._context, limit=PIECE)
        try:
            return Line(*await opening)
        except OSError as broken:
            raise NotConnected from broken

    def give_back(self, line: "Line") -> None:
        """Keep it for the next read, or close it at once."""
        if line.is_reusable and not self._closed:
            self._idle.append((self._ticks(), line))
        else:
            line.drop()

    async def aclose(self) -> None:
        """Drop the idle connections; those in use end with their answers."""
        self._closed = True
        while self._idle:
            self._idle.pop()[1].drop()


class Line:
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
        early = getattr(self._reader, "_buffer", b"")  # there is no public way to look without waiting
        return not (early or self._reader.at_eof() or self._writer.is_closing())

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
                    raise Cut("endless head")
        except OSError as broken:
            raise Cut("connection lost") from broken

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
                raise Cut("connection lost") from broken

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
                raise Cut("closed without a complete answer")
            self._complete = True  # neither length nor chunks: the end of the connection ends the body
            return 0
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as broken:  # nobody asked to switch
            raise Cut("not HTTP") from broken
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
