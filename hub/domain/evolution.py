"""How a case changes: every event carries the change it makes, so that folding a timeline gives the row.

`Evolution` is the only way a case's fields are changed. Each event's `facts` hold exactly the fields that it
changed, as JSON values, and of a clock what it said; `fold` replays the fields.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from hub.domain.assignment import AssignmentState
from hub.domain.case import (
    Case,
    CaseEvent,
    CaseEventType,
    CaseKind,
    CaseStatus,
    CompensationState,
    IdentityProtection,
    Maladministration,
    OversightState,
    Sensitivity,
    Visibility,
)
from hub.domain.ladder import relieves
from hub.domain.reasons import Reason

Fact = str | int | bool | list[str] | None

_ENUMS: dict[str, type[Enum]] = {
    "kind": CaseKind,
    "sensitivity": Sensitivity,
    "identity_protection": IdentityProtection,
    "visibility": Visibility,
    "maladministration": Maladministration,
    "resume_status": CaseStatus,
    "oversight": OversightState,
    "compensation": CompensationState,
}
_MOMENTS = frozenset({"verified_at", "first_response_at", "answered_at", "closed_at", "reopened_at"})
_PLAIN = frozenset(
    {
        "topic",
        "owner",
        "assignee",
        "hop",
        "breached",
        "returns",
        "escalated",
        "binding",
        "delivered",
        "oversight_reference",
        "merged_into",
        "predecessor",
        "rating",
        "auto_routed",
        "raised_to",
        "raised_for",
    }
)
FOLDED = frozenset({*_ENUMS, *_MOMENTS, *_PLAIN, "copied"})
"""Fields that live in events. Text, place and time never change; `due_at` and `calendar` are derived."""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event that has happened and is not yet stored."""

    type: CaseEventType
    status: CaseStatus
    actor: str
    agency: str | None
    note: str | None
    claimed_at: datetime | None
    facts: dict[str, Fact]


@dataclass(frozen=True, slots=True)
class Offer:
    """A new assignment, with a message to the agency's system where it has one."""

    agency: str
    connector: str | None
    reason: str | None
    explanation: tuple[Reason, ...]
    binding: bool


@dataclass(frozen=True, slots=True)
class MarkAssignment:
    """The live assignment changes state; RETURNED, RECALLED, COMPLETED and so on end it."""

    state: AssignmentState
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Tell:
    """A message to the system that holds the live assignment: the reporter's reply, a recall."""

    text: str


@dataclass(frozen=True, slots=True)
class TellHolders:
    """A message to every system that ever got the case, the present holder's among them."""

    text: str


@dataclass(frozen=True, slots=True)
class SealIdentity:
    """The protection rose: the stored identity must become unreadable for the hub itself."""


@dataclass(frozen=True, slots=True)
class NoteCompensation:
    """What is known of the claim for compensation besides its state: columns and values."""

    changes: tuple[tuple[str, datetime | date | int], ...]


Effect = NoteCompensation | Offer | MarkAssignment | Tell | TellHolders | SealIdentity


class Evolution:
    """One command at work on one case: one new version, one or more events.

    At birth the first event carries every folded field.
    """

    def __init__(self, case: Case, now: datetime, *, birth: bool = False) -> None:
        self.before: Case | None = None if birth else case
        self.now = now
        self.case = case if birth else replace(case, version=case.version + 1, updated_at=now)
        self.events: list[NewEvent] = []
        self.effects: list[Effect] = []

    def happen(
        self,
        event: CaseEventType,
        actor: str,
        *,
        agency: str | None = None,
        note: str | None = None,
        claimed_at: datetime | None = None,
        about: Mapping[str, Fact] | None = None,
        **changes: Any,
    ) -> None:
        """Apply `changes` (fields of `Case`; `status` and `answer` included) and remember the event.

        `about`: facts that are no fields of the case; see `hub.domain.verdicts`. A case that was raised comes
        down with the event that ends the cause.
        """
        if "raised_to" not in changes and relieves(event, self.case):
            changes |= {"raised_to": None, "raised_for": None}
        changed = replace(self.case, **changes)
        newborn = self.before is None and not self.events
        facts = {
            name: to_fact(getattr(changed, name))
            for name in sorted(FOLDED)
            if newborn or getattr(changed, name) != getattr(self.case, name)
        }
        self.case = changed
        facts |= about or {}
        self.events.append(NewEvent(event, changed.status, actor, agency, note, claimed_at, facts))

    def also(self, **changes: Any) -> None:
        """The last event changed these fields as well."""
        last, self.case = self.events[-1], replace(self.case, **changes)
        facts = {name: to_fact(getattr(self.case, name)) for name in sorted(changes)}
        self.events[-1] = replace(last, facts={**last.facts, **facts})

    def told(self, already: int, new_id: Callable[[], str]) -> list[CaseEvent]:
        """The new events with their places in the timeline, behind the `already` that it has."""
        return [
            CaseEvent(
                id=new_id(),
                case_id=self.case.id,
                sequence=already + place,
                type=event.type,
                status=event.status,
                version=self.case.version,
                actor=event.actor,
                agency=event.agency,
                note=event.note,
                occurred_at=self.now,
                claimed_at=event.claimed_at,
                facts=event.facts,
            )
            for place, event in enumerate(self.events, start=1)
        ]


def to_fact(value: Any) -> Fact:
    """A field as JSON."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def from_fact(name: str, value: Fact) -> Any:
    """The field `name` back from JSON."""
    if value is None:
        return None
    if name in _ENUMS:
        return _ENUMS[name](value)
    if name in _MOMENTS:
        return datetime.fromisoformat(str(value))
    return tuple(value) if isinstance(value, list) else value


def fold(events: Iterable[CaseEvent]) -> dict[str, Any]:
    """The state a timeline tells: every field of `FOLDED`, and status, version, answer and updated_at."""
    state: dict[str, Any] = {"answer": None}
    for event in events:
        state.update({name: from_fact(name, value) for name, value in event.facts.items() if name in FOLDED})
        state.update(status=event.status, version=event.version, updated_at=event.occurred_at)
        if event.type is CaseEventType.ANSWERED:
            state["answer"] = event.note
    return state


def state_of(case: Case) -> dict[str, Any]:
    """The same fields read off a row, to be held against `fold`."""
    names = FOLDED | {"status", "version", "answer", "updated_at"}
    return {field.name: getattr(case, field.name) for field in fields(case) if field.name in names}
