"""What the fields of a plan are given in one request: arguments as Strawberry reads them, and their info."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    FragmentDefinitionNode,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
    get_argument_values,
)
from graphql.execution.values import VariableValues
from graphql.pyutils import Path, is_awaitable
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema_converter import get_arguments

from hub.engine.plan import How, Step


@dataclass(frozen=True, slots=True)
class Asking:
    """One request of one operation."""

    schema: GraphQLSchema
    config: StrawberryConfig
    scalars: Mapping[Any, Any]
    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]
    values: VariableValues
    context: Any

    def given(self, places: Sequence[Step]) -> list[Any]:
        """By place: keyword arguments of a method, what a loader is asked, None for a root."""
        return [None if step.how is How.ROOT else self._given(step) for step in places]

    def start(self, step: Step) -> Any:
        """Begin a root field."""
        info = self._info(step)
        positional, named = self._arguments(step, None, info)
        return step.field.get_result(None, info=info, args=positional, kwargs=named)

    def named(self, step: Step) -> dict[str, Any]:
        """The arguments of a field, without an info."""
        _, named = self._arguments(step, None, None)
        resolver = step.field.base_resolver
        if resolver is not None and resolver.info_parameter is not None:
            del named[resolver.info_parameter.name]
        return named

    def info(self, step: Step) -> Any:
        """The info a method of the field's parent would get."""
        return self._info(step)

    def _given(self, step: Step) -> Any:
        if step.how is not How.BATCH:
            return self._arguments(step, None, self._info(step))[1]
        if step.source is None or step.source.arguments is None:
            return None
        return step.source.arguments(**self.named(step))

    def _arguments(self, step: Step, source: Any, info: Any) -> tuple[list[Any], dict[str, Any]]:
        if not step.definition.args:
            return _plainly(step, source, info)
        raw = get_argument_values(step.definition, step.nodes[0], self.values)
        return get_arguments(
            field=step.field,
            source=source,
            info=info,
            kwargs=raw,
            config=self.config,
            scalar_registry=self.scalars,
        )

    def _info(self, step: Step) -> Any:
        raw = GraphQLResolveInfo(
            field_name=step.nodes[0].name.value,
            field_nodes=list(step.nodes),
            return_type=step.definition.type,
            parent_type=step.parent,
            path=Path(None, step.key, step.parent.name),
            schema=self.schema,
            fragments=self.fragments,
            root_value=None,
            operation=self.operation,
            variable_values=self.values,
            context=self.context,
            is_awaitable=is_awaitable,
            abort_signal=None,
            async_helpers=_NOBODY,
        )
        return self.config.info_class(_raw_info=raw, _field=step.field)


def _plainly(step: Step, source: Any, info: Any) -> tuple[list[Any], dict[str, Any]]:
    """What Strawberry gives a resolver that has no arguments."""
    resolver = step.field.base_resolver
    if resolver is None:
        return [], {}
    told = resolver.info_parameter
    return [source] if resolver.self_parameter else [], {} if told is None else {told.name: info}


_NOBODY: Any = None  # nobody aborts, and nothing is tracked
