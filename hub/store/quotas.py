"""Counters with a bound per hour or day, the same for all processes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.store.identity_check_tables import quotas

SPENT = 2**31 - 1  # more than any bound


@dataclass(frozen=True, slots=True)
class Quota:
    """What one name may use in one period. `most`, at least 1; None: counted without a bound."""

    name: str
    period: str
    ends_at: datetime
    most: int | None


async def take(conn: AsyncConnection, wanted: Sequence[Quota]) -> bool:
    """Use each of them once, in that order; False as soon as one is used up: then roll back."""
    for one in wanted:
        most = SPENT if one.most is None else one.most
        more = {"set_": {"used": quotas.c.used + 1}, "where": quotas.c.used < most}
        if await conn.scalar(_upsert(conn, one, 1, more).returning(quotas.c.used)) is None:
            return False
    return True


async def spend(conn: AsyncConnection, quota: Quota) -> None:
    """Nothing of it is left until its period ends."""
    await conn.execute(_upsert(conn, quota, SPENT, {"set_": {"used": SPENT}}))


async def drop_ended(conn: AsyncConnection, now: datetime) -> None:
    """Forget periods that are over. Last in a transaction, so that those who clean never wait in a ring."""
    await conn.execute(delete(quotas).where(quotas.c.ends_at <= now))


def _upsert(conn: AsyncConnection, one: Quota, used: int, otherwise: dict[str, Any]) -> Any:
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    row = {"name": one.name, "period": one.period, "used": used, "ends_at": one.ends_at}
    return (
        dialect.insert(quotas)
        .values(row)
        .on_conflict_do_update(index_elements=["name", "period"], **otherwise)
    )
