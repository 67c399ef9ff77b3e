"""What every simulated system remembers: a record (the complaint there) and what happened to it."""

from dataclasses import dataclass, field
from typing import Any

FINISHED = frozenset({"answer", "close", "return"})


@dataclass(frozen=True, slots=True)
class Draft:
    """A complaint as it came in. `ticket` is the sender's own number, `origin` the account's institution."""

    ticket: str | None
    title: str
    body: str
    payload: dict[str, Any] = field(default_factory=dict)
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A complaint as it stands. `state`: the last act that moved it; `word`: how this system calls that."""

    number: int
    id: str
    ticket: str | None
    title: str
    body: str
    origin: str | None
    institution: str | None
    state: str
    word: str
    note: str | None
    proposed: str | None
    created: float
    updated: float
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do to a record. None in `state`, `word`, `institution`, `payload` leaves that as it is."""

    action: str
    by: str
    state: str | None = None
    word: str | None = None
    note: str | None = None
    proposed: str | None = None
    institution: str | None = None
    payload: dict[str, Any] | None = None
    files: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `seq` grows over the whole system; `institution` held the record then."""

    seq: int
    record_id: str
    ticket: str | None
    at: float
    by: str
    action: str
    old_word: str | None
    word: str
    note: str | None
    proposed: str | None
    institution: str | None
    files: tuple[int, ...] = ()
