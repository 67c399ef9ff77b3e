"""What the doors must know of a GraphQL document before they run it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from graphql import (
    DocumentNode,
    FieldNode,
    FloatValueNode,
    GraphQLError,
    IntValueNode,
    Node,
    OperationDefinitionNode,
    StringValueNode,
    parse,
)
from strawberry.types.graphql import OperationType

from hub.web.options import Limits

_REMEMBERED = 512


@dataclass(frozen=True, slots=True)
class Document:
    """Facts of one document. Anonymous operations have the name None."""

    operations: Mapping[str | None, OperationType]
    introspects: bool

    def kind(self, name: str | None) -> OperationType:
        """Type of the operation that would run. Raises `GraphQLError`: no such operation, or none chosen."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        if name is None:
            raise request_error("OPERATION_NAME_MISSING", "the document holds several operations: name one")
        if name not in self.operations:
            raise request_error("UNKNOWN_OPERATION", "the document holds no operation of that name")
        return self.operations[name]


class Documents:
    """Reads documents, remembering the last few hundred of them."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.read = lru_cache(_REMEMBERED)(self._read)

    def _read(self, text: str) -> Document:
        if len(text) > self._limits.document_characters:
            most = self._limits.document_characters
            raise request_error("DOCUMENT_TOO_LONG", f"a document may hold {most} characters")
        try:
            document = parse(text, max_tokens=self._limits.document_tokens)
        except GraphQLError as error:
            error.extensions = {"code": "SYNTAX_ERROR"}
            raise
        introspects = False
        for node in _nodes(document):
            self._check(node)
            introspects |= isinstance(node, FieldNode) and node.name.value in ("__schema", "__type")
        return Document(_operations(document), introspects)

    def _check(self, node: Node) -> None:
        if isinstance(node, IntValueNode | FloatValueNode) and len(node.value) > self._limits.digits:
            raise request_error("NUMBER_TOO_LONG", f"a number may have {self._limits.digits} digits")
        if isinstance(node, StringValueNode) and "\0" in node.value:
            raise request_error("INVALID_TEXT", "a text holds a NUL character")


def request_error(code: str, message: str) -> GraphQLError:
    """An error that keeps an operation from running."""
    return GraphQLError(message, extensions={"code": code})


def _operations(document: DocumentNode) -> dict[str | None, OperationType]:
    found: dict[str | None, OperationType] = {}
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            found[node.name.value if node.name else None] = OperationType(node.operation.value)
    if not found:
        raise request_error("NO_OPERATION", "the document holds no operation")
    return found


def _nodes(document: DocumentNode) -> Iterator[Node]:
    waiting: list[Node] = [document]
    while waiting:
        node = waiting.pop()
        yield node
        for key in node.keys:
            value = getattr(node, key)
            if isinstance(value, Node):
                waiting.append(value)
            elif isinstance(value, list | tuple):
                waiting.extend(item for item in value if isinstance(item, Node))
