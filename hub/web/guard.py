"""First look at what a client sent: size, shape and characters, before anything else spends time on it."""

import re
from collections.abc import Mapping

import orjson
from starlette.requests import ClientDisconnect
from starlette.types import Receive

from hub.web.options import Limits
from hub.web.patience import Patience
from hub.web.refusal import Refusal

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)


async def read_body(receive: Receive, headers: Mapping[str, str], limit: int, patience: Patience) -> bytes:
    """The whole body, at most `limit` bytes, while `patience` lasts.

    Raises:
        Refusal: 413 for a longer body, 408 for one that has no end in time.
        ClientDisconnect: nobody is left to answer.
    """
    declared = headers.get("content-length", "")
    if declared.isdecimal() and (len(declared) > 15 or int(declared) > limit * _PATIENCE):
        raise _too_large(limit)
    try:
        return await patience.of(_collect(receive, limit))
    except TimeoutError:
        raise Refusal(408, "REQUEST_TIMEOUT", "the body did not arrive in time", _CLOSE) from None


async def _collect(receive: Receive, limit: int) -> bytes:
    chunks: list[bytes] = []
    size, more = 0, True
    while more and size <= limit * _PATIENCE:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        if size <= limit:
            chunks.append(chunk)
        more = message.get("more_body", False)
    if size > limit:
        raise _too_large(limit)
    return b"".join(chunks)


_PATIENCE = 4  # a body of so many times the limit is read and dropped: a client still sending hears no answer
_CLOSE = {"connection": "close"}  # the unread rest of a body must not be taken for the next request


def _too_large(limit: int) -> Refusal:
    return Refusal(413, "PAYLOAD_TOO_LARGE", f"the body may hold {limit} bytes", _CLOSE)


def parse_object(raw: bytes | str, limits: Limits) -> dict[str, object]:
    """A JSON object that is safe to hand on. Linear in the length of `raw`.

    Raises:
        Refusal: 400. Not JSON in UTF-8, not an object, nested or numbered beyond `limits`, a NUL character
            or half of a surrogate pair in a text (databases refuse both).
    """
    data = raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        raise Refusal(400, "INVALID_JSON", "not valid JSON in UTF-8") from None
    if isinstance(value, list):
        raise Refusal(400, "BATCHING_OFF", "one operation per request; a list of operations is not accepted")
    if not isinstance(value, dict):
        raise Refusal(400, "BAD_REQUEST", "a JSON object is expected")
    _check_digits(data, limits.digits)
    _check_depth(data, value, limits.json_depth)
    if b"\\u0000" in data:
        _check_characters(value)
    return value


def _check_digits(data: bytes, limit: int) -> None:
    if len(data) <= limit:
        return
    long_run = re.compile(rb"[0-9.eE+-]{%d}" % (limit + 1))
    # The JSON is known to be sound here, so strings can be cut out in one pass.
    if long_run.search(data) and long_run.search(_STRING.sub(b'""', data)):
        raise Refusal(400, "NUMBER_TOO_LONG", f"a number may have {limit} digits")


def _check_depth(data: bytes, value: object, limit: int) -> None:
    if data.count(b"{") + data.count(b"[") <= limit:
        return
    level: list[object] = [value]
    for _ in range(limit):
        level = [child for parent in level for child in _children(parent)]
        if not level:
            return
    if any(isinstance(item, dict | list) for item in level):
        raise Refusal(400, "JSON_TOO_DEEP", f"JSON may be nested {limit} deep")


def _children(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _check_characters(value: object) -> None:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting.extend(item)
        if isinstance(item, str) and "\0" in item:
            raise Refusal(400, "INVALID_TEXT", "a text holds a NUL character")
        waiting.extend(_children(item))
