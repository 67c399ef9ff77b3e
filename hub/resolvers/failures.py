"""Which failures a client gets to read, and under which code. The unforeseen becomes a number in the log."""

import logging
import traceback
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from graphql import GraphQLError

from hub.errors import (
    ConnectorError,
    FellBehind,
    HubError,
    NotAvailable,
    NotEntitled,
    OverBudget,
    ResyncRequired,
    Retry,
    RuleViolation,
)
from hub.schema.problems import SourceFailed
from hub.schema.refusals import RefusalCode, coded

logger = logging.getLogger(__name__)

_KNOWN: tuple[tuple[type[HubError], str], ...] = (
    (NotEntitled, "FORBIDDEN"),
    (NotAvailable, "NOT_AVAILABLE"),
    (ResyncRequired, "RESYNC_REQUIRED"),
)


def published(errors: Sequence[GraphQLError], new_id: Callable[[], str]) -> list[GraphQLError]:
    """The errors as a client reads them: always with `extensions.code`."""
    return [_published(error, new_id) for error in errors]


def _published(error: GraphQLError, new_id: Callable[[], str]) -> GraphQLError:
    cause = error.original_error
    if cause is None or isinstance(cause, GraphQLError):
        return _coded(error)
    if isinstance(cause, RuleViolation):
        return _told(
            error, cause.message, {"code": cause.code, **({"field": cause.field} if cause.field else {})}
        )
    if isinstance(cause, FellBehind):
        return _told(error, str(cause), {"code": "FELL_BEHIND", "resumeAfter": cause.cursor})
    for known, code in _KNOWN:
        if isinstance(cause, known):
            return _told(error, str(cause) or code, {"code": code})
    return _numbered(error, cause, new_id())


def _coded(error: GraphQLError) -> GraphQLError:
    """Made by the GraphQL engine: a variable or argument that does not fit its type."""
    return error if "code" in (error.extensions or {}) else coded(error, RefusalCode.INPUT)


def _numbered(error: GraphQLError, cause: Exception, error_id: str) -> GraphQLError:
    """The client gets a number, the log the place; texts of exceptions may hold personal data."""
    failure = cause.failure if isinstance(cause, SourceFailed) else cause
    if isinstance(failure, ConnectorError):
        return _upstream(error, failure, cause if isinstance(cause, SourceFailed) else None, error_id)
    logger.error("%s %s at %s: %s", error_id, type(cause).__name__, _path(error), " < ".join(_frames(cause)))
    return _told(error, "internal error", {"code": "INTERNAL", "errorId": error_id})


def _upstream(
    error: GraphQLError, failure: ConnectorError, source: SourceFailed | None, error_id: str
) -> GraphQLError:
    """Nothing but codes, names and times of ours: not a word of the system itself."""
    over = isinstance(failure, OverBudget)
    facts: dict[str, Any] = {
        "code": "UPSTREAM_BUDGET" if over else "UPSTREAM_UNAVAILABLE",
        "errorId": error_id,
        "retryable": failure.retry is not Retry.NEVER,
    }
    if source is not None:
        facts["source"] = source.source
    if source is not None and source.as_of is not None:
        facts["asOf"] = source.as_of.isoformat()
    logger.warning("%s %s at %s %s", error_id, failure.code, _path(error), facts.get("source", ""))
    told = "your budget of calls to agencies' systems is used up for now"
    return _told(error, told if over else "an agency's system does not answer as agreed", facts)


def _told(error: GraphQLError, message: str, extensions: dict[str, Any]) -> GraphQLError:
    return GraphQLError(message, nodes=error.nodes, path=error.path, extensions=extensions)


def _path(error: GraphQLError) -> str:
    return ".".join(str(step) for step in error.path or [])


def _frames(cause: BaseException) -> Iterator[str]:
    """Where it was raised, innermost first: file, line, function; no values."""
    for frame in reversed(traceback.extract_tb(cause.__traceback__)[-6:]):
        yield f"{frame.filename.rpartition('hub/')[2] or frame.filename}:{frame.lineno} {frame.name}"
