"""Rows the tests of the store begin with."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.case import CaseEvent, CaseEventType, CaseStatus
from hub.store.database import Database
from hub.store.tables import cases

BEGINNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """A database for one test, closed at its end."""
    database = Database(url)
    try:
        yield database
    finally:
        await database.aclose()


async def add_case(conn: AsyncConnection, case_id: str, **changed: object) -> None:
    """A plain case; the columns in `changed` differ."""
    row: dict[str, object] = {
        "id": case_id,
        "tracking_number": f"T-{case_id}",
        "receipt_hash": case_id.encode(),
        "submitter": "portal-a",
        "idempotency_key": f"key-{case_id}",
        "request_hash": b"r",
        "fingerprint": b"f",
        "kind": "COMPLAINT",
        "sensitivity": "ORDINARY",
        "identity_protection": "NAMED",
        "visibility": "PUBLIC",
        "title": "Lampu jalan mati",
        "body": "Lampu di simpang tiga mati sejak Senin.",
        "search_text": "lampu jalan mati",
        "topic": None,
        "region": "62.01",
        "channel": "portal",
        "status": "RECEIVED",
        "version": 1,
        "hop": 0,
        "copied": [],
        "deadlines": [],
        "created_at": BEGINNING,
        "updated_at": BEGINNING,
        "breached": False,
        "returns": 0,
        "escalated": False,
        "binding": False,
        "delivered": False,
        "oversight": "NONE",
        "auto_routed": False,
        "compensation": "NONE",
    }
    await conn.execute(insert(cases), [row | changed])


def event(case_id: str, sequence: int, **changed: object) -> CaseEvent:
    """A plain event; the fields in `changed` differ."""
    fields: dict[str, object] = {
        "id": f"{case_id}-e{sequence}",
        "case_id": case_id,
        "sequence": sequence,
        "type": CaseEventType.PROGRESSED,
        "status": CaseStatus.IN_PROGRESS,
        "version": sequence,
        "actor": "OFFICER",
        "agency": None,
        "note": None,
        "occurred_at": BEGINNING + timedelta(minutes=sequence),
        "claimed_at": None,
        "facts": {},
    }
    return CaseEvent(**(fields | changed))  # type: ignore[arg-type]


def events(case_id: str, count: int, start: int = 1) -> Iterator[CaseEvent]:
    """`count` plain events in sequence."""
    return (event(case_id, sequence) for sequence in range(start, start + count))
