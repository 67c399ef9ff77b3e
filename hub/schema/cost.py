"""What an operation may cost: the number of objects it can answer.

An object counts 1, a scalar 0, connections, edges and page information 0, a mutation 10. A list counts as
often as `first` or `last` says; a list without them as often as its field declares (`rows`). A field whose
work is not in the number of its objects adds its `price`. Introspection is a flat sum. By the same arithmetic
the calls to agencies' systems are foreseen: as often as a live field may be answered, times its `calls`. It
is done once per document; what depends on variables is finished per request.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)
from strawberry.types.field import StrawberryField

from hub.engine.source import Source, source_of

MUTATION = 10
INTROSPECTION = 1_000
UNSAID = 20  # rows of a page when neither `first` nor `last` is given
UNDECLARED = 10  # rows of a list whose field declares nothing
LISTED = ("ids", "representations", "input")  # arguments that name one object per entry, where they are lists


@dataclass(frozen=True, slots=True)
class Size:
    """How often something is answered: the first choice that is said. A text names a variable."""

    choices: tuple[int | str, ...]
    otherwise: int

    def under(self, variables: Mapping[str, Any]) -> int:
        """The number, with the variables as they were sent (not checked yet); never negative."""
        for choice in self.choices:
            said = _count(variables.get(choice)) if isinstance(choice, str) else choice
            if said is not None:
                return max(said, 0)
        return self.otherwise


@dataclass(frozen=True, slots=True)
class Weight:
    """A part of the cost that depends on variables: `size` times what is inside."""

    size: Size
    inside: "Cost"


@dataclass(frozen=True, slots=True)
class Cost:
    """A known number and parts that depend on variables. Fragments are shared: a graph, not a tree."""

    known: int = 0
    open: tuple["Weight | Cost", ...] = ()

    def under(self, variables: Mapping[str, Any], seen: dict[int, int] | None = None) -> int:
        """The number of objects, every shared part computed once."""
        if not self.open:
            return self.known
        seen = {} if seen is None else seen
        if id(self) not in seen:
            seen[id(self)] = self.known + sum(_under(part, variables, seen) for part in self.open)
        return seen[id(self)]


def _under(part: Weight | Cost, variables: Mapping[str, Any], seen: dict[int, int]) -> int:
    if isinstance(part, Cost):
        return part.under(variables, seen)
    return part.size.under(variables) * part.inside.under(variables, seen)


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted: per object, per field whatever it answers, per change, per look at the schema."""

    own: Callable[[GraphQLNamedType], int]
    price: Callable[[GraphQLField], int]
    mutation: int
    introspection: int


class Scales:
    """Weighs one valid document, in objects (`OBJECTS`) or in calls to agencies' systems (`CALLS`)."""

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], measure: Measure
    ) -> None:
        self._schema, self._fragments, self._measure = schema, fragments, measure
        self._known: dict[str, Cost] = {}

    def weigh(self, operation: OperationDefinitionNode) -> Cost:
        """The cost of one operation of the document."""
        root = self._schema.get_root_type(operation.operation)
        mutations = self._measure.mutation if operation.operation is OperationType.MUTATION else 0
        fields = len(operation.selection_set.selections)
        return _joined(
            [Cost(mutations * fields), self._set(operation.selection_set, cast("GraphQLNamedType", root))]
        )

    def _set(self, selected: SelectionSetNode, parent: GraphQLNamedType) -> Cost:
        return _joined([self._one(one, parent) for one in selected.selections])

    def _one(self, one: object, parent: GraphQLNamedType) -> Cost:
        if isinstance(one, FieldNode):
            return self._field(one, parent)
        if isinstance(one, InlineFragmentNode):
            return self._set(
                one.selection_set, self._on(one.type_condition.name.value) if one.type_condition else parent
            )
        return self._fragment(cast("FragmentSpreadNode", one).name.value)

    def _fragment(self, name: str) -> Cost:
        if name not in self._known:
            fragment = self._fragments[name]
            self._known[name] = self._set(
                fragment.selection_set, self._on(fragment.type_condition.name.value)
            )
        return self._known[name]

    def _on(self, name: str) -> GraphQLNamedType:
        return self._schema.type_map[name]

    def _field(self, node: FieldNode, parent: GraphQLNamedType) -> Cost:
        name = node.name.value
        if name.startswith("__"):
            return Cost(self._measure.introspection if node.selection_set else 0)
        field = cast("Any", parent).fields[name]
        answered = get_named_type(field.type)
        if is_leaf_type(answered) or node.selection_set is None:
            return Cost(self._measure.price(field))
        inside = _joined([Cost(self._measure.own(answered)), self._set(node.selection_set, answered)])
        return _joined([Cost(self._measure.price(field)), _times(_size(node, field), inside)])


def _own(answered: GraphQLNamedType) -> int:
    return 0 if answered.name.endswith(("Connection", "Edge", "PageInfo")) else 1


def _times(size: Size, inside: Cost) -> Cost:
    if inside.open or any(isinstance(choice, str) for choice in size.choices):
        return Cost(open=(Weight(size, inside),))
    return Cost(size.under({}) * inside.known)


def _joined(parts: Sequence[Cost]) -> Cost:
    return Cost(
        sum(part.known for part in parts if not part.open), tuple(part for part in parts if part.open)
    )


def _size(node: FieldNode, field: GraphQLField) -> Size:
    given = {one.name.value: one.value for one in node.arguments or ()}
    if "first" in field.args:
        default = _count(field.args["first"].default_value)
        choices = [_choice(given[name]) for name in ("last", "first") if name in given]
        return Size(tuple(one for one in choices if one is not None), UNSAID if default is None else default)
    for name in LISTED:
        if name in field.args and is_list_type(get_nullable_type(field.args[name].type)):
            choice = _choice(given[name]) if name in given else None
            return Size(() if choice is None else (choice,), UNDECLARED)
    return Size((), _rows(field) if is_list_type(get_nullable_type(field.type)) else 1)


def _rows(field: GraphQLField) -> int:
    source = _source(field)
    return UNDECLARED if source is None or source.rows is None else source.rows


def _price(field: GraphQLField) -> int:
    source = _source(field)
    return 0 if source is None else source.price


def _calls(field: GraphQLField) -> int:
    source = _source(field)
    return 0 if source is None else source.calls


def _source(field: GraphQLField) -> Source | None:
    declared = field.extensions.get("strawberry-definition")
    return source_of(declared) if isinstance(declared, StrawberryField) else None


def _choice(value: ValueNode) -> int | str | None:
    if isinstance(value, VariableNode):
        return value.name.value
    if isinstance(value, IntValueNode):
        return int(value.value)
    if isinstance(value, ListValueNode):
        return len(value.values)
    return None if isinstance(value, NullValueNode) else 1


def _count(value: object) -> int | None:
    if isinstance(value, list):
        return len(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


OBJECTS = Measure(_own, _price, MUTATION, INTROSPECTION)
CALLS = Measure(lambda _: 0, _calls, 0, 0)
