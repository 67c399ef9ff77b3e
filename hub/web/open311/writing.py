"""Answers in both formats of GeoReport v2: XML, and JSON by the Spark convention."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import TypeAlias

import orjson
from starlette.responses import Response

Value: TypeAlias = "str | int | bool | Sequence[Value] | Mapping[str, Value] | None"
TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
NAMES = {  # what one entry of a list is called in XML
    "attributes": "attribute",
    "endpoints": "endpoint",
    "errors": "error",
    "formats": "format",
    "service_request_updates": "request_update",
    "service_requests": "request",
    "services": "service",
}
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


@dataclass(frozen=True, slots=True)
class Document:
    """An answer: the name of its root in XML, and its content."""

    root: str
    content: Value
    status: int = 200


def failure(status: int, description: str) -> Document:
    """A list of one error. The description never repeats what was sent."""
    return Document("errors", [{"code": status, "description": description}], status)


def written(document: Document, form: str, headers: Mapping[str, str] | None = None) -> Response:
    """The answer in `xml` or `json`; no cache may keep it."""
    if form == "json":
        body = orjson.dumps(document.content)
    else:
        body = (
            b'<?xml version="1.0" encoding="utf-8"?>\n' + _element(document.root, document.content).encode()
        )
    return Response(body, document.status, {"cache-control": "no-store", **(headers or {})}, TYPES[form])


def stamp(moment: datetime) -> str:
    """W3C date and time in UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _element(name: str, value: Value) -> str:
    if isinstance(value, Mapping):
        inner = "".join(_element(key, part) for key, part in value.items())
    elif isinstance(value, Sequence) and not isinstance(value, str):
        inner = "".join(_element(NAMES[name], part) for part in value)
    else:
        inner = _text(value)
    return f"<{name}>{inner}</{name}>" if inner else f"<{name}/>"


def _text(value: str | int | bool | None) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else escape(_FORBIDDEN.sub("", str(value)), quote=False)
