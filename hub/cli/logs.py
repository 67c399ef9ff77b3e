"""Logging of a process: one JSON object per line on standard error, without personal data."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

from hub.domain.redaction import masked

_KEY = re.compile(r"hub_([a-z0-9]{1,40})_[A-Za-z0-9_-]{43}")
_PASSWORD = re.compile(r"(\w+://[^:/@\s]*):[^@\s]+@")
_DEEPEST = 6
CHATTY = ("alembic", "dbos", "uvicorn")

Event = MutableMapping[str, Any]


def configure(level: str) -> None:
    """Send structlog and the standard library's loggers through the same processors."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_traceback,
        redacted,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in CHATTY:
        logging.getLogger(name).setLevel(max(root.level, logging.WARNING))


def without_traceback(logger: Any, method: str, event: Event) -> Event:
    """Name the exception instead of printing it: texts and locals of exceptions hold what callers sent."""
    fault = event.pop("exc_info", None)
    event.pop("exc_text", None)
    event.pop("stack_info", None)
    if fault is True:
        fault = sys.exc_info()
    kind = fault[0] if isinstance(fault, tuple) else type(fault) if fault else None
    if isinstance(kind, type):
        event["exception"] = kind.__name__
    return event


def redacted(logger: Any, method: str, event: Event) -> Event:
    """Blot out national ids, phone numbers, e-mail addresses, API keys and passwords, wherever they stand."""
    return {name: value if name == "timestamp" else _clean(value) for name, value in event.items()}


def _clean(value: Any, depth: int = 0) -> Any:
    if isinstance(value, str):
        return masked(_PASSWORD.sub(r"\1:***@", _KEY.sub(r"hub_\1_***", value)))
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        text = str(value)
        return value if masked(text) == text else masked(text)
    if depth > _DEEPEST:
        return "..."
    if isinstance(value, Mapping):
        return {_clean(str(name)): _clean(one, depth + 1) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(one, depth + 1) for one in value]
    return _clean(repr(value))
