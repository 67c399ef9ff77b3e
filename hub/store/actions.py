"""Named acts: what was done under a name before."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.store.action_tables import actions


@dataclass(frozen=True, slots=True)
class Done:
    """An act that was carried out. `digest` tells whether another one bears the same name; `version`: of the
    case, as the act left it."""

    party: str
    action_id: str
    case_id: str
    digest: bytes
    version: int
    done_at: datetime


async def find(conn: AsyncConnection, party: str, action_id: str) -> Done | None:
    """The act of that name; names of different parties have nothing to do with each other."""
    columns = [actions.c[name] for name in Done.__dataclass_fields__]
    statement = select(*columns).where(actions.c.party == party, actions.c.action_id == action_id)
    row = (await conn.execute(statement)).first()
    return Done(**row._mapping) if row else None


async def add(conn: AsyncConnection, done: Done) -> None:
    """Remember it, in the transaction that carries it out."""
    row = {name: getattr(done, name) for name in Done.__dataclass_fields__}
    await conn.execute(insert(actions).values(row))
