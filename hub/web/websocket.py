"""The socket door: subscriptions, queries and mutations over `graphql-transport-ws`.

Protocol: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, field

import orjson
from starlette.types import Receive, Send

from hub.schema.told import Told
from hub.web.authentication import STRANGER, Authentication, Visitor
from hub.web.execution import Answer, Executor, Operation
from hub.web.guard import parse_object
from hub.web.options import Limits
from hub.web.refusal import Refusal
from hub.web.request import operation_of
from hub.web.waiting import Place

PROTOCOL = "graphql-transport-ws"


class Close(Exception):
    """The socket has to be closed with a code of the protocol."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


_BAD_REQUEST = 4400
_UNAUTHORIZED = 4401
_FORBIDDEN = 4403
_INIT_TIMEOUT = 4408
_OPERATION_EXISTS = 4409
_TOO_MANY_INITS = 4429
_TOO_BIG = 1009  # RFC 6455
_TRY_LATER = 1013  # registered with IANA
_SILENT = Close(_INIT_TIMEOUT, "Connection initialisation timeout")


def _nothing() -> None:
    """Ends the watch over nobody."""


@dataclass(slots=True)
class Conversation:
    """One accepted socket, until either side ends it."""

    executor: Executor
    authentication: Authentication
    limits: Limits
    receive: Receive
    send: Send
    place: Place
    visitor: Visitor = STRANGER  # from the handshake's headers; `connection_init` may name another
    welcomed: bool = False
    _greeting: asyncio.Timeout | None = None
    _running: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _unwatch: Callable[[], None] = _nothing
    _ending: Close = _SILENT

    async def hold(self) -> None:
        """Talk until the client leaves or breaks the protocol; then close with the fitting code."""
        self._watch()
        try:
            async with asyncio.timeout(self.limits.init_wait_s) as self._greeting:
                await self._talk()
        except TimeoutError:
            await self._close(self._ending)
        finally:
            self._unwatch()

    async def _talk(self) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                async for text in self._frames():
                    await self._handle(group, self._message(text))
                for task in self._running.values():
                    task.cancel()
        except* Close as broken:
            await self._close(next(one for one in broken.exceptions if isinstance(one, Close)))

    async def _frames(self) -> AsyncGenerator[str, None]:
        while (event := await self.receive())["type"] != "websocket.disconnect":
            text = event.get("text")
            if text is None:
                raise Close(_BAD_REQUEST, "Messages are text")
            if len(text) > self.limits.frame:  # the server counts bytes, and closes with the same code
                raise Close(_TOO_BIG, "Message too big")
            yield text

    def _message(self, text: str) -> dict[str, object]:
        try:
            return parse_object(text, self.limits)
        except Refusal as refusal:
            raise Close(_BAD_REQUEST, refusal.message) from None

    async def _handle(self, group: asyncio.TaskGroup, message: dict[str, object]) -> None:
        match message.get("type"):
            case "connection_init":
                await self._welcome(message)
            case "ping":
                await self._send({"type": "pong", **_payload(message)})
            case "pong":
                pass
            case "subscribe":
                await self._start(group, message)
            case "complete":
                self._stop(_operation_id(message))
            case _:
                raise Close(_BAD_REQUEST, "Unknown message type")

    async def _welcome(self, message: dict[str, object]) -> None:
        if self.welcomed:
            raise Close(_TOO_MANY_INITS, "Too many initialisation requests")
        payload = message.get("payload") or {}
        if not isinstance(payload, dict):
            raise Close(_BAD_REQUEST, "The payload of connection_init must be an object")
        try:
            self.visitor = await self.authentication.of_payload(payload, self.visitor)
        except Refusal as refusal:
            later = refusal.status == 503
            raise Close(*((_TRY_LATER, "Try again later") if later else (_FORBIDDEN, "Forbidden"))) from None
        self.welcomed = True
        self._watch()
        if self._greeting is not None:
            self._greeting.reschedule(None)
        self.place.free()
        await self._send({"type": "connection_ack"})

    async def _start(self, group: asyncio.TaskGroup, message: dict[str, object]) -> None:
        if not self.welcomed:
            raise Close(_UNAUTHORIZED, "Unauthorized")
        operation_id, payload = _operation_id(message), message.get("payload")
        if not isinstance(payload, dict):
            raise Close(_BAD_REQUEST, "The payload of subscribe must be an object")
        if operation_id in self._running:
            raise Close(_OPERATION_EXISTS, f"Subscriber for {operation_id[:80]} already exists")
        try:
            operation = operation_of(payload)
        except Refusal as refusal:
            raise Close(_BAD_REQUEST, refusal.message) from None
        if len(self._running) >= self.limits.operations:
            await self._send(_error(operation_id, too_many(self.limits.operations)))
            return
        self._running[operation_id] = group.create_task(self._operate(operation_id, operation))

    def _stop(self, operation_id: str) -> None:
        running = self._running.pop(operation_id, None)
        if running is not None:
            running.cancel()

    async def _operate(self, operation_id: str, operation: Operation) -> None:
        with suppress(OSError):  # the client left; `_frames` ends by itself
            final = await self._relay(operation_id, operation)
            if self._running.get(operation_id) is asyncio.current_task():
                del self._running[operation_id]
                await self._send(final)

    async def _relay(self, operation_id: str, operation: Operation) -> dict[str, object]:
        async with aclosing(self.executor.stream(operation, self.visitor)) as answers:
            async for answer in answers:
                if isinstance(answer, Answer) and answer.refused:
                    return _error(operation_id, answer)
                await self._next(operation_id, answer)
        return {"id": operation_id, "type": "complete"}

    async def _next(self, operation_id: str, answer: Answer | Told) -> None:
        """One answer; of what is told to many only the id in front is written here."""
        if isinstance(answer, Answer):
            await self._send({"id": operation_id, "type": "next", "payload": answer.body})
            return
        payload = answer.written.get(PROTOCOL)
        if payload is None:
            payload = answer.written[PROTOCOL] = f',"type":"next","payload":{answer.payload.decode()}}}'
        name = orjson.dumps(operation_id).decode()
        await self.send({"type": "websocket.send", "text": f'{{"id":{name}{payload}'})

    def _watch(self) -> None:
        """Over whoever talks by now."""
        self._unwatch()
        self._unwatch = self.authentication.watch(self.visitor, self.limits.recheck_s, self._end)

    def _end(self) -> None:
        """The credential has ended."""
        self._ending = Close(_FORBIDDEN, "Forbidden")
        if self._greeting is not None:
            with suppress(RuntimeError):  # the conversation is over by itself
                self._greeting.reschedule(asyncio.get_running_loop().time())

    async def _send(self, message: dict[str, object]) -> None:
        await self.send({"type": "websocket.send", "text": orjson.dumps(message).decode()})

    async def _close(self, close: Close) -> None:
        with suppress(OSError):
            await self.send({"type": "websocket.close", "code": close.code, "reason": close.reason[:120]})


def too_many(limit: int) -> Answer:
    """The answer to an operation a socket has no room for."""
    error = {"message": f"a socket carries {limit} operations", "extensions": {"code": "TOO_MANY_OPERATIONS"}}
    return Answer({"errors": [error]}, refused=True)


def _error(operation_id: str, answer: Answer) -> dict[str, object]:
    return {"id": operation_id, "type": "error", "payload": answer.errors}


def _operation_id(message: dict[str, object]) -> str:
    operation_id = message.get("id")
    if not isinstance(operation_id, str) or not operation_id:
        raise Close(_BAD_REQUEST, "The id of an operation must be a string")
    return operation_id


def _payload(message: dict[str, object]) -> dict[str, object]:
    return {"payload": message["payload"]} if isinstance(message.get("payload"), dict) else {}
