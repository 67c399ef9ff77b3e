"""Runs one operation: who may, for how long, and the shape of what comes back."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Hashable
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import orjson
from graphql import OperationType
from strawberry.types import ExecutionResult

from hub.domain.caller import Caller
from hub.schema.told import Told
from hub.web.authentication import Visitor
from hub.web.metrics import Metrics
from hub.web.options import WebOptions
from hub.web.patience import Patience
from hub.web.ports import Context, Engine, Known
from hub.web.refusal import error_body
from hub.web.sharing import Sharing

Body = dict[str, object]


@dataclass(frozen=True, slots=True)
class Operation:
    """One GraphQL request, checked for shape only."""

    query: str
    variables: dict[str, Any] | None = None
    name: str | None = None
    tells_sources: bool = False  # `extensions: {"sources": true}`: how agencies' systems took part


@dataclass(frozen=True)
class Answer:
    """A GraphQL response. `refused`: the operation never ran. `position`: the cursor a stream has reached."""

    body: Body
    refused: bool = False
    position: str | None = None

    @property
    def clean(self) -> bool:
        """Whether it has no errors."""
        return "errors" not in self.body

    @property
    def encoded(self) -> bytes:
        """The response as JSON; an answer that several share is written once."""
        found: bytes | None = self.__dict__.get("_encoded")  # `cached_property` takes a lock for it
        if found is None:
            found = self.__dict__["_encoded"] = orjson.dumps(self.body)
        return found

    @property
    def errors(self) -> list[dict[str, Any]]:
        """Formatted errors, in the order of the response."""
        found = self.body.get("errors")
        return found if isinstance(found, list) else []

    @property
    def codes(self) -> set[str]:
        """All `extensions.code` of the errors."""
        return {(error.get("extensions") or {}).get("code", "") for error in self.errors}


class Executor:
    """The one way from a door to the schema, for answers and for streams.

    `sharing`: equal reads at the same time cost one execution; None: each has its own.
    """

    def __init__(
        self,
        engine: Engine,
        open_context: Callable[[Caller], Context],
        options: WebOptions,
        metrics: Metrics | None = None,
        sharing: Sharing[Answer] | None = None,
    ) -> None:
        self._engine, self._open_context = engine, open_context
        self._metrics, self._sharing = metrics, sharing
        self._patience = Patience(options.limits.deadline_s)

    def known(self, operation: Operation) -> Known | None:
        """What the operation is; None when running it would only give the reasons why it can't run."""
        return self._engine.known(operation.query, operation.name)

    def kind(self, operation: Operation) -> OperationType | None:
        """Query, mutation or subscription; None as for `known`."""
        known = self.known(operation)
        return known.kind if known is not None else None

    async def answer(self, operation: Operation, visitor: Visitor, known: Known | None) -> Answer:
        """Run a query or mutation, within the deadline. `known`: what `known` says of the operation."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            answer = await self._patience.of(self._answer(operation, visitor, known))
        except TimeoutError:
            message = f"the operation took longer than {self._patience.seconds:g} s"
            answer = Answer(error_body("DEADLINE_EXCEEDED", message), refused=True)
        if self._metrics is not None:
            kind = known.kind.value if known is not None else "none"
            self._metrics.answered(kind, _outcome(answer), loop.time() - began)
        return answer

    async def _answer(self, operation: Operation, visitor: Visitor, known: Known | None) -> Answer:
        if self._sharing is not None and known is not None and known.shareable:
            asked = _everything(operation, visitor.caller)
            if asked is not None:
                return await self._sharing.answer(asked, partial(self._execute, operation, visitor))
        return await self._execute(operation, visitor)

    async def _execute(self, operation: Operation, visitor: Visitor) -> Answer:
        result = await self._engine.execute(
            operation.query,
            variable_values=operation.variables,
            context_value=self._context(operation, visitor),
            operation_name=operation.name,
        )
        return _shaped(result)

    def _context(self, operation: Operation, visitor: Visitor) -> Context:
        context = self._open_context(visitor.caller)
        context.tells_sources = operation.tells_sources
        return context

    def stream(
        self, operation: Operation, visitor: Visitor, resume_after: str | None = None
    ) -> AsyncGenerator[Answer | Told, None]:
        """Run any operation; a subscription gives one answer per event, everything else exactly one."""
        if self.kind(operation) is OperationType.SUBSCRIPTION:
            return self._subscribe(operation, visitor, resume_after)
        return self._once(operation, visitor)

    async def _once(self, operation: Operation, visitor: Visitor) -> AsyncGenerator[Answer | Told, None]:
        yield await self.answer(operation, visitor, self.known(operation))

    async def _subscribe(
        self, operation: Operation, visitor: Visitor, resume_after: str | None
    ) -> AsyncGenerator[Answer | Told, None]:
        context = self._context(operation, visitor)
        context.resume_after = resume_after
        results = await self._engine.subscribe(
            operation.query,
            variable_values=operation.variables,
            context_value=context,
            operation_name=operation.name,
        )
        async with aclosing(results):
            async for result in results:
                if isinstance(result, Told):
                    yield result
                    continue
                answer = _shaped(result)
                reached = context.position if result.data is not None else None
                yield replace(answer, position=reached)


def _everything(operation: Operation, caller: Caller) -> Hashable | None:
    """All that an answer depends on, the caller with every right; None: it can't be compared.

    Variables count by their text with sorted keys: 1, 1.0 and true are equal to Python and not to GraphQL.
    """
    given = operation.variables
    try:
        variables = orjson.dumps(given, option=orjson.OPT_SORT_KEYS) if given else b""
    except orjson.JSONEncodeError:
        return None
    return operation.query, operation.name, variables, operation.tells_sources, caller


def _outcome(answer: Answer) -> str:
    """See `Metrics.answered`."""
    if answer.clean:
        return "OK"
    if answer.refused:
        return "DEADLINE" if "DEADLINE_EXCEEDED" in answer.codes else "REFUSED"
    return "PARTIAL"


def _shaped(result: ExecutionResult) -> Answer:
    errors = result.errors or []
    refused = result.data is None and all(error.path is None for error in errors)
    body: Body = {} if refused else {"data": result.data}
    if errors:
        body["errors"] = [error.formatted for error in errors]
    if result.extensions:
        body["extensions"] = result.extensions
    return Answer(body, refused)


_STATUS = {
    "UNAUTHENTICATED": 401,
    "FORBIDDEN": 403,
    "RATE_LIMITED": 429,
    "INTERNAL": 500,
    "DEADLINE_EXCEEDED": 504,
}


def status_of(answer: Answer) -> int:
    """HTTP status under `application/graphql-response+json`: 200 as soon as the operation ran."""
    if not answer.refused:
        return 200
    return next((_STATUS[code] for code in answer.codes if code in _STATUS), 400)
