"""Reading requests and writing answers, the few things every protocol here shares."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

Object = dict[str, Any]
Handler = Callable[[Request], Awaitable[Response]]


def reply(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer."""
    return Response(orjson.dumps(content), status, headers, media_type="application/json")


async def json_object(request: Request) -> Object | None:
    """The body, or None when it is not one JSON object."""
    try:
        body = orjson.loads(await request.body())
    except orjson.JSONDecodeError:
        return None
    return body if isinstance(body, dict) else None


def number(request: Request, name: str, default: int, most: int = 2**53) -> int:
    """A whole number from the query, from 0 to `most`; all else gives the default, as these systems do."""
    text = request.query_params.get(name, "")
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 16 else default


def missing(body: Mapping[str, Any], names: tuple[str, ...]) -> list[str]:
    """Those names that are absent, null or blank."""
    return [name for name in names if str(body.get(name) if body.get(name) is not None else "").strip() == ""]


def local(at: float, hours: int) -> datetime:
    """Wall time `hours` east of UTC: 7 WIB, 8 WITA, 9 WIT (Indonesia has no summer time)."""
    return datetime.fromtimestamp(at, timezone(timedelta(hours=hours)))
