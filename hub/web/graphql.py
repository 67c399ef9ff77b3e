"""The HTTP door to the schema: GraphQL over HTTP, and the streams that a subscription may take."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from functools import partial

from graphql import OperationType
from starlette.types import Receive, Scope, Send

from hub.web import multipart, sse
from hub.web.answering import Asked, write
from hub.web.authentication import Authentication, Visitor, unauthenticated
from hub.web.execution import Executor, Operation
from hub.web.ide import Ide
from hub.web.negotiation import MULTIPART, SSE, Accept, parse_accept
from hub.web.options import WebOptions
from hub.web.patience import Patience
from hub.web.ports import Known
from hub.web.pouring import Stream, pour
from hub.web.refusal import JSON, Refusal
from hub.web.request import posted, queried, query_parameters
from hub.web.single_door import SingleConnection, wants_single


@dataclass(frozen=True, slots=True)
class GraphQLDoor:
    """`/graphql`: GET and POST for operations, and everything of the single-connection SSE protocol."""

    executor: Executor
    authentication: Authentication
    options: WebOptions
    single: SingleConnection
    ide: Ide | None
    patience: Patience  # for a body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = headers_of(scope)
        accept = parse_accept(headers.get("accept"))
        if self.ide is not None and scope["method"] == "GET" and shows_page(scope, accept):
            await self.ide.page(scope, receive, send)
            return
        if wants_single(scope, headers):
            await self.single(scope, receive, send)
            return
        visitor = await self.authentication.of_headers(headers)
        operation = await self._operation(scope, receive, headers, visitor)
        known = self._runnable(scope, operation)
        kind = known.kind if known is not None else None
        media_type = accept.answer_type
        if kind is OperationType.SUBSCRIPTION or media_type is None:
            await pour(receive, send, *self._stream(operation, visitor, accept, headers, kind))
            return
        answer = await self.executor.answer(operation, visitor, known)
        asked = Asked(scope["method"], media_type, kind, visitor.api_key, headers)
        await write(answer, asked, send)

    async def _operation(
        self, scope: Scope, receive: Receive, headers: Mapping[str, str], visitor: Visitor
    ) -> Operation:
        if scope["method"] == "POST":
            operation, _ = await posted(headers, receive, self.options.limits, self.patience)
            return operation
        if scope["method"] not in ("GET", "HEAD"):
            raise not_allowed("operations arrive by GET or POST", "GET, POST")
        if visitor.api_key is None and not self.options.development:
            raise unauthenticated("a query by GET needs a credential in a header; POST takes it without one")
        return queried(scope, self.options.limits)

    def _runnable(self, scope: Scope, operation: Operation) -> Known | None:
        known = self.executor.known(operation)
        if scope["method"] != "POST" and known is not None and known.kind is OperationType.MUTATION:
            raise not_allowed("a mutation arrives by POST", "POST")
        return known

    def _stream(
        self,
        operation: Operation,
        visitor: Visitor,
        accept: Accept,
        headers: Mapping[str, str],
        kind: OperationType | None,
    ) -> tuple[Stream, AsyncGenerator[bytes, None]]:
        subscribes = kind is OperationType.SUBSCRIPTION
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
        watch = partial(self.authentication.watch, visitor, self.options.limits.recheck_s)
        if chosen == SSE:
            stream = Stream(sse.CONTENT_TYPE, sse.HEARTBEAT, limits.sse_heartbeat_s, watch)
            return stream, sse.distinct(answers)
        beat, seconds = multipart.HEARTBEAT, limits.multipart_heartbeat_s
        stream = Stream(multipart.CONTENT_TYPE, beat, seconds, watch)
        return stream, multipart.parts(answers)


def headers_of(scope: Scope) -> dict[str, str]:
    """The headers by name in lower case; of a repeated one the first."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(scope["headers"])}


def not_allowed(message: str, methods: str) -> Refusal:
    """405, naming the methods that would do."""
    return Refusal(405, "METHOD_NOT_ALLOWED", message, {"allow": methods})


def shows_page(scope: Scope, accept: Accept) -> bool:
    """Whether a person's browser asks, rather than a program: HTML by name, and no query in the address."""
    return accept.wants_page and "query" not in query_parameters(scope)
