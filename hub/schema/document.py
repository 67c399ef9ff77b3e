"""Reads a GraphQL document and holds it against the limits that need no schema, in time linear to its size.

Fragments are measured once each, whatever spreads them: a document of 700 bytes can mean 2^95 fields.
"""

from collections import Counter
from collections.abc import Callable, Iterator

from graphql import (
    DocumentNode,
    FieldNode,
    FloatValueNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    parse,
)
from graphql.language import Visitor, visit

from hub.schema.limits import Limits
from hub.schema.refusals import RefusalCode, Refused, coded, refusal
from hub.schema.scalars import unstorable

MOST_COMMENTS = 200


def read(text: str, limits: Limits) -> DocumentNode:
    """The parsed document. Raises `Refused` when it is no document or exceeds a limit."""
    if len(text) > limits.characters:
        raise Refused(
            [refusal(RefusalCode.TOO_LARGE, f"a document has at most {limits.characters} characters")]
        )
    try:
        document = parse(text, max_lexical_tokens=limits.tokens, max_comments=MOST_COMMENTS)
    except GraphQLError as broken:
        long = "contains more than" in broken.message
        raise Refused([coded(broken, RefusalCode.TOO_COMPLEX if long else RefusalCode.SYNTAX)]) from None
    found = [*_counted(document, limits), *_deep(document, limits), *_dirty(document, limits)]
    if found:
        raise Refused(found)
    return document


class _Counts(Visitor):
    """What is written in the document, anywhere."""

    def __init__(self) -> None:
        super().__init__()
        self.aliases = self.directives = self.spreads = self.same_name = 0

    def enter_field(self, node: FieldNode, *_: object) -> None:
        self.aliases += node.alias is not None

    def enter_directive(self, *_: object) -> None:
        self.directives += 1

    def enter_fragment_spread(self, *_: object) -> None:
        self.spreads += 1

    def enter_selection_set(self, node: SelectionSetNode, *_: object) -> None:
        names = Counter(_name(field) for field in _fields(node))
        self.same_name = max(self.same_name, *names.values(), 0)


class _Literals(Visitor):
    """The first text that cannot be stored, and the longest number."""

    def __init__(self) -> None:
        super().__init__()
        self.dirty: StringValueNode | None = None
        self.digits = 0

    def enter_string_value(self, node: StringValueNode, *_: object) -> None:
        if self.dirty is None and unstorable([node.value]):
            self.dirty = node

    def enter_int_value(self, node: IntValueNode, *_: object) -> None:
        self.digits = max(self.digits, len(node.value))

    def enter_float_value(self, node: FloatValueNode, *_: object) -> None:
        self.digits = max(self.digits, len(node.value))


def _counted(document: DocumentNode, limits: Limits) -> Iterator[GraphQLError]:
    counts = _Counts()
    visit(document, counts)
    bounds = [
        ("aliases", counts.aliases, limits.aliases),
        ("directives", counts.directives, limits.directives),
        ("fragment spreads", counts.spreads, limits.spreads),
        ("fields of one name side by side", counts.same_name, limits.same_name),
    ]
    for what, found, most in bounds:
        if found > most:
            yield refusal(
                RefusalCode.TOO_COMPLEX, f"a document has at most {most} {what}; this one has {found}"
            )


def _deep(document: DocumentNode, limits: Limits) -> Iterator[GraphQLError]:
    """Per operation: how deep it nests and how many root fields it asks for, fragments included."""
    fragments = fragments_of(document)
    depth, width = _Measure(fragments, _levels, max), _Measure(fragments, _one, sum)
    for operation in document.definitions:
        if isinstance(operation, OperationDefinitionNode):
            if depth.of(operation.selection_set) > limits.depth:
                yield refusal(RefusalCode.TOO_DEEP, f"fields nest at most {limits.depth} levels", operation)
            if width.of(operation.selection_set) > limits.root_fields:
                yield refusal(
                    RefusalCode.TOO_COMPLEX,
                    f"an operation has at most {limits.root_fields} root fields",
                    operation,
                )


def _dirty(document: DocumentNode, limits: Limits) -> Iterator[GraphQLError]:
    literals = _Literals()
    visit(document, literals)
    if literals.dirty is not None:
        yield refusal(RefusalCode.UNSTORABLE, "text holds a character that cannot be stored", literals.dirty)
    if literals.digits > limits.digits:
        yield refusal(RefusalCode.UNSTORABLE, f"a number has at most {limits.digits} digits")


class _Measure:
    """A number for a selection set, from those of its fields. A fragment inside itself counts 0 there."""

    def __init__(
        self,
        fragments: dict[str, FragmentDefinitionNode],
        field: Callable[["_Measure", FieldNode], int],
        join: Callable[[list[int]], int],
    ) -> None:
        self._fragments, self._field, self._join = fragments, field, join
        self._known: dict[str, int] = {}

    def of(self, selected: SelectionSetNode) -> int:
        """The number of this selection set."""
        return self._join([0, *(self._of_one(one) for one in selected.selections)])

    def _of_one(self, one: object) -> int:
        if isinstance(one, FieldNode):
            return self._field(self, one)
        if isinstance(one, InlineFragmentNode):
            return self.of(one.selection_set)
        if isinstance(one, FragmentSpreadNode):
            return self._of_fragment(one.name.value)
        return 0

    def _of_fragment(self, name: str) -> int:
        if name not in self._known:
            self._known[name] = 0
            fragment = self._fragments.get(name)
            self._known[name] = self.of(fragment.selection_set) if fragment is not None else 0
        return self._known[name]


def _levels(measure: _Measure, field: FieldNode) -> int:
    if field.selection_set is None or field.name.value.startswith("__"):
        return 1
    return 1 + measure.of(field.selection_set)


def _one(_: _Measure, __: FieldNode) -> int:
    return 1


def fragments_of(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    """The fragments by name."""
    return {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}


def _fields(selected: SelectionSetNode) -> Iterator[FieldNode]:
    """The fields side by side, those of inline fragments included."""
    waiting = [selected]
    while waiting:
        for one in waiting.pop().selections:
            if isinstance(one, FieldNode):
                yield one
            elif isinstance(one, InlineFragmentNode):
                waiting.append(one.selection_set)


def _name(field: FieldNode) -> str:
    return field.alias.value if field.alias is not None else field.name.value
