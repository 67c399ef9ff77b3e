"""Tokens of systems that give a record's number later."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.store.token_tables import awaited_numbers


@dataclass(frozen=True, slots=True)
class AwaitedNumber:
    """A message that has arrived, and the token under which its record's number can be asked for."""

    connector: str
    token: str
    delivery_id: str
    assignment_id: str
    since: datetime
    next_try_at: datetime
    tries: int = 0


_COLUMNS = [awaited_numbers.c[name] for name in AwaitedNumber.__dataclass_fields__]


async def add(conn: AsyncConnection, one: AwaitedNumber) -> None:
    """Remember a token; a repeated one changes nothing."""
    row = {name: getattr(one, name) for name in AwaitedNumber.__dataclass_fields__}
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    await conn.execute(dialect.insert(awaited_numbers).values(row).on_conflict_do_nothing())


async def due(conn: AsyncConnection, connector: str, now: datetime, limit: int) -> list[AwaitedNumber]:
    """Tokens whose turn has come, longest waiting first."""
    statement = (
        select(*_COLUMNS)
        .where(awaited_numbers.c.connector == connector, awaited_numbers.c.next_try_at <= now)
        .order_by(awaited_numbers.c.next_try_at, awaited_numbers.c.token)
        .limit(limit)
    )
    return [AwaitedNumber(**row._mapping) for row in await conn.execute(statement)]


async def awaited(conn: AsyncConnection, assignment_id: str) -> bool:
    """Whether the number of this assignment's record is still to come."""
    statement = select(awaited_numbers.c.token).where(awaited_numbers.c.assignment_id == assignment_id)
    return await conn.scalar(statement.limit(1)) is not None


async def try_again(conn: AsyncConnection, one: AwaitedNumber, at: datetime) -> None:
    """When it is asked for next."""
    await conn.execute(
        update(awaited_numbers).where(_is(one)).values(next_try_at=at, tries=awaited_numbers.c.tries + 1)
    )


async def remove(conn: AsyncConnection, one: AwaitedNumber) -> bool:
    """The number is known, or nobody asks for it any more. False: another process was faster."""
    return (await conn.execute(delete(awaited_numbers).where(_is(one)))).rowcount == 1


def _is(one: AwaitedNumber) -> Any:
    return (awaited_numbers.c.connector == one.connector) & (awaited_numbers.c.token == one.token)
