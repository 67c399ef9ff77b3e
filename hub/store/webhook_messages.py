"""Events on their way to endpoints, and the log of attempts. A row leaves only once the endpoint has it.

Ids only: what an event says is read when it is sent.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.webhook import Answer, AttemptOutcome, Waiting
from hub.store.feed import FeedRow, Position
from hub.store.webhook_tables import webhook_attempts as attempts
from hub.store.webhook_tables import webhook_messages as messages

KEPT_ATTEMPTS = 1_000  # per endpoint
_older = messages.alias("older")


@dataclass(frozen=True, slots=True)
class Message:
    """An event on its way to one endpoint."""

    event_id: str
    case_id: str
    waiting: Waiting


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One attempt, as its owner reads it."""

    id: int
    webhook_id: str
    event_id: str
    at: datetime
    outcome: AttemptOutcome
    code: str
    http_status: int | None
    duration_ms: int


def is_due(now: datetime) -> ColumnElement[bool]:
    """The oldest event of its case that this endpoint has not taken, and its time has come."""
    before = exists().where(
        _older.c.webhook_id == messages.c.webhook_id,
        _older.c.case_id == messages.c.case_id,
        tuple_(_older.c.txid, _older.c.position) < tuple_(messages.c.txid, messages.c.position),
    )
    return (messages.c.next_attempt_at <= now) & ~before


async def add(conn: AsyncConnection, webhook_id: str, rows: Sequence[FeedRow], now: datetime) -> int:
    """Put events on their way; those that are under way stay as they are. Returns how many are new."""
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    count = 0
    for start in range(0, len(rows), 500):
        values = [_values(webhook_id, row, now) for row in rows[start : start + 500]]
        added = (
            dialect.insert(messages).values(values).on_conflict_do_nothing().returning(messages.c.event_id)
        )
        count += len((await conn.execute(added)).all())
    return count


async def due(
    conn: AsyncConnection, webhook_id: str, now: datetime, limit: int, except_cases: Collection[str] = ()
) -> list[Message]:
    """Events to send now, each the first of its case, those that waited longest first."""
    query = (
        select(messages)
        .where(messages.c.webhook_id == webhook_id, is_due(now), messages.c.case_id.not_in(except_cases))
        .order_by(messages.c.next_attempt_at, messages.c.txid, messages.c.position)
        .limit(limit)
    )
    return [
        Message(row.event_id, row.case_id, Waiting(row.attempts, row.failed_since, row.next_attempt_at))
        for row in await conn.execute(query)
    ]


async def count(conn: AsyncConnection, webhook_id: str) -> int:
    """How many events are on their way."""
    return await _count(conn, messages.c.webhook_id == webhook_id)


async def failing_cases(conn: AsyncConnection, webhook_id: str) -> int:
    """Cases whose first event failed at least once."""
    return await _count(conn, (messages.c.webhook_id == webhook_id) & (messages.c.attempts > 0))


async def remove(conn: AsyncConnection, webhook_id: str, event_id: str | None = None) -> None:
    """The endpoint has it, or is not to have it any more; None: everything."""
    gone = delete(messages).where(messages.c.webhook_id == webhook_id)
    await conn.execute(gone if event_id is None else gone.where(messages.c.event_id == event_id))


async def remove_cases(conn: AsyncConnection, webhook_id: str, case_ids: Collection[str]) -> None:
    """The endpoint is not to have anything about these cases any more."""
    theirs = (messages.c.webhook_id == webhook_id) & messages.c.case_id.in_(case_ids)
    await conn.execute(delete(messages).where(theirs))


async def postpone(conn: AsyncConnection, webhook_id: str, event_id: str, waiting: Waiting) -> None:
    """It failed and is tried again later."""
    one = update(messages).where(messages.c.webhook_id == webhook_id, messages.c.event_id == event_id)
    await conn.execute(
        one.values(
            attempts=waiting.attempts,
            failed_since=waiting.failed_since,
            next_attempt_at=waiting.next_attempt_at,
        )
    )


async def hasten(conn: AsyncConnection, webhook_id: str, now: datetime) -> None:
    """The endpoint is back: what waits because it failed is tried now."""
    failed = update(messages).where(messages.c.webhook_id == webhook_id, messages.c.attempts > 0)
    await conn.execute(failed.values(next_attempt_at=now))


async def restart(conn: AsyncConnection, webhook_id: str, now: datetime) -> None:
    """The owner resumes: everything is tried now, and patience begins anew."""
    everything = update(messages).where(messages.c.webhook_id == webhook_id)
    await conn.execute(everything.values(attempts=0, failed_since=None, next_attempt_at=now))


async def log(conn: AsyncConnection, webhook_id: str, event_id: str, at: datetime, answer: Answer) -> None:
    """Note an attempt; an endpoint's log keeps the newest `KEPT_ATTEMPTS`."""
    row = {
        "webhook_id": webhook_id,
        "event_id": event_id,
        "at": at,
        "outcome": answer.outcome.value,
        "code": answer.code,
        "http_status": answer.status,
        "duration_ms": answer.duration_ms,
    }
    await conn.execute(insert(attempts), [row])
    mine = attempts.c.webhook_id == webhook_id
    last = select(attempts.c.id).where(mine).order_by(attempts.c.id.desc()).offset(KEPT_ATTEMPTS).limit(1)
    await conn.execute(delete(attempts).where(mine, attempts.c.id <= last.scalar_subquery()))


async def log_pages(
    conn: AsyncConnection, webhook_ids: Sequence[str], first: int, before: int | None
) -> dict[str, list[AttemptRow]]:
    """For each endpoint its newest attempts older than `before`: up to `first` and one more."""
    rank = func.row_number().over(partition_by=attempts.c.webhook_id, order_by=attempts.c.id.desc())
    ranked = select(attempts, rank.label("rank")).where(attempts.c.webhook_id.in_(webhook_ids))
    if before is not None:
        ranked = ranked.where(attempts.c.id < before)
    rows = ranked.subquery()
    query = select(rows).where(rows.c.rank <= first + 1).order_by(rows.c.id.desc())
    found: dict[str, list[AttemptRow]] = {one: [] for one in webhook_ids}
    for row in await conn.execute(query):
        values = {name: getattr(row, name) for name in AttemptRow.__dataclass_fields__}
        found[row.webhook_id].append(AttemptRow(**values | {"outcome": AttemptOutcome(row.outcome)}))
    return found


async def _count(conn: AsyncConnection, condition: ColumnElement[bool]) -> int:
    statement = select(func.count()).select_from(messages).where(condition)
    return int((await conn.execute(statement)).scalar_one())


def _values(webhook_id: str, row: FeedRow, now: datetime) -> dict[str, Any]:
    place = Position.parse(row.position)
    return {
        "webhook_id": webhook_id,
        "event_id": row.event.id,
        "case_id": row.event.case_id,
        "txid": place.txid,
        "position": place.number,
        "attempts": 0,
        "next_attempt_at": now,
    }
