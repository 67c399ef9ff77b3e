"""From a valid document and a Strawberry schema to a plan."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from strawberry.types.field import StrawberryField

from hub.engine.collecting import Collector, Conditions
from hub.engine.plan import How, Plan, Selection, Shape, Step, Steps, Typename, Unplannable
from hub.engine.source import BATCHED, source_of

DEFINITION = "strawberry-definition"
MOST_STEPS = 1_000
"""Fields of one plan, each counted where it is answered: fragments make long plans of short documents."""


def planned(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    conditions: Conditions,
) -> Plan:
    """The plan of a validated query, or of one event of a subscription. Raises `Unplannable`."""
    root = schema.get_root_type(operation.operation)
    if root is None:
        raise Unplannable(f"the schema has no {operation.operation.value}")
    collector = Collector(schema, fragments, conditions)
    return Plan(root, _Planner(collector).steps([operation.selection_set], root, How.ROOT))


class _Planner:
    def __init__(self, collector: Collector) -> None:
        self._collect = collector
        self._planned = 0

    def steps(self, sets: Sequence[Any], parent: GraphQLObjectType, plain: How) -> Steps:
        """`plain` is how fields with a resolver are got: roots wait, methods do not."""
        found = self._collect.fields(sets, parent)
        return tuple(self._step(key, nodes, parent, plain) for key, nodes in found.items())

    def _step(
        self, key: str, nodes: list[FieldNode], parent: GraphQLObjectType, plain: How
    ) -> Step | Typename:
        name = nodes[0].name.value
        self._planned += 1
        if self._planned > MOST_STEPS:
            raise Unplannable(f"more than {MOST_STEPS} fields")
        if name == "__typename":
            return Typename(key, parent.name)
        definition = parent.fields.get(name)
        field = definition.extensions.get(DEFINITION) if definition is not None else None
        if definition is None or not isinstance(field, StrawberryField):
            raise Unplannable(f"{parent.name}.{name}")
        how, called = _how(field, plain, f"{parent.name}.{name}")
        named = get_named_type(definition.type)
        return Step(
            key=key,
            how=how,
            name=called,
            shape=shape_of(definition.type),
            value=named if is_leaf_type(named) else self._selection(nodes, definition),
            definition=definition,
            field=field,
            source=source_of(field),
            nodes=tuple(nodes),
            parent=parent,
        )

    def _selection(self, nodes: list[FieldNode], definition: GraphQLField) -> Selection:
        named: Any = get_named_type(definition.type)
        schema = self._collect.schema
        possible = schema.get_possible_types(named) if is_abstract_type(named) else [named]
        sets = [node.selection_set for node in nodes if node.selection_set is not None]
        strict = is_abstract_type(named) or named.is_type_of is not None
        found = {_class_of(one): self.steps(sets, one, How.METHOD) for one in possible}
        return Selection(found, strict=strict)


def _how(field: StrawberryField, plain: How, coordinate: str) -> tuple[How, str]:
    source = source_of(field)
    if field.extensions:
        raise Unplannable(f"{coordinate} has an extension of its own")
    if field.base_resolver is None:
        return How.ATTRIBUTE, field.python_name
    if source is not None and source.kind in BATCHED:
        return How.BATCH, source.name
    if plain is How.METHOD and field.is_async:
        raise Unplannable(f"{coordinate} waits for every object")
    if plain is How.METHOD and field.base_resolver.self_parameter is None:
        raise Unplannable(f"{coordinate} is no method of its object")
    return plain, field.python_name


def shape_of(type_: GraphQLOutputType) -> Shape:
    """Its lists and which of them may be null."""
    nullable: list[bool] = []
    at: Any = type_
    while True:
        nullable.append(not is_non_null_type(at))
        at = at.of_type if is_non_null_type(at) else at
        if not is_list_type(at):
            return Shape(tuple(nullable))
        at = at.of_type


def _class_of(type_: GraphQLObjectType) -> type:
    definition = type_.extensions.get(DEFINITION)
    if definition is None:
        raise Unplannable(f"{type_.name} is of no class")
    return cast("type", definition.origin)
