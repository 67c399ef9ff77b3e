"""Which subscriptions are answered alike: the same text, and the same variables but for where they begin."""

import json
from collections.abc import Hashable, Mapping
from typing import Any

from graphql import (
    SKIP,
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.language.visitor import VisitorAction

BEGINS, FIELD = "after", "caseEvents"


class _Used(Visitor):
    """Collects the variables that decide about answers: all but those only in the root's `after`."""

    def __init__(self, root: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self._root, self._at_root, self._depth = root, True, 0

    def enter(self, node: Node, *_: Any) -> VisitorAction:
        if isinstance(node, VariableDefinitionNode):
            return SKIP
        if isinstance(node, FragmentDefinitionNode):
            self._at_root = node.type_condition.name.value == self._root
        elif isinstance(node, FieldNode):
            self._depth += 1
        elif isinstance(node, ArgumentNode) and node.name.value == BEGINS:
            if self._at_root and self._depth == 1:
                return SKIP
        elif isinstance(node, VariableNode):
            self.names.add(node.name.value)
        return None

    def leave(self, node: Node, *_: Any) -> VisitorAction:
        if isinstance(node, FragmentDefinitionNode):
            self._at_root = True
        elif isinstance(node, FieldNode):
            self._depth -= 1
        return None


def alike(
    text: str, document: DocumentNode, operation_name: str | None, root: str, variables: Mapping[str, Any]
) -> Hashable:
    """Equal for subscriptions whose answers are equal for the same caller. `root` names the root type."""
    used = _Used(root)
    visit(document, used)
    decisive = {name: variables[name] for name in used.names if name in variables}
    return (text, operation_name, json.dumps(decisive, sort_keys=True))


def key_of(operation: OperationDefinitionNode) -> str:
    """The response key of a subscription's one field."""
    first = operation.selection_set.selections[0]
    while not isinstance(first, FieldNode):  # a fragment around it
        if not isinstance(first, InlineFragmentNode):
            return FIELD
        first = first.selection_set.selections[0]
    return first.alias.value if first.alias else first.name.value
