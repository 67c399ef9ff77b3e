"""The timeline of each case: rows are added and read, never changed. The database itself refuses more."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.case import CaseEvent, CaseEventType, CaseStatus
from hub.store.tables import case_events


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event and its place in the feed of all cases."""

    position: str
    event: CaseEvent


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Consecutive events of one case."""

    events: tuple[StoredEvent, ...]
    has_next: bool


EVENT_COLUMNS: tuple[ColumnElement[Any], ...] = (
    case_events.c.txid,
    case_events.c.position,
    case_events.c.id,
    case_events.c.case_id,
    case_events.c.sequence,
    case_events.c.type,
    case_events.c.status,
    case_events.c.version,
    case_events.c.actor,
    case_events.c.agency,
    case_events.c.note,
    case_events.c.occurred_at,
    case_events.c.claimed_at,
    case_events.c.facts,
)


async def append(conn: AsyncConnection, case_id: str, rows: Sequence[CaseEvent]) -> None:
    """Add events to one case; the feed shows them once this transaction and all older ones have ended.

    Raises:
        IntegrityError: the sequence number is taken, somebody else was faster.
        ValueError: an event belongs to another case.
    """
    if any(row.case_id != case_id for row in rows):
        raise ValueError("an event belongs to another case")
    if rows:
        await conn.execute(insert(case_events), [_to_row(row) for row in rows])


async def timelines(conn: AsyncConnection, case_ids: Sequence[str]) -> dict[str, list[CaseEvent]]:
    """The whole timeline of each case, oldest first; a case without events has no entry."""
    query = (
        select(*EVENT_COLUMNS)
        .where(case_events.c.case_id.in_(case_ids))
        .order_by(case_events.c.case_id, case_events.c.sequence)
    )
    found: dict[str, list[CaseEvent]] = defaultdict(list)
    for row in await conn.execute(query):
        found[row.case_id].append(to_event(row))
    return dict(found)


async def timeline_pages(
    conn: AsyncConnection, case_ids: Sequence[str], first: int, after_sequence: int = 0
) -> dict[str, TimelinePage]:
    """For each case its first `first` events with a sequence above `after_sequence`, in one statement."""
    rank = func.row_number().over(partition_by=case_events.c.case_id, order_by=case_events.c.sequence)
    ranked = (
        select(*EVENT_COLUMNS, rank.label("rank"))
        .where(case_events.c.case_id.in_(case_ids), case_events.c.sequence > after_sequence)
        .subquery()
    )
    query = select(ranked).where(ranked.c.rank <= first + 1).order_by(ranked.c.case_id, ranked.c.sequence)
    found: dict[str, list[StoredEvent]] = {case_id: [] for case_id in case_ids}
    for row in await conn.execute(query):
        found[row.case_id].append(to_stored(row))
    return {
        case_id: TimelinePage(tuple(rows[:first]), has_next=len(rows) > first)
        for case_id, rows in found.items()
    }


def to_stored(row: Row[Any]) -> StoredEvent:
    """A row of `EVENT_COLUMNS` with its place."""
    return StoredEvent(position=f"{row.txid}.{row.position}", event=to_event(row))


def to_event(row: Row[Any]) -> CaseEvent:
    """A row of `EVENT_COLUMNS`."""
    return CaseEvent(
        id=row.id,
        case_id=row.case_id,
        sequence=row.sequence,
        type=CaseEventType(row.type),
        status=CaseStatus(row.status),
        version=row.version,
        actor=row.actor,
        agency=row.agency,
        note=row.note,
        occurred_at=row.occurred_at,
        claimed_at=row.claimed_at,
        facts=row.facts,
    )


def _to_row(event: CaseEvent) -> dict[str, object]:
    return {
        "id": event.id,
        "case_id": event.case_id,
        "sequence": event.sequence,
        "type": event.type.value,
        "status": event.status.value,
        "version": event.version,
        "actor": event.actor,
        "agency": event.agency,
        "note": event.note,
        "occurred_at": event.occurred_at,
        "claimed_at": event.claimed_at,
        "facts": event.facts,
    }
