"""What a client of GeoReport v2 asks for: path, format, dates, lists and form fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.types import Receive, Scope

from hub.domain import georeport
from hub.domain.case import CaseStatus
from hub.domain.georeport import MOST_REQUESTS, RequestQuery, Span
from hub.web.guard import read_body
from hub.web.negotiation import parse_accept
from hub.web.options import Limits
from hub.web.patience import Patience
from hub.web.refusal import Refusal

FORM = "application/x-www-form-urlencoded"
WINDOW = timedelta(days=90)
MOST_FIELDS = 100
MOST_IDS = 100
PAGE = 1000
LATEST = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)  # room for arithmetic; nothing is dated later
_XML, _JSON = ("text/xml", "application/xml"), "application/json"


@dataclass(frozen=True, slots=True)
class Asked:
    """The path below `/open311/`, without its ending, and the format of the answer."""

    steps: tuple[str, ...]
    form: str

    @classmethod
    def of(cls, path: str, headers: Headers) -> "Asked":
        """The ending `.xml` or `.json` decides; without one `Accept` does, and XML when that says nothing."""
        steps = path.split("/")
        for form in ("xml", "json"):
            if steps[-1].endswith(f".{form}"):
                return cls((*steps[:-1], steps[-1].removesuffix(f".{form}")), form)
        best = parse_accept(headers.get("accept") or "*/*").best((*_XML, _JSON))
        return cls(tuple(steps), "json" if best == _JSON else "xml")


async def form_fields(headers: Mapping[str, str], receive: Receive, limits: Limits) -> dict[str, str]:
    """The fields of a posted form; of repeated ones the last. Raises `Refusal` 400, 408 or 413."""
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != FORM:
        raise Refusal(400, "BAD_REQUEST", f"send the fields as {FORM}; files are not taken")
    body = await read_body(receive, headers, limits.graphql_body, Patience(limits.body_wait_s))
    return _pairs(body)


def query_fields(scope: Scope) -> dict[str, str]:
    """The query string; of repeated names the last. Raises `Refusal` 400."""
    return _pairs(scope.get("query_string", b""))


def _pairs(raw: bytes) -> dict[str, str]:
    try:
        text = raw.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Refusal(400, "BAD_REQUEST", f"at most {MOST_FIELDS} fields, in UTF-8") from None
    if any("\0" in name or "\0" in value for name, value in pairs):
        raise Refusal(400, "INVALID_TEXT", "a text holds a NUL character")
    return dict(pairs)


def request_query(fields: Mapping[str, str], now: datetime) -> RequestQuery:
    """The conditions of GET requests. Raises `Refusal` 400."""
    return RequestQuery(
        span=span(fields, now),
        codes=listed(fields, "service_code"),
        statuses=_statuses(listed(fields, "status")),
        region=fields.get("jurisdiction_id") or None,
    )


def listed(fields: Mapping[str, str], name: str) -> tuple[str, ...]:
    """A list with commas. Raises `Refusal` 400 when it is too long."""
    found = tuple(part.strip() for part in fields.get(name, "").split(",") if part.strip())
    if len(found) > MOST_IDS:
        raise Refusal(400, "BAD_REQUEST", f"{name} takes {MOST_IDS} values at once")
    return found


def span(fields: Mapping[str, str], now: datetime) -> Span:
    """Dates and page. Without dates the last 90 days; with one of them the 90 days at that end.

    Raises:
        Refusal: 400. Not a W3C time with its offset, more than 90 days, or beyond the thousandth row.
    """
    start, end = _moment(fields, "start_date"), _moment(fields, "end_date")
    try:
        last = end or (min(now, start + WINDOW) if start else now)
        first = start or last - WINDOW
    except OverflowError:
        raise Refusal(400, "BAD_REQUEST", "there is nothing 90 days from that date") from None
    if last - first > WINDOW:
        raise Refusal(400, "BAD_REQUEST", "start_date and end_date span at most 90 days")
    size = _number(fields, "page_size", PAGE)
    page = _number(fields, "page", 1)
    if not 0 < size <= PAGE or page < 1 or page * size > MOST_REQUESTS:
        raise Refusal(400, "BAD_REQUEST", f"pages reach to row {MOST_REQUESTS}: choose nearer dates instead")
    return Span(first, last, size, (page - 1) * size)


def _moment(fields: Mapping[str, str], name: str) -> datetime | None:
    written = fields.get(name, "").strip().replace(" ", "+")  # a plus sign that was not encoded
    if not written:
        return None
    try:
        read = datetime.fromisoformat(written)
        if read.tzinfo is None or "T" not in written:
            raise ValueError("no offset")
        return min(read.astimezone(UTC), LATEST)
    except (ValueError, OverflowError):
        example = "2026-03-01T00:00:00Z"
        raise Refusal(400, "BAD_REQUEST", f"write {name} with its offset, like {example}") from None


def _number(fields: Mapping[str, str], name: str, default: int) -> int:
    written = fields.get(name, "").strip()
    if not written:
        return default
    if not (written.isascii() and written.isdigit() and len(written) <= 9):
        raise Refusal(400, "BAD_REQUEST", f"{name} is a whole number")
    return int(written)


def _statuses(words: tuple[str, ...]) -> tuple[CaseStatus, ...]:
    known = {"open": georeport.OPEN, "closed": georeport.CLOSED}
    if not set(words) <= known.keys():
        raise Refusal(400, "BAD_REQUEST", "status is open, closed or both")
    return tuple(status for word in dict.fromkeys(words) for status in known[word])
