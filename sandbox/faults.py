"""The fault panel: how a simulated system misbehaves, and the ASGI layer that does it."""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

T = TypeVar("T")
UNKNOWN_WORD = "Menunggu Rapat Lintas Bidang"
REFUSALS = ("quota", "login", "unlisted", "sleeping")  # of the civil registry, inside HTTP 200
CONTENT_MODES = ("duplicate", "reorder", "unknown_word", *REFUSALS)
STATUSES = {"error500": 500, "error503": 503, "throttle429": 429}
MODES = ("none", "down", "slow", "drip", *STATUSES, "silent", "late", "garbage", "huge", *CONTENT_MODES)
USUAL_SECONDS = {"slow": 1.0, "drip": 0.2, "late": 1.0}
HUGE_BYTES = 10 * 1024 * 1024
HUGE_PIECE = b"x" * 65536


@dataclass(frozen=True)
class Fault:
    """One misbehaviour.

    Attributes:
        count: only for the next so many matching requests; None for all.
        path: searched in "METHOD /path"; None matches everything.
        seconds: what `slow` waits, `drip` waits per byte, `silent` waits before it hangs up, and how long
            after it hung up `late` goes on with the request.
        after: True lets the request be processed first and only spoils the answer (`silent` always does).
    """

    mode: str = "none"
    count: int | None = None
    path: str | None = None
    seconds: float | None = None
    after: bool = False

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise ValueError(f"mode is one of {', '.join(MODES)}")
        if self.count is not None and self.count < 1:
            raise ValueError("count must be at least 1")
        try:
            re.compile(self.path or "")
        except re.error as wrong:
            raise ValueError(f"path is no regular expression: {wrong}") from wrong

    @property
    def pause(self) -> float:
        return USUAL_SECONDS.get(self.mode, 0.0) if self.seconds is None else self.seconds


class Panel:
    """The fault in force. `down` is not its business: that is the listening socket's."""

    def __init__(self) -> None:
        self.fault = Fault()

    def take(self, method: str, path: str) -> Fault:
        """The fault that hits this request; counts down."""
        fault = self.fault
        if not re.search(fault.path or "", f"{method} {path}"):
            return Fault()
        if fault.count is not None:
            self.fault = replace(fault, count=fault.count - 1) if fault.count > 1 else Fault()
        return fault


class Faulty:
    """ASGI layer around a public app. `scope["state"]["hang_up"]` closes the connection (see door.py)."""

    def __init__(self, app: ASGIApp, panel: Panel) -> None:
        self.app, self.panel = app, panel
        self._late: set[asyncio.Task[None]] = set()  # requests nobody waits for; they end with the process

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault = self.panel.take(scope["method"], scope["path"])
        scope["state"]["fault"] = fault.mode
        if fault.mode == "slow":
            await asyncio.sleep(fault.pause)
        if fault.mode in ("none", "slow", *CONTENT_MODES):
            await self.app(scope, receive, send)
        elif fault.mode == "drip":
            await self.app(scope, receive, _dripping(send, fault.pause))
        elif fault.mode == "late":
            await self._go_on_alone(fault, scope, receive)
        else:
            if fault.after or fault.mode == "silent":
                await self.app(scope, receive, _discard)
            await _spoil(fault, scope, receive, send)

    async def _go_on_alone(self, fault: Fault, scope: Scope, receive: Receive) -> None:
        """Hang up at once, and process the request later: as a server does whose caller ran out of time."""
        again = await _kept(receive)

        async def process() -> None:
            await asyncio.sleep(fault.pause)
            await self.app(scope, again, _discard)

        task = asyncio.create_task(process())
        self._late.add(task)
        task.add_done_callback(self._late.discard)
        await _hang_up(scope["state"]["hang_up"], 0, receive)


async def _kept(receive: Receive) -> Receive:
    """The whole request, to be read by somebody else when its connection is gone."""
    messages = [await receive()]
    while messages[-1].get("more_body", False):
        messages.append(await receive())

    async def again() -> Message:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    return again


async def _spoil(fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
    if fault.mode == "silent":
        await _hang_up(scope["state"]["hang_up"], fault.pause, receive)
    elif fault.mode == "huge":
        await _huge(send)
    elif fault.mode == "garbage":
        await _answer(send, 200, b'{"status": true, "data": [{"id": 1, "sta', b"application/json")
    else:
        await _answer(send, STATUSES[fault.mode], b"<html><body>Gangguan sistem</body></html>", b"text/html")


async def _hang_up(close: Callable[[], None], pause: float, receive: Receive) -> None:
    await asyncio.sleep(pause)
    close()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _answer(send: Send, status: int, body: bytes, media_type: bytes) -> None:
    headers = [(b"content-type", media_type), (b"content-length", str(len(body)).encode())]
    if status in (429, 503):
        headers.append((b"retry-after", b"1"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _huge(send: Send) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"data": "', "more_body": True})
    for _ in range(HUGE_BYTES // len(HUGE_PIECE)):
        await send({"type": "http.response.body", "body": HUGE_PIECE, "more_body": True})
    await send({"type": "http.response.body", "body": b'"}'})


def _dripping(send: Send, pause: float) -> Send:
    async def drip(message: Message) -> None:
        if message["type"] != "http.response.body":
            await send(message)
            return
        for byte in message.get("body", b""):
            await asyncio.sleep(pause)
            await send({"type": "http.response.body", "body": bytes([byte]), "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": message.get("more_body", False)})

    return drip


async def _discard(message: Message) -> None:
    """Stands in for `send` when nobody is to hear the answer."""


def disturbed(items: Sequence[T], mode: str) -> list[T]:
    """A list of changes as the fault in force shows it."""
    if mode == "duplicate":
        return [item for item in items for _ in range(2)]
    return list(reversed(items)) if mode == "reorder" else list(items)


def spoken(word: str, mode: str) -> str:
    """A status word as the fault in force shows it."""
    return UNKNOWN_WORD if mode == "unknown_word" else word


def fault_of(request: Request) -> str:
    """The mode of the fault that hit this request."""
    return str(request.scope["state"]["fault"])
