"""The HTTP door to the schema: GraphQL over HTTP, and the streams that a subscription may take."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from functools import partial

import orjson
from graphql import OperationType
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from hub.web import multipart, sse
from hub.web.authentication import Authentication, Visitor, unauthenticated
from hub.web.execution import Answer, Executor, Operation, status_of
from hub.web.ide import Ide
from hub.web.negotiation import HTML, MULTIPART, SSE, Accept, answer_type, parse_accept
from hub.web.options import WebOptions
from hub.web.pouring import Stream, pour
from hub.web.refusal import GRAPHQL_JSON, JSON, Refusal
from hub.web.request import posted, queried, query_parameters
from hub.web.single_door import SingleConnection, wants_single
from hub.web.squeezing import squeezed


@dataclass(frozen=True, slots=True)
class GraphQLDoor:
    """`/graphql`: GET and POST for operations, and everything of the single-connection SSE protocol."""

    executor: Executor
    authentication: Authentication
    options: WebOptions
    single: SingleConnection
    ide: Ide | None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        accept = parse_accept(headers.get("accept"))
        if self.ide is not None and scope["method"] == "GET" and shows_page(scope, accept):
            await self.ide.page(scope, receive, send)
            return
        if wants_single(scope, headers):
            await self.single(scope, receive, send)
            return
        visitor = await self.authentication.of_headers(headers)
        operation = await self._operation(scope, receive, headers, visitor)
        stream = self._stream(operation, visitor, accept, headers)
        if stream is not None:
            await pour(receive, send, *stream)
            return
        response = await self._respond(operation, visitor, accept)
        kind = self.executor.kind(operation)
        response = await squeezed(response, kind, visitor.api_key, headers.get("accept-encoding"))
        await response(scope, receive, send)

    async def _operation(
        self, scope: Scope, receive: Receive, headers: Headers, visitor: Visitor
    ) -> Operation:
        if scope["method"] == "POST":
            operation, _ = await posted(headers, receive, self.options.limits)
            return operation
        if scope["method"] not in ("GET", "HEAD"):
            raise not_allowed("operations arrive by GET or POST", "GET, POST")
        if visitor.api_key is None and not self.options.development:
            raise unauthenticated("a query by GET needs a credential in a header; POST takes it without one")
        operation = queried(scope, self.options.limits)
        if self.executor.kind(operation) is OperationType.MUTATION:
            raise not_allowed("a mutation arrives by POST", "POST")
        return operation

    def _stream(
        self, operation: Operation, visitor: Visitor, accept: Accept, headers: Headers
    ) -> tuple[Stream, AsyncGenerator[bytes, None]] | None:
        subscribes = self.executor.kind(operation) is OperationType.SUBSCRIPTION
        if not subscribes and answer_type(accept) is not None:
            return None
        offered = [SSE] if accept.names(SSE) else []
        offered += [MULTIPART] if accept.takes_multipart() else []
        chosen = accept.best(offered)
        if chosen is None:
            wanted = (
                "a subscription needs Accept: text/event-stream" if subscribes else f"the hub answers {JSON}"
            )
            raise Refusal(406, "NOT_ACCEPTABLE", wanted)
        limits = self.options.limits
        answers = self.executor.stream(operation, visitor, headers.get("last-event-id") or None)
        still = partial(self.authentication.still, visitor)
        if chosen == SSE:
            stream = Stream(sse.CONTENT_TYPE, sse.HEARTBEAT, limits.sse_heartbeat_s, still, limits.recheck_s)
            return stream, sse.distinct(answers)
        beat, seconds = multipart.HEARTBEAT, limits.multipart_heartbeat_s
        stream = Stream(multipart.CONTENT_TYPE, beat, seconds, still, limits.recheck_s)
        return stream, multipart.parts(answers)

    async def _respond(self, operation: Operation, visitor: Visitor, accept: Accept) -> Response:
        answer = await self.executor.answer(operation, visitor)
        return answered(answer, answer_type(accept) or JSON)


def answered(answer: Answer, media_type: str) -> Response:
    """An answer in one piece. Under `application/json` the status stays 200 whatever the errors say."""
    status = status_of(answer) if media_type == GRAPHQL_JSON else 200
    caching = "no-store" if "errors" in answer.body else "private, no-cache"
    headers = {"cache-control": caching, "vary": "accept, authorization, x-api-key"}
    return Response(orjson.dumps(answer.body), status, headers, f"{media_type}; charset=utf-8")


def not_allowed(message: str, methods: str) -> Refusal:
    """405, naming the methods that would do."""
    return Refusal(405, "METHOD_NOT_ALLOWED", message, {"allow": methods})


def shows_page(scope: Scope, accept: Accept) -> bool:
    """Whether a person's browser asks, rather than a program: HTML by name, and no query in the address."""
    return (
        accept.names(HTML)
        and accept.best((HTML, JSON, GRAPHQL_JSON)) == HTML
        and ("query" not in query_parameters(scope))
    )
