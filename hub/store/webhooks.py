"""Partners' endpoints: who registered them, how they fare, which worker serves them. Addresses are sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, delete, exists, func, insert, or_, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.paging import EventFilter
from hub.domain.webhook import Pulse, WebhookState
from hub.store import webhook_messages, workers
from hub.store.tables import credentials
from hub.store.tables import workers as living
from hub.store.webhook_tables import webhook_attempts, webhook_secrets, webhooks
from hub.store.webhook_tables import webhook_messages as messages


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """One endpoint. `url` is sealed; `place` is where it stands in the feed."""

    id: str
    subject: str
    url: bytes
    description: str
    filter: EventFilter
    state: WebhookState
    place: str
    looked_at: datetime
    pulse: Pulse
    failing_since: datetime | None
    last_delivery_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """An endpoint that may be served now. `sendable`: an event of it is due."""

    id: str
    place: str
    sendable: bool


async def add(conn: AsyncConnection, row: WebhookRow) -> None:
    """A new endpoint."""
    values = {
        "id": row.id,
        "subject": row.subject,
        "url": row.url,
        "description": row.description,
        "filter": msgspec.to_builtins(row.filter),
        "state": row.state.value,
        "place": row.place,
        "looked_at": row.looked_at,
        "pauses": row.pulse.pauses,
        "paused_until": row.pulse.paused_until,
        "created_at": row.created_at,
    }
    await conn.execute(insert(webhooks), [values])


async def lock_owner(conn: AsyncConnection, subject: str) -> None:
    """Until the transaction ends nobody else registers for this credential: the limit is counted after it."""
    await conn.execute(select(credentials.c.id).where(credentials.c.id == subject).with_for_update())


async def count(conn: AsyncConnection, subject: str) -> int:
    """How many endpoints a credential has."""
    statement = select(func.count()).select_from(webhooks).where(webhooks.c.subject == subject)
    return int((await conn.execute(statement)).scalar_one())


async def of_subject(
    conn: AsyncConnection, subject: str, ids: Sequence[str] | None = None
) -> list[WebhookRow]:
    """A credential's endpoints, oldest first; with `ids` only those of them."""
    query = (
        select(webhooks).where(webhooks.c.subject == subject).order_by(webhooks.c.created_at, webhooks.c.id)
    )
    if ids is not None:
        query = query.where(webhooks.c.id.in_(ids))
    return [_value(row) for row in await conn.execute(query)]


async def peek(conn: AsyncConnection, id: str) -> WebhookRow | None:
    """One endpoint; None when it is gone."""
    row = (await conn.execute(select(webhooks).where(webhooks.c.id == id))).one_or_none()
    return _value(row) if row is not None else None


async def find(conn: AsyncConnection, id: str) -> WebhookRow | None:
    """One endpoint, locked until the transaction ends; None when it is gone."""
    row = (await conn.execute(select(webhooks).where(webhooks.c.id == id).with_for_update())).one_or_none()
    return _value(row) if row is not None else None


async def remove(conn: AsyncConnection, id: str) -> None:
    """Forget an endpoint and everything about it."""
    for table in (messages, webhook_attempts, webhook_secrets):
        await conn.execute(delete(table).where(table.c.webhook_id == id))
    await conn.execute(delete(webhooks).where(webhooks.c.id == id))


async def secrets(conn: AsyncConnection, id: str, now: datetime) -> list[tuple[str, bytes]]:
    """(id, sealed key) of the keys that sign now, the newest first."""
    alive = or_(webhook_secrets.c.expires_at.is_(None), webhook_secrets.c.expires_at > now)
    query = select(webhook_secrets.c.id, webhook_secrets.c.box).where(
        webhook_secrets.c.webhook_id == id, alive
    )
    newest = (webhook_secrets.c.created_at.desc(), webhook_secrets.c.id.desc())
    return [(row.id, row.box) for row in await conn.execute(query.order_by(*newest))]


