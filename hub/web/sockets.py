"""The handshake of a WebSocket: from whose page, with which protocol, and whether there is room."""

from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send
from strawberry.http.websocket_origin import is_same_origin, normalize_allowed_origins, normalize_origin

from hub.web.authentication import Authentication, Visitor
from hub.web.execution import Executor
from hub.web.options import WebOptions
from hub.web.refusal import Refusal, refused
from hub.web.waiting import Place, WaitingRoom, address_of
from hub.web.websocket import PROTOCOL, Conversation

_NO_PROTOCOL = 4406


@dataclass(frozen=True, slots=True)
class SocketDoor:
    """`/graphql` for WebSockets. A handshake that is refused gets an HTTP status, and no socket."""

    executor: Executor
    authentication: Authentication
    options: WebOptions
    waiting: WaitingRoom

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()  # websocket.connect
        try:
            self._check_origin(Headers(scope=scope))
            visitor = await self.authentication.of_headers(Headers(scope=scope))
            place = self.waiting.enter(address_of(scope))
        except Refusal as refusal:
            await refused(refusal)(scope, receive, send)
            return
        try:
            await self._converse(scope, receive, send, visitor, place)
        finally:
            place.free()

    async def _converse(
        self, scope: Scope, receive: Receive, send: Send, visitor: Visitor, place: Place
    ) -> None:
        if PROTOCOL not in scope["subprotocols"]:
            await send({"type": "websocket.accept"})
            await send(
                {"type": "websocket.close", "code": _NO_PROTOCOL, "reason": "Subprotocol not acceptable"}
            )
            return
        await send({"type": "websocket.accept", "subprotocol": PROTOCOL})
        talk = Conversation(
            self.executor, self.authentication, self.options.limits, receive, send, place, visitor
        )
        await talk.hold()

    def _check_origin(self, headers: Headers) -> None:
        origin = headers.get("origin")
        if origin is None or is_same_origin(origin, headers.get("host")):
            return  # only browsers send it, and only a browser carries somebody else's intentions
        allowed = normalize_allowed_origins(self.options.origins)
        if "*" not in allowed and normalize_origin(origin) not in allowed:
            raise Refusal(403, "ORIGIN_NOT_ALLOWED", "pages of this origin may not open a socket")
