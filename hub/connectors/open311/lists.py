"""Lists as endpoints write them: bare, in a container, or collapsed because they hold one thing; pure."""

from dataclasses import dataclass

from hub.connectors.wild import Wild, id_at
from hub.errors import Misunderstood, Refused


@dataclass(frozen=True, slots=True)
class Shape:
    """What a list and its items are called. `marks`: an object that has one of these is an item itself."""

    containers: tuple[str, ...]
    item: str
    marks: tuple[str, ...]


REQUESTS = Shape(("service_requests", "requests"), "request", ("service_request_id", "token"))
SERVICES = Shape(("services",), "service", ("service_code",))
UPDATES = Shape(("service_request_updates", "service_requests_updates"), "request_update", ("update_id",))
ERRORS = Shape(("errors",), "error", ("code",))


def items(answer: Wild, shape: Shape) -> list[Wild]:
    """The items. An answer that lists errors instead is `Refused`, one of another shape `Misunderstood`."""
    found = _items(answer, shape)
    if found is not None and not _are_errors(found, shape):
        return found
    if found is not None or _items(answer, ERRORS):
        raise Refused("REFUSED_IN_BODY")
    raise Misunderstood("NO_LIST")


def _items(value: Wild, shape: Shape) -> list[Wild] | None:
    if isinstance(value, list):
        return value
    for name in shape.containers:
        if isinstance(value, dict) and name in value:
            return _inside(value[name], shape)
    return [value] if _is_item(value, shape) else None


def _inside(value: Wild, shape: Shape) -> list[Wild] | None:
    """What stands in a container: nothing, a list, the item's name, or one item without it."""
    if value is None or value == "":
        return []
    if isinstance(value, dict) and shape.item in value:
        inner = value[shape.item]
        return inner if isinstance(inner, list) else [inner]
    return value if isinstance(value, list) else [value] if _is_item(value, shape) else None


def _is_item(value: Wild, shape: Shape) -> bool:
    return isinstance(value, dict) and any(mark in value for mark in shape.marks)


def _are_errors(found: list[Wild], shape: Shape) -> bool:
    return any(id_at(one, "code") is not None and not _is_item(one, shape) for one in found)
