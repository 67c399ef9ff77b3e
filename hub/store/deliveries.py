"""Deliveries: the operator's truth about every message to an agency's system."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.delivery import OPEN, Delivery, DeliveryKind, DeliveryState
from hub.store.scoping import not_accusing
from hub.store.tables import assignments, cases, deliveries

_COLUMNS = [deliveries.c[name] for name in Delivery.__dataclass_fields__]
_OPEN = [state.value for state in OPEN]


def _value(row: Any) -> Delivery:
    values = dict(row._mapping)
    values["state"] = DeliveryState(values["state"])
    values["kind"] = DeliveryKind(values["kind"])
    return Delivery(**values)


async def add(conn: AsyncConnection, delivery: Delivery) -> None:
    """Queue a message behind the earlier ones of its case."""
    ordinal = select(func.coalesce(func.max(deliveries.c.ordinal), 0) + 1).where(
        deliveries.c.case_id == delivery.case_id
    )
    row = {name: getattr(delivery, name) for name in Delivery.__dataclass_fields__}
    row |= {"state": delivery.state.value, "kind": delivery.kind.value}
    await conn.execute(insert(deliveries).values(**row, ordinal=ordinal.scalar_subquery()))


async def by_id(conn: AsyncConnection, delivery_id: str, *, lock: bool = False) -> Delivery | None:
    """One message; `lock` makes other writers of it wait."""
    statement = select(*_COLUMNS).where(deliveries.c.id == delivery_id)
    row = (await conn.execute(statement.with_for_update() if lock else statement)).first()
    return _value(row) if row else None


async def change(conn: AsyncConnection, delivery: Delivery, **values: Any) -> None:
    """Write columns of one message; a `state` is given as the enum."""
    if "state" in values:
        values["state"] = values["state"].value
    await conn.execute(update(deliveries).where(deliveries.c.id == delivery.id).values(**values))


async def older_open(conn: AsyncConnection, delivery: Delivery) -> bool:
    """Whether an earlier message of the same case is still on its way to the same system."""
    mine = select(deliveries.c.ordinal).where(deliveries.c.id == delivery.id).scalar_subquery()
    statement = select(deliveries.c.id).where(
        deliveries.c.case_id == delivery.case_id,
        deliveries.c.connector == delivery.connector,
        deliveries.c.ordinal < mine,
        deliveries.c.state.in_(_OPEN),
    )
    return await conn.scalar(statement.limit(1)) is not None


async def of_assignments(conn: AsyncConnection, assignment_ids: Sequence[str]) -> dict[str, Delivery]:
    """The message that forwards each assignment, where there is one."""
    statement = select(*_COLUMNS).where(
        deliveries.c.assignment_id.in_(assignment_ids), deliveries.c.kind == DeliveryKind.FORWARD.value
    )
    return {row.assignment_id: _value(row) for row in await conn.execute(statement)}


async def open_of(conn: AsyncConnection, assignment_id: str) -> list[Delivery]:
    """Messages of an assignment that are still on their way, oldest first."""
    statement = (
        select(*_COLUMNS)
        .where(deliveries.c.assignment_id == assignment_id, deliveries.c.state.in_(_OPEN))
        .order_by(deliveries.c.ordinal)
    )
    return [_value(row) for row in await conn.execute(statement)]


async def due(conn: AsyncConnection, now: datetime, limit: int) -> list[Delivery]:
    """Messages that could go out now: the sweep holds them against the open runs."""
    waiting = [DeliveryState.PENDING.value, DeliveryState.SENDING.value]
    timed = [DeliveryState.RETRY_WAIT.value, DeliveryState.AMBIGUOUS.value]
    ready = or_(
        deliveries.c.state.in_(waiting),
        and_(deliveries.c.state.in_(timed), deliveries.c.next_attempt_at <= now),
    )
    oldest = (deliveries.c.created_at, deliveries.c.ordinal)
    statement = select(*_COLUMNS).where(ready).order_by(*oldest).limit(limit)
    return [_value(row) for row in await conn.execute(statement)]


async def held(conn: AsyncConnection, connectors: Collection[str], limit: int) -> list[Delivery]:
    """HELD messages of these connectors, oldest case first."""
    statement = (
        select(*_COLUMNS)
        .where(deliveries.c.state == DeliveryState.HELD.value, deliveries.c.connector.in_(connectors))
        .order_by(deliveries.c.created_at, deliveries.c.id)
        .limit(limit)
    )
    return [_value(row) for row in await conn.execute(statement)]


async def waiting_for(
    conn: AsyncConnection, connectors: Collection[str], agency: str, limit: int
) -> list[Delivery]:
    """HELD cases that this agency has still to fetch from these inboxes, oldest first."""
    statement = (
        select(*_COLUMNS)
        .join(assignments, assignments.c.id == deliveries.c.assignment_id)
        .where(
            deliveries.c.state == DeliveryState.HELD.value,
            deliveries.c.kind == DeliveryKind.FORWARD.value,
            deliveries.c.connector.in_(connectors),
            assignments.c.agency == agency,
        )
        .order_by(deliveries.c.created_at, deliveries.c.id)
        .limit(limit)
    )
    return [_value(row) for row in await conn.execute(statement)]


async def backlog(
    conn: AsyncConnection, connectors: Sequence[str], kept_from: frozenset[str] = frozenset()
) -> dict[str, tuple[int, int, datetime | None]]:
    """Per connector: messages on their way, dead ones, and since when the oldest waits.

    Messages of cases that accuse one of `kept_from` are left out.
    """
    is_open = deliveries.c.state.in_(_OPEN)
    statement = (
        select(
            deliveries.c.connector,
            func.count().filter(is_open),
            func.count().filter(deliveries.c.state == DeliveryState.DEAD.value),
            func.min(deliveries.c.created_at).filter(is_open),
        )
        .where(deliveries.c.connector.in_(connectors))
        .group_by(deliveries.c.connector)
    )
    if kept_from:
        statement = statement.join(cases, cases.c.id == deliveries.c.case_id).where(not_accusing(kept_from))
    return {row[0]: (int(row[1]), int(row[2]), row[3]) for row in await conn.execute(statement)}
