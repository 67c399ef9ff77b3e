"""A listening socket that can be closed and reopened on the same port while the process lives."""

import asyncio
import socket
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.server import ServerState

HOST = "127.0.0.1"
BACKLOG = 256


class Door:
    """One HTTP listener on loopback, without access log.

    uvicorn's own `Server` can only end for good, so its protocol is served from a socket that we hold.

    Raises:
        OSError: the port is taken.
    """

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._config = uvicorn.Config(app, lifespan="off", ws="none", access_log=False, log_level="error")
        self._config.load()
        self._state = ServerState()
        self._socket = _bound(port)
        self.port: int = self._socket.getsockname()[1]
        self._server: asyncio.Server | None = None

    async def swing(self, is_open: bool) -> None:
        """Open or close the door; nothing happens when it already is as asked."""
        if is_open and self._server is None:
            loop = asyncio.get_running_loop()
            self._server = await loop.create_server(self._protocol, sock=self._socket, backlog=BACKLOG)
        elif not is_open and self._server is not None:
            self._server.close()
            self._server = None
            for connection in list(self._state.connections):
                connection.transport.abort()
            # Bound but not listening: callers are refused, and nobody else can take the port meanwhile.
            self._socket = _bound(self.port)

    def _protocol(self) -> asyncio.Protocol:
        state: dict[str, Any] = {}
        make: Any = self._config.http_protocol_class
        protocol = make(config=self._config, server_state=self._state, app_state=state)
        state["hang_up"] = lambda: protocol.transport.close()
        return protocol  # type: ignore[no-any-return]


def _bound(port: int) -> socket.socket:
    # asyncio only turns Nagle's delay off (40 ms per answer) where the protocol is given by number.
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((HOST, port))
    except OSError:
        sock.close()
        raise
    return sock
