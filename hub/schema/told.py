"""One answer of a stream, written once for all who get it."""

from collections.abc import Sequence
from typing import Any

import orjson
from graphql import GraphQLError
from strawberry.types import ExecutionResult


class Told:
    """A GraphQL response as JSON. Never changed, and shared by everybody it is for.

    Args:
        payload: the response as JSON.
        position: the sealed cursor of the event; None when there is no data.
        errors: those in the payload.
    """

    __slots__ = ("errors", "payload", "position", "written")

    def __init__(
        self, payload: bytes, position: str | None = None, errors: Sequence[GraphQLError] = ()
    ) -> None:
        self.payload, self.position = payload, position
        self.errors = list(errors) or None
        self.written: dict[str, Any] = {}
        """What doors made of it, by a name of theirs: made once, sent to many."""

    @property
    def data(self) -> Any:
        """The value of `data`, read anew."""
        return orjson.loads(self.payload).get("data")

    @property
    def extensions(self) -> Any:
        """The value of `extensions`, read anew."""
        return orjson.loads(self.payload).get("extensions")


def told(result: ExecutionResult, cursor: str | None) -> Told:
    """An answer, written."""
    errors = result.errors or []
    body: dict[str, Any] = {"data": result.data}
    if errors:
        body["errors"] = [error.formatted for error in errors]
    if result.extensions:
        body["extensions"] = result.extensions
    return Told(orjson.dumps(body), cursor if result.data is not None else None, errors)
