"""The way in: GraphQL goes straight to its door, everything else through Starlette's layers.

For a small query those layers would cost as much as the answer. What they do for `/graphql` is done here:
the shape of refusals, 500 for what nobody foresaw. A browser of another origin goes their way, because its
answer needs the headers of CORS. Every request is counted here by its status.
"""

from dataclasses import dataclass

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.web.graphql import GraphQLDoor, headers_of
from hub.web.metrics import Metrics
from hub.web.negotiation import parse_accept
from hub.web.refusal import JSON, Refusal, error_body, json_response, refused

PATHS = frozenset({"/graphql", "/graphql/stream"})


@dataclass(frozen=True, slots=True)
class Entrance:
    """The ASGI application. `layered` has all doors, the GraphQL door as well."""

    layered: ASGIApp
    door: GraphQLDoor
    metrics: Metrics | None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.layered(scope, receive, send)
            return
        passing = _Passing(send, scope["path"], self.metrics)
        if scope["path"] in PATHS and not _from_a_page(scope):
            await self._graphql(scope, receive, passing)
        else:
            await self.layered(scope, receive, passing)

    async def _graphql(self, scope: Scope, receive: Receive, passing: "_Passing") -> None:
        try:
            await self.door(scope, receive, passing)
        except Refusal as refusal:
            if passing.started:
                raise
            accept = parse_accept(headers_of(scope).get("accept"))
            await refused(refusal, accept.answer_type or JSON)(scope, receive, passing)
        except ClientDisconnect:
            pass  # nobody reads an answer
        except Exception:
            if not passing.started:
                broken = json_response(error_body("INTERNAL", "internal error"), 500)
                await broken(scope, receive, passing)
            raise  # the server logs it


def _from_a_page(scope: Scope) -> bool:
    return any(name == b"origin" for name, _ in scope["headers"])


class _Passing:
    """Passes an answer on, and counts it by its status."""

    __slots__ = ("_metrics", "_path", "_send", "started")

    def __init__(self, send: Send, path: str, metrics: Metrics | None) -> None:
        self._send, self._path, self._metrics = send, path, metrics
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            if self._metrics is not None:
                self._metrics.requested(self._path, message["status"])
        await self._send(message)
