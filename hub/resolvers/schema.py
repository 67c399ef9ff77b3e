"""The schema as it is served: `build()` for the application, `sdl()` for the committed file."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from inspect import isawaitable
from typing import Any, Final, cast

import orjson
import strawberry.federation
from graphql import ExecutionResult as CoreResult
from graphql import (
    Executor,
    GraphQLArgument,
    GraphQLError,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    OperationType,
    Undefined,
    create_source_event_stream,
    execute,
)
from strawberry.federation.schema import FederationAny
from strawberry.schema.config import StrawberryConfig
from strawberry.types.execution import ExecutionResult, PreExecutionError

from hub.domain.visible import VisibleEvent
from hub.engine.engine import Engine, Interpreted
from hub.engine.replaying import Replay
from hub.engine.rows import RowBindings
from hub.resolvers import pages
from hub.resolvers.alike import alike, key_of
from hub.resolvers.context import Context
from hub.resolvers.entities import entities
from hub.resolvers.failures import published
from hub.resolvers.fanout import Fanout
from hub.resolvers.info import Info
from hub.resolvers.mutation import Mutation
from hub.resolvers.query import Query
from hub.resolvers.row_bindings import CaseRows
from hub.resolvers.subscription import Listening, Subscription
from hub.resolvers.telling import extensions
from hub.schema.events import CaseEvent
from hub.schema.limits import Limits
from hub.schema.policy import POLICY, Rule
from hub.schema.reading import Reader, Reading
from hub.schema.refusals import RefusalCode, Refused, refusal
from hub.schema.scalars import SCALARS
from hub.schema.told import Told, told

FEDERATION: Final = "2.9"  # later ones are refused by composers other than Apollo's


@dataclass(frozen=True, slots=True)
class Served:
    """Root types, and who may ask for their fields. The hub serves `CASES`; a benchmark something else."""

    query: type
    mutation: type | None
    subscription: type | None
    policy: Mapping[str, Rule]
    rows: RowBindings | None = None


CASES: Final = Served(Query, Mutation, Subscription, POLICY, CaseRows())


class HubSchema(strawberry.federation.Schema):
    """Reads a document once (bounded memory), then checks rights and cost per request, then executes.

    Strawberry defines the types; its extensions are not used, so nothing runs per field but the field.
    """

    def __init__(self, limits: Limits, *, open_introspection: bool, served: Served = CASES) -> None:
        super().__init__(
            query=served.query,
            mutation=served.mutation,
            subscription=served.subscription,
            federation_version=FEDERATION,
            config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True),
        )
        _forget_null_defaults(self._schema)
        self.reader = Reader(self._schema, limits, served.policy, open_introspection=open_introspection)
        self.engine = Engine(self, served.rows)
        self.fanout = Fanout()

    def entities_resolver(self, info: Info, representations: list[FederationAny]) -> list[FederationAny]:
        """Federation's `_entities`."""
        return entities(info.context, representations)

    def known(self, query: str, operation_name: str | None) -> Reading | None:
        """The operation as it was read; None when running it would only give the reasons why it can't run."""
        try:
            return self.reader.read(query, operation_name)
        except Refused:
            return None

    async def execute(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
        *_: Any,
        interpreted: bool = False,
        **__: Any,
    ) -> ExecutionResult:
        """Run a query or mutation for `context_value` (a `Context`). Never raises for what a client sent.

        `interpreted`: by the reference, also what has a plan; the answer is the same.
        """
        context = cast("Context", context_value)
        variables = variable_values or {}
        try:
            reading = self._admitted(query, operation_name, context, variables)
            if reading.kind is OperationType.SUBSCRIPTION:
                raise Refused([refusal(RefusalCode.OPERATION, "a subscription needs a streaming transport")])
            answering = self._interpreted if interpreted else self._answer
            result = await answering(reading, context, variables)
        except Refused as refused:
            return PreExecutionError(data=None, errors=list(refused.errors))
        finally:
            context.batches.close()
        return self._shaped(result, context)

    async def _answer(self, reading: Reading, context: Context, variables: dict[str, Any]) -> CoreResult:
        """By the operation's plan, or by the reference with what the plan has read."""
        found = await self.engine.answer(reading.asked, variables, context, context.whole.all, context.whole)
        if isinstance(found, Interpreted):
            return await self._interpreted(reading, context, variables, found.replay)
        return CoreResult(data=cast("Any", orjson.Fragment(found)), errors=None)

    async def _interpreted(
        self,
        reading: Reading,
        context: Context,
        variables: dict[str, Any],
        replay: Replay | None = None,
        root: object = None,
    ) -> CoreResult:
        if replay is not None:
            context.batches = replay
        answer = execute(
            self._schema,
            reading.document,
            root,
            context_value=context,
            variable_values=variables,
            operation_name=reading.operation.name.value if reading.operation.name else None,
            middleware=[replay] if replay is not None else None,
            hide_suggestions=True,
        )
        return answer if isinstance(answer, CoreResult) else await answer

    async def subscribe(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
        *_: Any,
        **__: Any,
    ) -> AsyncGenerator[PreExecutionError | ExecutionResult, None]:
        """Run a subscription; the stream ends with an error of its own when the feed does.

        Events come as `Told`, which reads like a result and is shared by all who get the same.
        """
        return self._events(query, variable_values or {}, cast("Context", context_value), operation_name)

    async def _events(
        self, query: str | None, variables: dict[str, Any], context: Context, operation_name: str | None
    ) -> AsyncGenerator[PreExecutionError | ExecutionResult, None]:
        try:
            reading = self._admitted(query, operation_name, context, variables)
            if reading.kind is not OperationType.SUBSCRIPTION:
                raise Refused([refusal(RefusalCode.OPERATION, "the operation is no subscription")])
            source = await self._source(reading, context, variables)
            if isinstance(source, CoreResult):
                yield self._shaped(source, context)
                return
            same = alike(query or "", reading.document, operation_name, "Subscription", variables)
            tell = partial(self._tell, reading, variables)
            async with aclosing(self.fanout.follow(same, source, tell)) as answers:
                async for one in answers:
                    yield cast("ExecutionResult", one)  # it reads like one
        except Refused as refused:
            yield PreExecutionError(data=None, errors=list(refused.errors))
        except Exception as broken:  # noqa: BLE001 - the feed itself failed: the last word of the stream
            error = GraphQLError(str(broken), original_error=broken)
            yield PreExecutionError(data=None, errors=published([error], context.new_id))
        finally:
            context.batches.close()

    async def _source(
        self, reading: Reading, context: Context, variables: dict[str, Any]
    ) -> Listening | CoreResult:
        """What the subscriber asks for, by its arguments; or why it can't be given."""
        executor = Executor.build(
            self._schema,
            reading.document,
            context_value=context,
            raw_variable_values=variables,
            operation_name=reading.operation.name.value if reading.operation.name else None,
            hide_suggestions=True,
        )
        if isinstance(executor, list):
            return CoreResult(None, errors=executor)
        started: Any = create_source_event_stream(executor)
        return cast("Listening | CoreResult", await started if isawaitable(started) else started)

    async def _tell(
        self, reading: Reading, variables: dict[str, Any], context: Context, row: VisibleEvent
    ) -> Told:
        """One event as its subscribers read it. Never raises: what fails is an error of this event."""
        try:
            context.refresh()
            event = pages.event(context, row)
            result = await self._event(reading, variables, context, event)
            return told(self._shaped(result, context), event.cursor)
        except Exception as broken:  # noqa: BLE001 - told in the place of the event
            error = GraphQLError(str(broken), path=[key_of(reading.operation)], original_error=broken)
            return told(self._shaped(CoreResult(None, [error]), context), None)

    async def _event(
        self, reading: Reading, variables: dict[str, Any], context: Context, event: CaseEvent
    ) -> CoreResult:
        load, loads = context.whole.all, context.whole
        try:
            found = await self.engine.event(reading.asked, variables, context, event, load, loads)
            if isinstance(found, Interpreted):
                return await self._interpreted(reading, context, variables, found.replay, event)
            return CoreResult(data=cast("Any", orjson.Fragment(found)), errors=None)
        finally:
            context.batches = loads

    def _admitted(
        self, query: str | None, operation_name: str | None, context: Context, variables: dict[str, Any]
    ) -> Reading:
        reading = self.reader.read(query or "", operation_name)
        context.estimated = self.reader.admit(reading, context.caller, variables)
        return reading

    def _shaped(self, result: CoreResult, context: Context) -> ExecutionResult:
        errors = published((result.errors or [])[: self.reader.limits.errors], context.new_id)
        if result.data is None and errors and all(error.path is None for error in errors):
            return PreExecutionError(data=None, errors=errors)
        return ExecutionResult(data=result.data, errors=errors or None, extensions=extensions(context))


def _forget_null_defaults(schema: GraphQLSchema) -> None:
    """An optional value may be left out; `= null` behind each would only be noise in the contract."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLInputObjectType):
            holders: list[GraphQLArgument | GraphQLInputField] = list(type_.fields.values())
        elif isinstance(type_, GraphQLObjectType):
            holders = [argument for field in type_.fields.values() for argument in field.args.values()]
        else:
            continue
        for holder in holders:
            if holder.default_value is None:
                holder.default_value = Undefined


def build(limits: Limits | None = None, *, open_introspection: bool = False) -> HubSchema:
    """The schema. `open_introspection`: everybody may read it (development), not only who has schema:read."""
    return HubSchema(limits or Limits(), open_introspection=open_introspection)


def sdl() -> str:
    """The public schema as text, with a final newline."""
    return build().as_str() + "\n"
