"""Root fields an operation may hold once, whatever names it gives them."""

from collections.abc import Iterator, Mapping

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
)
from strawberry.types.field import StrawberryField

from hub.engine.source import source_of
from hub.schema.refusals import RefusalCode, refusal


def repeated(
    schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> Iterator[GraphQLError]:
    """One error per `single` field that a valid operation would answer twice. Every fragment is read once.

    Fields of one response name are one answer; @skip and @include do not count: they are known too late.
    """
    answers: dict[str, dict[str, FieldNode]] = {}
    for node in single_fields(schema, operation, fragments):
        said = node.alias.value if node.alias is not None else node.name.value
        answers.setdefault(node.name.value, {}).setdefault(said, node)
    for name, nodes in answers.items():
        if len(nodes) > 1:
            yield refusal(RefusalCode.ONLY_ONE, f"an operation has {name} once", list(nodes.values())[1])


def single_fields(
    schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> Iterator[FieldNode]:
    """The root fields of a valid operation that are `single`."""
    root = schema.get_root_type(operation.operation)
    for node in _root_fields(operation, fragments):
        field = root.fields.get(node.name.value) if root is not None else None
        declared = field.extensions.get("strawberry-definition") if field is not None else None
        source = source_of(declared) if isinstance(declared, StrawberryField) else None
        if source is not None and source.single:
            yield node


def _root_fields(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> Iterator[FieldNode]:
    waiting, seen = [operation.selection_set], set[str]()
    while waiting:
        for one in waiting.pop().selections:
            if isinstance(one, FieldNode):
                yield one
            elif isinstance(one, InlineFragmentNode):
                waiting.append(one.selection_set)
            elif isinstance(one, FragmentSpreadNode) and one.name.value not in seen:
                seen.add(one.name.value)
                waiting.append(fragments[one.name.value].selection_set)
