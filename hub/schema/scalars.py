"""The scalars of the public schema: one wire format each, defined here and nowhere else."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

Cursor = NewType("Cursor", str)

MAX_CURSOR = 512
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def wire_time(moment: datetime) -> str:
    """RFC 3339 in UTC: `2026-01-02T03:04:05+00:00`, with six decimals of a second when they are not all zero.

    Raises:
        ValueError: `moment` has no offset.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs an offset")
    return moment.astimezone(UTC).isoformat()


def read_time(text: object) -> datetime:
    """A moment with its offset. Raises `ValueError` for what RFC 3339 does not allow, like no offset."""
    if not isinstance(text, str) or _DATE_TIME.fullmatch(text) is None:
        raise ValueError("not a DateTime: write it like 2026-01-02T03:04:05+07:00, with an offset")
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("not a DateTime: no such day or time") from None


def read_date(text: object) -> date:
    """A calendar day. Raises `ValueError`."""
    if not isinstance(text, str) or _DATE.fullmatch(text) is None:
        raise ValueError("not a Date: write it like 2026-01-31")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("not a Date: no such day") from None


def read_cursor(text: object) -> Cursor:
    """An opaque text of at most 512 characters. Raises `ValueError`."""
    if not isinstance(text, str) or not 0 < len(text) <= MAX_CURSOR:
        raise ValueError("not a Cursor")
    return Cursor(text)


def unstorable(values: Iterable[object]) -> bool:
    """Whether any text among the values, at any depth, holds NUL or half a surrogate pair.

    Databases refuse or cut such text.
    """
    return any(isinstance(value, str) and not _clean(value) for value in _within(values))


def longest_list(values: Iterable[object]) -> int:
    """Entries of the longest list among the values, at any depth; 0 where there is none."""
    return max((len(value) for value in _within(values) if isinstance(value, list)), default=0)


def _within(values: Iterable[object]) -> Iterator[object]:
    """Every value, keys included. The sender decides how deep values nest: walked without recursion."""
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        yield value
        if isinstance(value, dict):
            waiting.extend(value.keys())
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _clean(text: str) -> bool:
    if "\0" in text:
        return False
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment (waktu) by RFC 3339. Answers are in UTC with offset `+00:00`; "
        "what you send must carry an offset.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=wire_time,
        parse_value=read_time,
    ),
    date: strawberry.scalar(
        name="Date",
        description="A calendar day (tanggal), `YYYY-MM-DD`.",
        serialize=date.isoformat,
        parse_value=read_date,
    ),
    Cursor: strawberry.scalar(
        name="Cursor",
        description="A place in one list (penanda posisi). Opaque and encrypted: send back what you got.",
        serialize=str,
        parse_value=read_cursor,
    ),
}
