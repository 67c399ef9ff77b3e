"""Duties that one process at a time performs: where it stands, who has the lease, how it went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.store.tables import cursors


@dataclass(frozen=True, slots=True)
class Standing:
    """How a connector or duty stands. `held_since`: nothing is sent, a credential or window has to change."""

    name: str
    value: str | None
    last_success_at: datetime | None
    last_error: str | None
    held_since: datetime | None


async def ensure(conn: AsyncConnection, name: str) -> None:
    """A row for that name."""
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    await conn.execute(dialect.insert(cursors).values(name=name).on_conflict_do_nothing())


async def lease(conn: AsyncConnection, name: str, holder: str, until: datetime, now: datetime) -> bool:
    """Take or prolong the duty until a moment; False while somebody else has it."""
    await ensure(conn, name)
    free = or_(
        cursors.c.lease_holder.is_(None), cursors.c.lease_holder == holder, cursors.c.lease_until < now
    )
    statement = update(cursors).where(cursors.c.name == name, free)
    return (await conn.execute(statement.values(lease_holder=holder, lease_until=until))).rowcount == 1


async def release(conn: AsyncConnection, name: str, holder: str) -> None:
    """Give the duty back early."""
    statement = update(cursors).where(cursors.c.name == name, cursors.c.lease_holder == holder)
    await conn.execute(statement.values(lease_holder=None, lease_until=None))


async def read(conn: AsyncConnection, name: str) -> str | None:
    """Where the duty stands."""
    return await conn.scalar(select(cursors.c.value).where(cursors.c.name == name))


async def move(conn: AsyncConnection, name: str, value: str | None, now: datetime) -> None:
    """Remember where the duty stands."""
    await ensure(conn, name)
    await conn.execute(update(cursors).where(cursors.c.name == name).values(value=value, updated_at=now))


async def succeeded(conn: AsyncConnection, name: str, now: datetime) -> None:
    """The system answered as agreed."""
    await ensure(conn, name)
    values = {"last_success_at": now, "last_error": None, "held_since": None}
    await conn.execute(update(cursors).where(cursors.c.name == name).values(**values))


async def failed(conn: AsyncConnection, name: str, code: str, held_since: datetime | None = None) -> None:
    """The system did not; `held_since` stops everything to it until a call succeeds again."""
    await ensure(conn, name)
    values: dict[str, object] = {"last_error": code}
    if held_since is not None:
        values["held_since"] = held_since
    await conn.execute(update(cursors).where(cursors.c.name == name).values(**values))


async def standings(conn: AsyncConnection, names: Sequence[str]) -> dict[str, Standing]:
    """All of these at once; one that never ran is absent."""
    columns = [cursors.c[name] for name in Standing.__dataclass_fields__]
    rows = await conn.execute(select(*columns).where(cursors.c.name.in_(names)))
    return {row.name: Standing(**row._mapping) for row in rows}
