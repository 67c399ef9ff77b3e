"""Decoding only what is needed of an answer: every other field is skipped over and never becomes a value."""

from collections.abc import Sequence
from datetime import date
from typing import TypeAlias, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from hub.connectors.wild import as_word, moment
from hub.errors import Misunderstood

T = TypeVar("T")

Odd: TypeAlias = str | int | float | bool | None
"""A plain field whose type changes from one answer to the next."""

DAY = len("2026-11-23")
NEVER = "0000"  # year of a date that was never set


def decoded(body: bytes, into: type[T]) -> T:
    """The JSON as `into`; what `into` does not name is not decoded. Raises `Misunderstood`."""
    try:
        return msgspec.json.decode(body, type=into)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Misunderstood("NO_SUCH_SHAPE") from None


def under(body: bytes, path: Sequence[str]) -> bytes:
    """The bytes of what stands under `path`; its neighbours are not decoded. Raises `Misunderstood`."""
    for step in path:
        fields = decoded(body, dict[str, msgspec.Raw])
        if step not in fields:
            raise Misunderstood(f"NOTHING_AT {'.'.join(path)}")
        body = bytes(fields[step])
    return body


def word_of(value: Odd) -> str:
    """As a word to be shown; empty where there is none."""
    return as_word(value) or ""


def day_of(value: Odd, zone: str) -> date | None:
    """A day as `yyyy-mm-dd`, with or without a time; one with an offset is the day it was in `zone`.

    None for what was never set: null, an empty text, `0000-00-00`. Raises `Misunderstood` for anything else.
    """
    written = word_of(value)
    if not written or written.startswith(NEVER):
        return None
    return moment(written, "iso", zone).astimezone(ZoneInfo(zone)).date()
