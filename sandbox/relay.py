"""A wire in front of a database server that can be disturbed: bytes go through, or they do not.

The relay knows just enough of the protocols of PostgreSQL and MySQL to see which statement passes: a fault's
`path` is searched in "SELECT /tabel", "INSERT /tabel", "COMMIT /tabel" or "OTHER /".
"""

import asyncio
import re
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from sandbox.faults import HUGE_BYTES, Fault, Panel

HOST = "127.0.0.1"
PIECE = 65_536
STATEMENT = re.compile(rb"\b(SELECT|INSERT|UPDATE|DELETE|COMMIT|ROLLBACK|BEGIN)\b")
GARBAGE = b"\x00\xffHTTP/1.1 200 OK\r\n\r\n{" * 8
PASSED_ON = ("none", "duplicate", "reorder", "unknown_word")


@dataclass(frozen=True)
class Tongue:
    """How a server says no: mode -> the bytes of its answer to the client's bytes."""

    refusal: Callable[[str, bytes], bytes]


def _postgresql(mode: str, asked: bytes) -> bytes:
    code = b"XX000" if mode == "error500" else b"53300" if mode == "throttle429" else b"57P03"
    fields = b"SFATAL\0VFATAL\0C" + code + b"\0Mgangguan\0\0"
    return b"E" + (len(fields) + 4).to_bytes(4, "big") + fields


def _mysql(mode: str, asked: bytes) -> bytes:
    number = {"error500": 1105, "throttle429": 1226}.get(mode, 1040)
    body = b"\xff" + number.to_bytes(2, "little") + b"#HY000gangguan"
    return len(body).to_bytes(3, "little") + bytes([(asked[3] + 1) % 256]) + body


TONGUES = {"postgresql": Tongue(_postgresql), "mysql": Tongue(_mysql)}


class Relay:
    """One listener on loopback. `reach` opens a connection to the server behind it.

    Raises:
        OSError: the port is taken.
    """

    def __init__(self, port: int, system: str, upstream: str | tuple[str, int], panel: Panel) -> None:
        self.tongue, self.upstream, self.panel = TONGUES[system], upstream, panel
        self._socket = _bound(port)
        self.port: int = self._socket.getsockname()[1]
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.StreamWriter] = set()

    async def swing(self, is_open: bool) -> None:
        """Open or close the door; nothing happens when it already is as asked."""
        if is_open and self._server is None:
            self._server = await asyncio.start_server(self._serve, sock=self._socket)
        elif not is_open and self._server is not None:
            self._server.close()
            self._server = None
            for line in list(self._lines):
                line.transport.abort()
            self._socket = _bound(self.port)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._lines.add(writer)
        try:
            if isinstance(self.upstream, str):
                behind = await asyncio.open_unix_connection(self.upstream)
            else:
                behind = await asyncio.open_connection(*self.upstream)
            with suppress(OSError):
                await _Line(self, reader, writer, *behind).run()
        finally:
            self._lines.discard(writer)
            writer.transport.abort()


class _Line:
    """One client's connection."""

    def __init__(
        self,
        relay: Relay,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        server_reader: asyncio.StreamReader,
        server_writer: asyncio.StreamWriter,
    ) -> None:
        self.relay, self.reader, self.writer = relay, reader, writer
        self.server_reader, self.server_writer = server_reader, server_writer
        self.pause = 0.0  # between two bytes of an answer
        self.wrote = False  # since the last commit
        self.mute = False  # answers are heard and kept back
        self.heard = asyncio.Event()

    async def run(self) -> None:
        back = asyncio.create_task(self._answers())
        try:
            while piece := await self.reader.read(PIECE):
                if not await self._take(piece):
                    return
        finally:
            back.cancel()
            self.server_writer.transport.abort()

    async def _take(self, piece: bytes) -> bool:
        """Pass a piece on, or not. False: the line ends."""
        fault = self.relay.panel.take(*self._named(piece))
        if fault.mode == "slow":
            await asyncio.sleep(fault.pause)
        elif fault.mode == "drip":
            self.pause = fault.pause
        elif fault.mode not in PASSED_ON:
            await self._spoil(fault, piece)
            return False
        self.server_writer.write(piece)
        await self.server_writer.drain()
        return True

    def _named(self, piece: bytes) -> tuple[str, str]:
        """Method and path under which the fault panel knows a statement; connecting commits nothing."""
        found = STATEMENT.search(piece)
        word = found[1].decode() if found else "OTHER"
        ours = self.wrote if word == "COMMIT" else b"pengaduan" in piece or b"tanggapan" in piece
        self.wrote = word == "INSERT" or (self.wrote and word != "COMMIT")
        return word, "/tabel" if ours else "/"

    async def _spoil(self, fault: Fault, piece: bytes) -> None:
        if fault.mode == "late":
            self.writer.transport.abort()
            await asyncio.sleep(fault.pause)
        if fault.mode in ("silent", "late") or fault.after:
            self.mute = True
            self.server_writer.write(piece)
            await self.heard.wait()
        if fault.mode == "silent":
            await asyncio.sleep(fault.pause)
        elif fault.mode == "garbage":
            self.writer.write(GARBAGE)
        elif fault.mode == "huge":
            self.writer.write(GARBAGE * (HUGE_BYTES // len(GARBAGE)))
        elif fault.mode != "late":
            self.writer.write(self.relay.tongue.refusal(fault.mode, piece))
        with suppress(OSError):
            await self.writer.drain()
            self.writer.close()
            await self.writer.wait_closed()

    async def _answers(self) -> None:
        while piece := await self.server_reader.read(PIECE):
            if self.mute:
                self.heard.set()
            elif not self.pause:
                self.writer.write(piece)
            else:
                for byte in piece:
                    await asyncio.sleep(self.pause)
                    self.writer.write(bytes([byte]))
            await self.writer.drain()
        self.writer.close()


def _bound(port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((HOST, port))
    except OSError:
        sock.close()
        raise
    return sock
