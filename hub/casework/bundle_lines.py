"""What stands in a bundle: a value per line. `type` says which; an unknown one is refused."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypeVar

import msgspec
from msgspec import Struct

from hub.errors import BundleRefused

T = TypeVar("T")
DONE = "DONE"


class About(Struct, frozen=True, tag="about", rename="camel", forbid_unknown_fields=True):
    """First line from the hub. `more`: not everything fitted, the rest comes after the office's reply."""

    hub: str
    agency: str
    agency_name: str
    made: datetime
    more: bool


class Result(Struct, frozen=True, tag="result", rename="camel", forbid_unknown_fields=True):
    """What became of an act of the office: DONE, or the code of a `Problem`."""

    action_id: str
    tracking_number: str
    code: str
    message: str = ""


class Deadline(Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """A legal clock that still runs."""

    kind: str
    due_at: datetime
    working_days_left: int


class CaseLine(Struct, frozen=True, tag="case", rename="camel", forbid_unknown_fields=True):
    """A case as the officer of the office may see it. No reporter: identities travel in no bundle."""

    tracking_number: str
    version: int
    kind: str
    status: str
    sensitivity: str
    visibility: str
    title: str
    body: str
    topic: str | None
    region: str
    region_name: str
    owner: str | None
    answer: str | None
    occurred_on: date | None
    latitude: float | None
    longitude: float | None
    created_at: datetime
    updated_at: datetime
    deadlines: tuple[Deadline, ...] = ()


class EventLine(Struct, frozen=True, tag="event", rename="camel", forbid_unknown_fields=True):
    """One thing that happened."""

    id: str
    tracking_number: str
    sequence: int
    event: str
    status: str
    actor: str
    agency: str | None
    note: str | None
    occurred_at: datetime


class Held(Struct, frozen=True, tag="held", rename="camel", forbid_unknown_fields=True):
    """All open cases that are the office's now: another one it was told of before has gone elsewhere."""

    tracking_numbers: tuple[str, ...]


class Act(Struct, frozen=True, tag="act", rename="camel", forbid_unknown_fields=True):
    """What the office did. Either `version`, the one it saw, or `after`, its own act before this one."""

    action_id: str
    tracking_number: str
    act: str
    text: str
    version: int | None = None
    after: str | None = None
    proposes: str | None = None


FromHub = About | Result | CaseLine | EventLine | Held


def written(lines: Iterable[Struct]) -> bytes:
    """The lines of a bundle."""
    return b"".join(msgspec.json.encode(one) + b"\n" for one in lines)


def read_from_hub(plain: bytes) -> list[FromHub]:
    """Raises `BundleRefused` NOT_A_BUNDLE for a line that is none of these."""
    return _read(plain, msgspec.json.Decoder(FromHub))


def read_from_office(plain: bytes) -> list[Act]:
    """Raises `BundleRefused` NOT_A_BUNDLE for a line that is no act, or holds NUL: no database keeps that."""
    acts = _read(plain, msgspec.json.Decoder(Act))
    if any("\x00" in str(value) for one in acts for value in msgspec.structs.astuple(one)):
        raise BundleRefused("NOT_A_BUNDLE", "a text of this bundle holds a NUL character")
    return acts


def _read(plain: bytes, decoder: "msgspec.json.Decoder[T]") -> list[T]:
    try:
        return decoder.decode_lines(plain)  # type: ignore[no-any-return, attr-defined, unused-ignore]
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BundleRefused(
            "NOT_A_BUNDLE", "a line of this bundle cannot be read: is the program too old?"
        ) from None