async def add_secret(
    conn: AsyncConnection, id: str, secret_id: str, box: bytes, now: datetime, overlap_ends: datetime
) -> None:
    """A new signing key; the one before it signs too until its end, expired ones are forgotten."""
    mine = webhook_secrets.c.webhook_id == id
    await conn.execute(delete(webhook_secrets).where(mine, webhook_secrets.c.expires_at <= now))
    current = update(webhook_secrets).where(mine, webhook_secrets.c.expires_at.is_(None))
    await conn.execute(current.values(expires_at=overlap_ends))
    row = {"webhook_id": id, "id": secret_id, "box": box, "created_at": now}
    await conn.execute(insert(webhook_secrets), [row])


async def candidates(conn: AsyncConnection, holder: str, now: datetime, limit: int) -> list[Candidate]:
    """Endpoints that are served, not left alone just now and not in another living worker's hands."""
    sendable = exists().where(webhook_messages.is_due(now), messages.c.webhook_id == webhooks.c.id)
    query = (
        select(webhooks.c.id, webhooks.c.place, sendable.label("sendable"))
        .where(
            webhooks.c.state == WebhookState.ACTIVE.value,
            _rested(now),
            _free(holder, await workers.moment(conn)),
        )
        .order_by(webhooks.c.looked_at, webhooks.c.id)
        .limit(limit)
    )
    return [Candidate(row.id, row.place, bool(row.sendable)) for row in await conn.execute(query)]


async def claim(conn: AsyncConnection, id: str, holder: str, seconds: float) -> WebhookRow | None:
    """Take or prolong the right to serve an endpoint; None when it is not served or another worker has it."""
    moment = await workers.moment(conn)
    mine = update(webhooks).where(
        webhooks.c.id == id, webhooks.c.state == WebhookState.ACTIVE.value, _free(holder, moment)
    )
    until = moment + timedelta(seconds=seconds)
    taken = await conn.execute(mine.values(lease_holder=holder, lease_until=until))
    return await find(conn, id) if taken.rowcount == 1 else None


async def move(conn: AsyncConnection, id: str, place: str, now: datetime) -> None:
    """Note up to where the feed was looked at."""
    await _change(conn, id, place=place, looked_at=now)


async def fared(
    conn: AsyncConnection, id: str, pulse: Pulse, state: WebhookState, delivered_at: datetime | None = None
) -> None:
    """Note how the endpoint fares; `failing_since` is that of the event that fails longest."""
    values: dict[str, Any] = {
        "pauses": pulse.pauses,
        "paused_until": pulse.paused_until,
        "state": state.value,
        "failing_since": select(func.min(messages.c.failed_since))
        .where(messages.c.webhook_id == id)
        .scalar_subquery(),
    }
    if delivered_at is not None:
        values["last_delivery_at"] = delivered_at
    await _change(conn, id, **values)


async def _change(conn: AsyncConnection, id: str, **values: Any) -> None:
    await conn.execute(update(webhooks).where(webhooks.c.id == id).values(**values))


def _rested(now: datetime) -> ColumnElement[bool]:
    return or_(webhooks.c.paused_until.is_(None), webhooks.c.paused_until <= now)


def _free(holder: str, moment: datetime) -> ColumnElement[bool]:
    """Nobody's, ours, lapsed, or of a worker that is no more."""
    dead = webhooks.c.lease_holder.not_in(select(living.c.executor_id))
    return or_(
        webhooks.c.lease_holder.is_(None),
        webhooks.c.lease_holder == holder,
        webhooks.c.lease_until < moment,
        dead,
    )


def _value(row: Row[Any]) -> WebhookRow:
    return WebhookRow(
        id=row.id,
        subject=row.subject,
        url=row.url,
        description=row.description,
        filter=msgspec.convert(row.filter, EventFilter),
        state=WebhookState(row.state),
        place=row.place,
        looked_at=row.looked_at,
        pulse=Pulse(row.pauses, row.paused_until),
        failing_since=row.failing_since,
        last_delivery_at=row.last_delivery_at,
        created_at=row.created_at,
    )
