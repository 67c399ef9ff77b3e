"""Reading untrusted JSON: what is missing or of another type is `Misunderstood`, never a KeyError."""

from datetime import UTC, datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from hub.errors import Misunderstood

Wild: TypeAlias = object
"""A decoded JSON value nobody has looked at yet."""


def at(value: Wild, *path: str) -> Wild:
    """The value under `path`, or None where a step is missing or null."""
    for step in path:
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value


def as_text(value: Wild) -> str | None:
    """A text or number as text (0 is "0"); None for anything else and for blank."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None


def text_at(value: Wild, *path: str) -> str | None:
    """`as_text` of what is under `path`."""
    return as_text(at(value, *path))


def need_text(value: Wild, *path: str) -> str:
    """As `text_at`; raises `Misunderstood` naming the place, never the value."""
    found = text_at(value, *path)
    if found is None:
        raise Misunderstood(f"NO_TEXT_AT {'.'.join(path)}")
    return found


def need_list(value: Wild, *path: str) -> list[Wild]:
    """A list. Raises `Misunderstood` for anything else."""
    found = at(value, *path)
    if not isinstance(found, list):
        raise Misunderstood(f"NO_LIST_AT {'.'.join(path)}")
    return found


def need_int(value: Wild, *path: str) -> int:
    """A whole number, also written as text."""
    found = need_text(value, *path)
    try:
        return int(found)
    except ValueError:
        raise Misunderstood(f"NO_NUMBER_AT {'.'.join(path)}") from None


def moment(written: str, pattern: str, zone: str) -> datetime:
    """A peer's time as aware datetime; `pattern` is "iso" or a strptime form.

    A time without an offset is wall time in `zone`, the IANA name the instance declares.
    """
    try:
        read = datetime.fromisoformat(written) if pattern == "iso" else _stripped(written, pattern)
        aware = read if read.tzinfo is not None else read.replace(tzinfo=ZoneInfo(zone))
        aware.astimezone(UTC)  # the first and the last hours of the calendar have no time there
    except (ValueError, OverflowError):
        raise Misunderstood("UNREADABLE_TIME") from None
    return aware


def _stripped(written: str, pattern: str) -> datetime:
    return datetime.strptime(written, pattern)  # noqa: DTZ007 - the caller adds the zone
