"""From an HTTP request to an `Operation`, by the GraphQL-over-HTTP specification."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope

from hub.web.execution import Operation
from hub.web.guard import parse_object, read_body
from hub.web.options import Limits
from hub.web.patience import Patience
from hub.web.refusal import JSON, Refusal

_PARAMETERS = 32  # names in one query string


async def posted(
    headers: Mapping[str, str], receive: Receive, limits: Limits, patience: Patience
) -> tuple[Operation, dict[str, object]]:
    """The operation of a POST and its `extensions`. Raises `Refusal` 400, 408, 413 or 415."""
    _check_content_type(headers.get("content-type"))
    raw = await read_body(receive, headers, limits.graphql_body, patience)
    fields = parse_object(raw, limits)
    return operation_of(fields), _object(fields, "extensions") or {}


def queried(scope: Scope, limits: Limits) -> Operation:
    """The operation of a GET. Raises `Refusal` 400."""
    parameters = query_parameters(scope)
    fields: dict[str, object] = {name: parameters.get(name) for name in ("query", "operationName")}
    for name in ("variables", "extensions"):
        given = parameters.get(name)
        fields[name] = parse_object(given, limits) if given and given != "null" else None
    return operation_of(fields)


def query_parameters(scope: Scope) -> dict[str, str]:
    """The decoded query string; of repeated names the last one. Raises `Refusal` 400: bad UTF-8, NUL."""
    text = scope.get("query_string", b"").decode("latin-1")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_PARAMETERS)
    except ValueError:
        raise Refusal(400, "BAD_REQUEST", "the query string is not readable as UTF-8") from None
    if any("\0" in value for _, value in pairs):
        raise Refusal(400, "INVALID_TEXT", "a text holds a NUL character")
    return dict(pairs)


def operation_of(fields: Mapping[str, object]) -> Operation:
    """Check the shape of a GraphQL request. Raises `Refusal` 400."""
    query = _text(fields, "query")
    if not query:
        raise Refusal(400, "BAD_REQUEST", "`query` is missing")
    asked = _object(fields, "extensions") or {}
    tells_sources = asked.get("sources") is True
    return Operation(query, _object(fields, "variables"), _text(fields, "operationName"), tells_sources)


def _text(fields: Mapping[str, object], name: str) -> str | None:
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise Refusal(400, "BAD_REQUEST", f"`{name}` must be a string")
    return value or None


def _object(fields: Mapping[str, object], name: str) -> dict[str, object] | None:
    value = fields.get(name)
    if value is not None and not isinstance(value, dict):
        raise Refusal(400, "BAD_REQUEST", f"`{name}` must be an object")
    return value


def _check_content_type(header: str | None) -> None:
    if header == JSON:
        return
    media_type, _, parameters = (header or "").lower().partition(";")
    charset = parameters.partition("charset=")[2].strip(' "')
    if media_type.strip() != JSON or charset not in ("", "utf-8", "utf8"):
        accepted = {"accept-post": JSON}
        raise Refusal(415, "UNSUPPORTED_MEDIA_TYPE", "POST takes application/json in UTF-8", accepted)
