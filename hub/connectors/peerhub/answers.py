"""What a GraphQL answer of another hub means for a retry; pure. Messages are codes."""

import re

from hub.connectors import faults
from hub.connectors.wild import Wild, at, need_text, text_at
from hub.errors import ConnectorError, CredentialFault, Misunderstood, Refused, Throttled

RESYNC = "RESYNC_REQUIRED"
PROBLEM = "Problem"
_CODE = re.compile(r"[A-Z][A-Z_]{0,39}")
_CREDENTIAL = frozenset({"UNAUTHENTICATED", "FORBIDDEN"})
_LATER = frozenset({"RATE_LIMITED", "OVERLOADED"})
_LOST = frozenset({"INTERNAL", "UPSTREAM_UNAVAILABLE", "DEADLINE_EXCEEDED", "UNAVAILABLE", "UNKNOWN"})


def data(answer: Wild, safe: bool) -> Wild:
    """The `data` of an answer. An error beside data that was asked for is the peer's, not the answer's.

    Args:
        answer: the decoded body.
        safe: whether the call changes nothing at the peer.

    Raises:
        ConnectorError: the operation failed; by its first error's code.
    """
    found, errors = at(answer, "data"), at(answer, "errors")
    whole = isinstance(found, dict) and any(value is not None for value in found.values())
    if whole or (isinstance(found, dict) and not errors):
        return found
    if not isinstance(errors, list) or not errors:
        raise Misunderstood("NEITHER_DATA_NOR_ERRORS")
    raise _fault(_named(text_at(errors[0], "extensions", "code")), safe)


def result(found: Wild) -> Wild:
    """What a mutation answered under `result`, unless it is a `Problem`.

    Raises:
        Throttled: nothing was done, and the same may be done later.
        CredentialFault: our key may not do that.
        Refused: anything else the peer objects to.
    """
    answered = at(found, "result")
    if need_text(answered, "__typename") != PROBLEM:
        return answered
    code = _named(text_at(answered, "code"))
    if code in ("CONFLICT", *_LATER):
        raise Throttled(code)
    raise CredentialFault(code) if code == "NOT_ALLOWED" else Refused(code)


def is_resync(fault: ConnectorError) -> bool:
    """Whether the peer does not know our place in its feed any more."""
    return str(fault) == RESYNC


def _fault(code: str, safe: bool) -> ConnectorError:
    if code in _CREDENTIAL:
        return CredentialFault(code)
    if code in _LATER:
        return Throttled(code)
    return faults.lost(code, safe) if code in _LOST else Refused(code)


def _named(code: str | None) -> str:
    return code if code is not None and _CODE.fullmatch(code) else "UNKNOWN"
