"""Reasons to turn a document down before anything is executed."""

from collections.abc import Sequence
from enum import Enum

from graphql import GraphQLError, Node

from hub.schema.discreet import unechoed


class RefusalCode(Enum):
    """`extensions.code` of a refused document."""

    SYNTAX = "GRAPHQL_PARSE_FAILED"
    VALIDATION = "GRAPHQL_VALIDATION_FAILED"
    OPERATION = "OPERATION_NOT_FOUND"
    INPUT = "BAD_USER_INPUT"
    UNSTORABLE = "INVALID"
    TOO_LARGE = "TOO_LARGE"
    TOO_DEEP = "TOO_DEEP"
    TOO_COMPLEX = "TOO_COMPLEX"
    ONLY_ONE = "ONE_PER_OPERATION"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"


class Refused(Exception):
    """The document is not executed; `errors` is the whole answer."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__(errors[0].message)
        self.errors = tuple(errors)


def refusal(code: RefusalCode, message: str, node: Node | None = None) -> GraphQLError:
    """An error of that code, with the place in the document where it is known."""
    return GraphQLError(message, nodes=[node] if node is not None else None, extensions={"code": code.value})


def coded(error: GraphQLError, code: RefusalCode) -> GraphQLError:
    """The same error with the code, and without what the caller sent."""
    error.message = unechoed(error.message)
    error.extensions = {**(error.extensions or {}), "code": code.value}
    return error
