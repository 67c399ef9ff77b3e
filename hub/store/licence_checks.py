"""Cases that wait for a look at the licence they name. The number itself stands in the case only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.store.licence_tables import licence_checks


@dataclass(frozen=True, slots=True)
class LicenceCheck:
    """One case; `tries`: looks that got no answer."""

    case_id: str
    tries: int


async def add(conn: AsyncConnection, case_id: str, now: datetime) -> None:
    """To be looked at from now on."""
    row = {"case_id": case_id, "tries": 0, "next_try_at": now}
    await conn.execute(insert(licence_checks), row)


async def due(conn: AsyncConnection, now: datetime, limit: int) -> Sequence[LicenceCheck]:
    """Those whose time has come, longest waiting first."""
    columns = [licence_checks.c[name] for name in LicenceCheck.__dataclass_fields__]
    statement = (
        select(*columns)
        .where(licence_checks.c.next_try_at <= now)
        .order_by(licence_checks.c.next_try_at, licence_checks.c.case_id)
        .limit(limit)
    )
    return [LicenceCheck(*row) for row in await conn.execute(statement)]


async def again(conn: AsyncConnection, case_id: str, at: datetime) -> None:
    """Nobody answered: look again then."""
    values = {"tries": licence_checks.c.tries + 1, "next_try_at": at}
    await conn.execute(update(licence_checks).where(licence_checks.c.case_id == case_id).values(**values))


async def end(conn: AsyncConnection, case_id: str) -> bool:
    """The case waits no longer; False: it did not wait any more."""
    done = await conn.execute(delete(licence_checks).where(licence_checks.c.case_id == case_id))
    return done.rowcount == 1


async def waiting(conn: AsyncConnection, case_ids: Sequence[str]) -> frozenset[str]:
    """Those of the cases that still wait."""
    statement = select(licence_checks.c.case_id).where(licence_checks.c.case_id.in_(case_ids))
    return frozenset((await conn.scalars(statement)).all())
