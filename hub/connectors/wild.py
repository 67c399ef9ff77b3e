"""Reading untrusted JSON: what is missing, of another type or too large is `Misunderstood`, never a KeyError.

Whatever passes can be stored: texts hold neither NUL (PostgreSQL takes none) nor halves of characters, and
have a longest length; numbers have 63 bits with room for arithmetic.
"""

import re
from datetime import UTC, datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from hub.errors import Misunderstood

Wild: TypeAlias = object
"""A decoded JSON value nobody has looked at yet."""

LARGEST = 2**62  # of a number, on both sides of zero
LONGEST_ID = 200
LONGEST_WORD = 500
LONGEST_NOTE = 10_000
LONGEST_URL = 2_000
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def at(value: Wild, *path: str) -> Wild:
    """The value under `path`, or None where a step is missing or null."""
    for step in path:
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value


def as_text(value: Wild) -> str | None:
    """A text or number as text (0 is "0"), cut to `LONGEST_NOTE`; None for anything else and for blank."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value[:LONGEST_NOTE]).strip() or None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
        return None
    return str(value)


def as_word(value: Wild) -> str | None:
    """As `as_text`, cut to `LONGEST_WORD`."""
    found = as_text(value)
    return found[:LONGEST_WORD].rstrip() if found is not None else None


def as_id(value: Wild) -> str | None:
    """As `as_text`, but whole or not at all: a mended name is the name of something else."""
    if isinstance(value, str) and (len(value) > LONGEST_ID or _UNSTORABLE.search(value)):
        return None
    return as_text(value)


def as_url(value: Wild) -> str | None:
    """A web address that may be shown as a link; None for anything else."""
    found = value.strip() if isinstance(value, str) else ""
    whole = len(found) <= LONGEST_URL and not _UNSTORABLE.search(found)
    return found if whole and found.lower().startswith(("https://", "http://")) else None


def text_at(value: Wild, *path: str) -> str | None:
    """`as_text` of what is under `path`."""
    return as_text(at(value, *path))


def need_text(value: Wild, *path: str) -> str:
    """As `text_at`; raises `Misunderstood` naming the place, never the value."""
    found = text_at(value, *path)
    if found is None:
        raise Misunderstood(f"NO_TEXT_AT {'.'.join(path)}")
    return found


def id_at(value: Wild, *path: str) -> str | None:
    """`as_id` of what is under `path`."""
    return as_id(at(value, *path))


def need_id(value: Wild, *path: str) -> str:
    """As `id_at`; raises `Misunderstood` naming the place, never the value."""
    found = id_at(value, *path)
    if found is None:
        raise Misunderstood(f"NO_ID_AT {'.'.join(path)}")
    return found


def need_word(value: Wild, *path: str) -> str:
    """As `need_text`, cut to `LONGEST_WORD`."""
    return need_text(value, *path)[:LONGEST_WORD].rstrip()


def need_list(value: Wild, *path: str) -> list[Wild]:
    """A list. Raises `Misunderstood` for anything else."""
    found = at(value, *path)
    if not isinstance(found, list):
        raise Misunderstood(f"NO_LIST_AT {'.'.join(path)}")
    return found


def need_int(value: Wild, *path: str, largest: int = LARGEST) -> int:
    """A whole number on either side of zero, up to `largest`; also written as text."""
    found = need_id(value, *path)
    try:
        number = int(found)
    except ValueError:
        raise Misunderstood(f"NO_NUMBER_AT {'.'.join(path)}") from None
    if abs(number) > largest:
        raise Misunderstood(f"NUMBER_OUT_OF_BOUNDS_AT {'.'.join(path)}")
    return number


def moment(written: str, pattern: str, zone: str) -> datetime:
    """A peer's time in UTC; `pattern` is "iso" or a strptime form.

    A time without an offset is wall time in `zone`, the IANA name the instance declares.
    """
    try:
        read = datetime.fromisoformat(written) if pattern == "iso" else _stripped(written, pattern)
        aware = read if read.tzinfo is not None else read.replace(tzinfo=ZoneInfo(zone))
        return aware.astimezone(UTC)  # the first and the last hours of the calendar have no time there
    except (ValueError, OverflowError):
        raise Misunderstood("UNREADABLE_TIME") from None


def _stripped(written: str, pattern: str) -> datetime:
    return datetime.strptime(written, pattern)  # noqa: DTZ007 - the caller adds the zone
