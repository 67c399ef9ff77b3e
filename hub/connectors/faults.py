"""What an HTTP answer means for a retry, in one place. Messages are codes: no URL, body, header or person."""

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Literal, TypeAlias

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

Failure: TypeAlias = Literal["credential", "refused", "throttled", "unconfirmed", "unreachable"]
FAILED: Mapping[str, type[ConnectorError]] = {
    "credential": CredentialFault,
    "refused": Refused,
    "throttled": Throttled,
    "unconfirmed": Unconfirmed,
    "unreachable": Unreachable,
}
"""The words by which an instance says what a status or a code of its peer means."""

BUS_CODE = re.compile("900[89][0-9]{2}")


def lost(code: str, safe: bool, sent: bool = True) -> ConnectorError:
    """A call without a usable answer. `safe`: it changes nothing; `sent`: the peer may have got it."""
    return Unconfirmed(code) if sent and not safe else Unreachable(code)


def unreadable(code: str, safe: bool) -> ConnectorError:
    """An answer nobody can read. After a write the peer may hold the case, so it must not be sent again."""
    return Misunderstood(code) if safe else Unconfirmed(code)


def of_answer(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    safe: bool,
    own: Mapping[str, Failure] | None = None,
    bus: bool = False,
) -> ConnectorError | None:
    """The fault an answer stands for, or None where it is to be read.

    Args:
        status: HTTP status.
        headers: lower-case names.
        body: the decoded answer; looked into for codes of the government bus only.
        safe: whether the call can be repeated without any effect (a read).
        own: what some statuses mean at this peer, against the rule.
        bus: the peer is behind the government bus, whose codes count with any status, 200 included.
    """
    if status < 300 and not bus:
        return None
    code = bus_code(body)
    if code:
        return of_bus(code, headers)
    if status < 300:
        return None
    return _of_status(status, headers, safe, own or {})


def of_bus(code: str, headers: Mapping[str, str]) -> ConnectorError:
    """What a code of WSO2's gateway means: 9008xx come later, 9009xx mend the credential."""
    if code.startswith("9008"):
        return Throttled(f"BUS_{code}", retry_after=retry_after(headers))
    return CredentialFault(f"BUS_{code}")


def _of_status(
    status: int, headers: Mapping[str, str], safe: bool, own: Mapping[str, Failure]
) -> ConnectorError:
    code, known = f"HTTP_{status}", own.get(str(status))
    if known == "throttled" or (known is None and status in LATER):
        return Throttled(code, retry_after=retry_after(headers))
    if known is not None:
        return FAILED[known](code)
    if status in CREDENTIAL:
        return CredentialFault(code)
    if status >= 500 or (status == CONFLICT and not safe):
        return lost(code, safe)
    return Refused(code)


def bus_code(body: bytes) -> str:
    """The code of an SPLP (WSO2) fault, `{"code": ...}` or `{"fault": {"code": ...}}`; else empty."""
    if not BUS_CODE.search(body[:2000].decode("latin-1")):  # spares reading every good answer twice
        return ""
    try:
        answer: Wild = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ""
    code = text_at(answer, "code") or text_at(at(answer, "fault"), "code") or ""
    return code if BUS_CODE.fullmatch(code) else ""


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait. A date is measured against the peer's own `Date`, so that no clock of ours decides."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return min(float(said), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(said)
        now = parsedate_to_datetime(headers.get("date", ""))
        return min(max(0.0, (until - now).total_seconds()), LONGEST_WAIT)
    except (ValueError, TypeError, OverflowError):
        return None
