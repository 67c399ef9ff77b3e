"""Federation: a gateway names objects by key and asks for the rest; many cost one read per kind of key."""

from collections.abc import Mapping
from typing import Any

from hub.errors import RuleViolation
from hub.resolvers.context import Context
from hub.schema import ids
from hub.schema.agencies import Agency


def entities(context: Context, representations: list[Any]) -> list[Any]:
    """One answer per representation: an object, None, something to await, or its fault."""
    return [_entity(context, one) for one in representations]


def _entity(context: Context, given: object) -> Any:
    if not isinstance(given, Mapping):
        return _fault("a representation is an object")
    match given.get("__typename"), given:
        case "Agency", {"code": str(code)}:
            return Agency.maybe(context.directory, code)
        case "Case", {"trackingNumber": str(number)}:
            return context.batches.load("Case by trackingNumber", number)
        case "Case", {"id": str(text)}:
            key = ids.decode_as("Case", text)
            return context.batches.load("Case by id", key) if key else None
    return _fault("Case needs trackingNumber or id, Agency needs code")


def _fault(message: str) -> RuleViolation:
    return RuleViolation("INVALID", message, "representations")
