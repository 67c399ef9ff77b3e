"""Worker processes and their heartbeats. Ages are reckoned by the database's clock: hosts may disagree."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.store.tables import cursors, workers
from hub.store.types import Instant


async def moment(conn: AsyncConnection) -> datetime:
    """The time by the database's clock, not by its transaction's start."""
    if conn.dialect.name == "postgresql":
        statement = select(func.clock_timestamp(type_=Instant()))
    else:
        statement = select(func.strftime("%Y-%m-%dT%H:%M:%f000+00:00", "now", type_=Instant()))
    found: datetime = (await conn.execute(statement)).scalar_one()
    return found


async def beat(conn: AsyncConnection, executor_id: str) -> datetime:
    """Note that a worker lives; returns the moment noted."""
    now = await moment(conn)
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    row = {"executor_id": executor_id, "started_at": now, "heartbeat_at": now}
    statement = dialect.insert(workers).values(row)
    await conn.execute(
        statement.on_conflict_do_update(index_elements=["executor_id"], set_={"heartbeat_at": now})
    )
    return now


async def living(conn: AsyncConnection, timeout_s: float) -> frozenset[str]:
    """Workers heard of within `timeout_s` seconds."""
    oldest = await moment(conn) - timedelta(seconds=timeout_s)
    found = await conn.execute(select(workers.c.executor_id).where(workers.c.heartbeat_at > oldest))
    return frozenset(found.scalars())


async def remove(conn: AsyncConnection, executor_ids: Collection[str]) -> None:
    """Forget workers and free what they had leased."""
    await conn.execute(delete(workers).where(workers.c.executor_id.in_(executor_ids)))
    await _free(conn, cursors.c.lease_holder.in_(executor_ids))


async def remove_others(conn: AsyncConnection, executor_id: str) -> None:
    """Forget all but one."""
    await conn.execute(delete(workers).where(workers.c.executor_id != executor_id))
    await _free(conn, cursors.c.lease_holder != executor_id)


async def _free(conn: AsyncConnection, condition: ColumnElement[bool]) -> None:
    await conn.execute(update(cursors).where(condition).values(lease_holder=None, lease_until=None))
