"""HTTP to the hub and to the control ports of the simulated systems, as any outsider would do it."""

import asyncio
import time
from http.client import HTTPConnection, HTTPException
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

T = TypeVar("T")
PATIENCE_S = 10.0
FRESH_S = 2.0  # a connection unused for longer may be closed at the other end


class Trouble(Exception):
    """Somebody answered with something the demonstration can't go on with."""


class _Extensions(Struct, rename="camel"):
    code: str = "?"
    error_id: str = "-"


class _Fault(Struct):
    message: str
    extensions: _Extensions = msgspec.field(default_factory=_Extensions)


NOTHING = msgspec.Raw(b"null")


class _Reply(Struct):
    data: msgspec.Raw = NOTHING
    errors: list[_Fault] = []


class Line:
    """One kept connection; calls on it take turns."""

    def __init__(self, host: str, port: int) -> None:
        self._connection = HTTPConnection(host, port, timeout=PATIENCE_S)
        self._turn = asyncio.Lock()
        self._used = 0.0

    async def call(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        """Status and body. Raises `OSError` or `HTTPException` when there is no whole answer."""
        async with self._turn:
            return await asyncio.to_thread(self._call, method, path, body, headers)

    def _call(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        if time.monotonic() - self._used > FRESH_S:
            self._connection.close()
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            self._used = time.monotonic()
            return response.status, response.read()
        except (OSError, HTTPException):
            self._connection.close()  # the next call opens a new one
            raise

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


class Client:
    """One party at the hub: GraphQL over HTTP with its API key."""

    def __init__(self, host: str, port: int, api_key: str) -> None:
        self._line = Line(host, port)
        self._headers = {
            "content-type": "application/json",
            "accept": "application/graphql-response+json",
            "authorization": f"Bearer {api_key}",
        }

    async def ask(self, document: str, into: type[T], **variables: object) -> T:
        """Send an operation; its data as `into`.

        Raises:
            Trouble: the hub answered with errors, or with data of another shape.
            OSError, HTTPException: no answer.
        """
        body = msgspec.json.encode({"query": document, "variables": variables})
        status, answer = await self._line.call("POST", "/graphql", body, self._headers)
        try:
            reply = msgspec.json.decode(answer, type=_Reply)
            if reply.errors or bytes(reply.data) == bytes(NOTHING):
                raise Trouble(_told(status, reply.errors))
            return msgspec.json.decode(reply.data, type=into)
        except msgspec.MsgspecError as strange:
            raise Trouble(f"the hub's answer (HTTP {status}) cannot be read: {strange}") from None

    def close(self) -> None:
        """Hang up."""
        self._line.close()


class Panel:
    """The control port of one simulated system."""

    def __init__(self, host: str, port: int) -> None:
        self._line = Line(host, port)

    async def fault(self, mode: str) -> None:
        """Make the system misbehave, or behave again with `none`."""
        await self._ask("POST", "/fault", {"mode": mode}, dict[str, Any])

    async def records(self, into: type[T]) -> T:
        """Everything the system holds."""
        return await self._ask("GET", "/records", None, into)

    async def _ask(self, method: str, path: str, body: object, into: type[T]) -> T:
        content = None if body is None else msgspec.json.encode(body)
        status, answer = await self._line.call(method, path, content, {"content-type": "application/json"})
        if status != 200:
            raise Trouble(f"the control port answered HTTP {status}")
        return msgspec.json.decode(answer, type=into)

    def close(self) -> None:
        """Hang up."""
        self._line.close()


async def answers_200(host: str, port: int, path: str) -> bool:
    """Whether a GET is answered with 200, now."""
    line = Line(host, port)
    try:
        status, _ = await line.call("GET", path, None, {})
    except (OSError, HTTPException):
        return False
    finally:
        line.close()
    return status == 200


def _told(status: int, faults: list[_Fault]) -> str:
    words = [f"{one.extensions.code}: {one.message} ({one.extensions.error_id})" for one in faults[:3]]
    return f"HTTP {status}; {'; '.join(words) or 'no data'}"
