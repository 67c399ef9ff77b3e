"""What an HTTP answer means for a retry, in one place. Messages are codes: no URL, body, header or person."""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime

import orjson

from hub.connectors.wild import Wild, at, text_at
from hub.errors import (
    ConnectorError,
    CredentialFault,
    Misunderstood,
    Refused,
    Throttled,
    Unconfirmed,
    Unreachable,
)

LONGEST_WAIT = 6 * 3600.0  # seconds; a longer Retry-After is cut to this
LATER = frozenset({408, 425, 429, 503})
CREDENTIAL = frozenset({401, 403, 407})
CONFLICT = 409


def lost(code: str, safe: bool, sent: bool = True) -> ConnectorError:
    """A call without a usable answer. `safe`: it changes nothing; `sent`: the peer may have got it."""
    return Unconfirmed(code) if sent and not safe else Unreachable(code)


def unreadable(code: str, safe: bool) -> ConnectorError:
    """An answer nobody can read. After a write the peer may hold the case, so it must not be sent again."""
    return Misunderstood(code) if safe else Unconfirmed(code)


def of_answer(status: int, headers: Mapping[str, str], body: bytes, safe: bool) -> ConnectorError | None:
    """The fault an answer stands for, or None where it is to be read.

    Args:
        status: HTTP status.
        headers: lower-case names.
        body: the decoded answer; looked into for codes of the government bus only.
        safe: whether the call can be repeated without any effect (a read).
    """
    if status < 300:
        return None
    code = f"HTTP_{status}"
    bus = _bus_code(body)
    if bus.startswith("9008") or (status in LATER and not bus.startswith("9009")):
        return Throttled(code, retry_after=_retry_after(headers))
    if bus.startswith("9009") or status in CREDENTIAL:
        return CredentialFault(code)
    if status >= 500 or (status == CONFLICT and not safe):
        return lost(code, safe)
    return Refused(code)


def _bus_code(body: bytes) -> str:
    """The code of an SPLP (WSO2) fault, `{"code": ...}` or `{"fault": {"code": ...}}`; else empty."""
    try:
        answer: Wild = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ""
    return text_at(answer, "code") or text_at(at(answer, "fault"), "code") or ""


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait. A date is measured against the peer's own `Date`, so that no clock of ours decides."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return min(float(said), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(said)
        now = parsedate_to_datetime(headers.get("date", ""))
        return min(max(0.0, (until - now).total_seconds()), LONGEST_WAIT)
    except (ValueError, TypeError):
        return None
