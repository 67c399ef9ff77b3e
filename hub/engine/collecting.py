"""Which fields an operation asks of one object type: fragments opened, conditions decided, keys merged.

Follows CollectFields of the GraphQL specification (October 2021, 6.3.2).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graphql import (
    BooleanValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    NamedTypeNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    is_abstract_type,
)

from hub.engine.plan import Unplannable

Conditions = Mapping[str, bool]
"""The values of the variables that `@skip` and `@include` look at."""

CONDITIONAL = ("skip", "include")


@dataclass(frozen=True, slots=True)
class Collector:
    """Collects under one choice of conditions."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    conditions: Conditions

    def fields(
        self, sets: Sequence[SelectionSetNode], runtime: GraphQLObjectType
    ) -> dict[str, list[FieldNode]]:
        """Fields by response key, in the order of the answer."""
        found: dict[str, list[FieldNode]] = {}
        seen: set[str] = set()
        for one in sets:
            self._collect(one, runtime, found, seen)
        return found

    def _collect(
        self,
        selected: SelectionSetNode,
        runtime: GraphQLObjectType,
        found: dict[str, list[FieldNode]],
        seen: set[str],
    ) -> None:
        for one in selected.selections:
            if not self._included(one):
                continue
            if isinstance(one, FieldNode):
                key = one.alias.value if one.alias else one.name.value
                found.setdefault(key, []).append(one)
            elif isinstance(one, InlineFragmentNode):
                if one.type_condition is None or self._matches(one.type_condition, runtime):
                    self._collect(one.selection_set, runtime, found, seen)
            elif isinstance(one, FragmentSpreadNode) and one.name.value not in seen:
                seen.add(one.name.value)
                fragment = self.fragments[one.name.value]
                if self._matches(fragment.type_condition, runtime):
                    self._collect(fragment.selection_set, runtime, found, seen)

    def _matches(self, condition: NamedTypeNode, runtime: GraphQLObjectType) -> bool:
        named = self.schema.type_map[condition.name.value]
        return named is runtime or (
            is_abstract_type(named) and self.schema.is_sub_type(_abstract(named), runtime)
        )

    def _included(self, one: SelectionNode) -> bool:
        for directive in one.directives or ():
            name = directive.name.value
            if name not in CONDITIONAL:
                raise Unplannable(f"@{name}")
            (argument,) = directive.arguments or ()
            if self._truth(argument.value) is (name == "skip"):
                return False
        return True

    def _truth(self, value: object) -> bool:
        if isinstance(value, VariableNode):
            return self.conditions[value.name.value]
        return isinstance(value, BooleanValueNode) and value.value


def conditional(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> tuple[str, ...]:
    """The variables that decide about fields, in name order."""
    return tuple(sorted(set(_variables(operation.selection_set, fragments, set()))))


def _variables(
    selected: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode], seen: set[str]
) -> Iterator[str]:
    for one in selected.selections:
        for directive in one.directives or ():
            for argument in directive.arguments or ():
                if directive.name.value in CONDITIONAL and isinstance(argument.value, VariableNode):
                    yield argument.value.name.value
        if isinstance(one, FragmentSpreadNode):
            if one.name.value not in seen:
                seen.add(one.name.value)
                yield from _variables(fragments[one.name.value].selection_set, fragments, seen)
        elif isinstance(one, FieldNode | InlineFragmentNode) and one.selection_set is not None:
            yield from _variables(one.selection_set, fragments, seen)


def _abstract(named: object) -> GraphQLAbstractType:
    return named  # type: ignore[return-value]
