"""The inbox: everything agencies' systems say, once, before anybody acts on it. Bodies are sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.store.tables import inbox


class InboxState(Enum):
    """What became of a message."""

    PENDING = "PENDING"
    APPLIED = "APPLIED"
    IGNORED = "IGNORED"
    WAITING = "WAITING"  # about a record nobody knows yet: a receipt may overtake our own commit
    QUARANTINED = "QUARANTINED"


class InboxSource(Enum):
    """How it came in. WEBHOOK bodies are raw; the others are one change each."""

    WEBHOOK = "webhook"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One message."""

    position: int
    connector: str
    event_id: str
    source: InboxSource
    body: bytes
    tries: int
    received_at: datetime


async def add(
    conn: AsyncConnection,
    connector: str,
    source: InboxSource,
    messages: Sequence[tuple[str, bytes]],
    now: datetime,
    aside: str | None = None,
) -> int:
    """Store (event id, sealed body) pairs; those already there stay as they are. Returns how many are new.

    `aside`: why they go to the quarantine at once.
    """
    if not messages:
        return 0
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    rows = [
        {
            "connector": connector,
            "event_id": event_id,
            "source": source.value,
            "body": body,
            "state": (InboxState.QUARANTINED if aside else InboxState.PENDING).value,
            "reason": aside,
            "received_at": now,
            "next_try_at": now,
            "tries": 0,
        }
        for event_id, body in messages
    ]
    statement = dialect.insert(inbox).values(rows).on_conflict_do_nothing().returning(inbox.c.position)
    return len((await conn.execute(statement)).all())


async def known(conn: AsyncConnection, connector: str, event_ids: Sequence[str]) -> dict[str, bytes]:
    """Those of the event ids that are already there, with their sealed bodies."""
    statement = select(inbox.c.event_id, inbox.c.body).where(
        inbox.c.connector == connector, inbox.c.event_id.in_(event_ids)
    )
    return {row.event_id: row.body for row in await conn.execute(statement)}


async def pending(conn: AsyncConnection, now: datetime, limit: int) -> list[InboxRow]:
    """Messages to be worked on, in order of arrival; waiting ones when their time has come."""
    waiting = (inbox.c.state == InboxState.WAITING.value) & (inbox.c.next_try_at <= now)
    statement = (
        select(inbox)
        .where(or_(inbox.c.state == InboxState.PENDING.value, waiting))
        .order_by(inbox.c.position)
        .limit(limit)
    )
    return [_value(row) for row in await conn.execute(statement)]


async def sizes(conn: AsyncConnection) -> dict[str, int]:
    """How many messages are in each state that is not settled; zero included."""
    states = [one.value for one in (InboxState.PENDING, InboxState.WAITING, InboxState.QUARANTINED)]
    statement = select(inbox.c.state, func.count()).where(inbox.c.state.in_(states)).group_by(inbox.c.state)
    found = {row[0]: int(row[1]) for row in await conn.execute(statement)}
    return {state: found.get(state, 0) for state in states}


async def take(conn: AsyncConnection, position: int) -> bool:
    """Claim one message in this transaction; False when another worker finished or holds it."""
    open_states = [InboxState.PENDING.value, InboxState.WAITING.value]
    statement = select(inbox.c.position).where(inbox.c.position == position, inbox.c.state.in_(open_states))
    return await conn.scalar(statement.with_for_update(skip_locked=True)) is not None


async def settle(
    conn: AsyncConnection,
    position: int,
    state: InboxState,
    reason: str,
    case_id: str | None = None,
    next_try_at: datetime | None = None,
) -> None:
    """Say what became of a message."""
    values: dict[str, Any] = {
        "state": state.value,
        "reason": reason,
        "case_id": case_id,
        "next_try_at": next_try_at,
        "tries": inbox.c.tries + 1,
    }
    await conn.execute(update(inbox).where(inbox.c.position == position).values(**values))


def _value(row: Any) -> InboxRow:
    return InboxRow(
        position=row.position,
        connector=row.connector,
        event_id=row.event_id,
        source=InboxSource(row.source),
        body=row.body,
        tries=row.tries,
        received_at=row.received_at,
    )
