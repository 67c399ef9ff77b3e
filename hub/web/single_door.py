"""The requests of the single-connection SSE protocol; see `hub.web.single` for what they do."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from hub.web import sse
from hub.web.authentication import Authentication, Visitor
from hub.web.execution import Executor
from hub.web.options import Limits
from hub.web.patience import Patience
from hub.web.pouring import Stream, pour
from hub.web.refusal import Refusal
from hub.web.request import posted, query_parameters
from hub.web.single import Reservation, Reservations
from hub.web.waiting import WaitingRoom, address_of

_TOKEN_HEADER = "x-graphql-event-stream-token"  # noqa: S105 - the name of a header
_NO_STORE = {"cache-control": "no-store"}


def wants_single(scope: Scope, headers: Mapping[str, str]) -> bool:
    """Whether the request belongs to this protocol: its two methods, or a stream's token."""
    return scope["method"] in ("PUT", "DELETE") or _token(scope, headers) is not None


def _token(scope: Scope, headers: Mapping[str, str]) -> str | None:
    found = headers.get(_TOKEN_HEADER)
    if found or not scope.get("query_string"):
        return found
    return query_parameters(scope).get("token")


@dataclass(frozen=True, slots=True)
class SingleConnection:
    """PUT reserves, GET opens, POST starts, DELETE stops."""

    executor: Executor
    authentication: Authentication
    reservations: Reservations
    waiting: WaitingRoom
    limits: Limits
    new_token: Callable[[], str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        token = _token(scope, headers) or ""
        visitor = await self.authentication.of_headers(headers)
        match scope["method"]:
            case "GET":
                await self._open(token, receive, send)
                return
            case "PUT":
                response = self._reserve(scope, visitor)
            case "POST":
                response = await self._start(self.reservations.of(token, visitor), headers, receive)
            case "DELETE":
                response = self._stop(self.reservations.of(token, visitor), scope)
            case _:
                allowed = {"allow": "GET, POST, PUT, DELETE"}
                raise Refusal(
                    405, "METHOD_NOT_ALLOWED", "PUT reserves, GET opens, POST starts, DELETE stops", allowed
                )
        await response(scope, receive, send)

    def _reserve(self, scope: Scope, visitor: Visitor) -> Response:
        place = self.waiting.enter(address_of(scope))
        token = self.new_token()
        self.reservations.add(token, visitor, place)
        return PlainTextResponse(token, 201, _NO_STORE)

    async def _open(self, token: str, receive: Receive, send: Send) -> None:
        reservation = self.reservations.open(token)
        try:
            await self._connect(reservation, receive, send)
        finally:
            self.reservations.forget(token)

    async def _connect(self, reservation: Reservation, receive: Receive, send: Send) -> None:
        watch = partial(self.authentication.watch, reservation.visitor, self.limits.recheck_s)
        limits = self.limits
        stream = Stream(sse.CONTENT_TYPE, sse.HEARTBEAT, limits.sse_heartbeat_s, watch)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(reservation.run(self.executor))
            await pour(receive, send, stream, reservation.events())
            running.cancel()

    async def _start(self, reservation: Reservation, headers: Headers, receive: Receive) -> Response:
        operation, extensions = await posted(headers, receive, self.limits, Patience(self.limits.body_wait_s))
        operation_id = extensions.get("operationId")
        if not isinstance(operation_id, str) or not operation_id:
            raise Refusal(400, "BAD_REQUEST", "`extensions.operationId` must be a string")
        reservation.start(operation_id, operation)
        return Response(status_code=202, headers=_NO_STORE)

    def _stop(self, reservation: Reservation, scope: Scope) -> Response:
        operation_id = query_parameters(scope).get("operationId")
        if not operation_id:
            raise Refusal(400, "BAD_REQUEST", "`operationId` is missing")
        reservation.stop(operation_id)
        return Response(headers=_NO_STORE)
