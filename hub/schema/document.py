"""Reads a GraphQL document and holds it against the limits that need no schema, in time linear to its size.

Fragments are measured once each, whatever spreads them: a document of 700 bytes can mean 2^95 fields.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FloatValueNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
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
_UNSEEN = 10_000


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
    for check in (_counted, _deep, _dirty):  # in this order: few spreads bound the work on depth
        found = list(check(document, limits))
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
    """The first text that cannot be stored, the longest number and the longest list."""

    def __init__(self) -> None:
        super().__init__()
        self.dirty: StringValueNode | None = None
        self.digits = self.entries = 0

    def enter_string_value(self, node: StringValueNode, *_: object) -> None:
        if self.dirty is None and unstorable([node.value]):
            self.dirty = node

    def enter_int_value(self, node: IntValueNode, *_: object) -> None:
        self.digits = max(self.digits, len(node.value))

    def enter_float_value(self, node: FloatValueNode, *_: object) -> None:
        self.digits = max(self.digits, len(node.value))

    def enter_list_value(self, node: ListValueNode, *_: object) -> None:
        self.entries = max(self.entries, len(node.values))


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
    sizes = _Sizes(fragments_of(document))
    for operation in document.definitions:
        if not isinstance(operation, OperationDefinitionNode):
            continue
        size = sizes.of(operation.selection_set)
        if size.depth > limits.depth or size.nesting > limits.nesting:
            yield refusal(RefusalCode.TOO_DEEP, f"fields nest at most {limits.depth} levels", operation)
        if size.fields > limits.root_fields:
            most = f"an operation has at most {limits.root_fields} root fields"
            yield refusal(RefusalCode.TOO_COMPLEX, most, operation)


def _dirty(document: DocumentNode, limits: Limits) -> Iterator[GraphQLError]:
    literals = _Literals()
    visit(document, literals)
    if literals.dirty is not None:
        yield refusal(RefusalCode.UNSTORABLE, "text holds a character that cannot be stored", literals.dirty)
    if literals.digits > limits.digits:
        yield refusal(RefusalCode.UNSTORABLE, f"a number has at most {limits.digits} digits")
    if literals.entries > limits.entries:
        yield refusal(RefusalCode.TOO_LARGE, f"a list has at most {limits.entries} entries")


@dataclass(slots=True)
class _Size:
    """Of a selection set: levels of fields, levels of braces, fields at its root."""

    depth: int = 0
    nesting: int = 0
    fields: int = 0

    def grow(self, inner: "_Size", depth: int, nesting: int) -> None:
        """Count what is spread at that place."""
        self.depth = max(self.depth, depth + inner.depth)
        self.nesting = max(self.nesting, nesting + inner.nesting)
        self.fields += inner.fields if depth == 0 else 0


class _Sizes:
    """Sizes of selection sets. A fragment inside itself counts nothing there: validation will refuse it."""

    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._known: dict[str, _Size] = {}

    def of(self, selected: SelectionSetNode) -> _Size:
        """The size with all that is spread inside. Only a spread takes stack, and spreads are few by now."""
        size = _Size()
        waiting = [(selected, 0, 1)]  # and the levels of fields and braces around it, its own brace included
        while waiting:
            here, depth, nesting = waiting.pop()
            size.nesting = max(size.nesting, nesting)
            for one in here.selections:
                if isinstance(one, FragmentSpreadNode):
                    size.grow(self._of_fragment(one.name.value), depth, nesting)
                elif isinstance(one, InlineFragmentNode):
                    waiting.append((one.selection_set, depth, nesting + 1))
                elif isinstance(one, FieldNode):
                    size.grow(_Size(depth=1, fields=1), depth, 0)
                    if one.selection_set is not None:
                        waiting.append((one.selection_set, depth + _level(one), nesting + 1))
        return size

    def _of_fragment(self, name: str) -> _Size:
        if name not in self._known:
            self._known[name] = _Size()
            fragment = self._fragments.get(name)
            if fragment is not None:
                self._known[name] = self.of(fragment.selection_set)
        return self._known[name]


def _level(field: FieldNode) -> int:
    """What is inside introspection is not counted: so far below that no limit sees it."""
    return -_UNSEEN if field.name.value.startswith("__") else 1


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
