"""How far a duty has come that goes over all cases once, in bounded turns: kept in `meta`, so it survives."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.store.tables import meta


@dataclass(frozen=True, slots=True)
class Walk:
    """`target`: what the walk is for; another one begins a new walk. `after`: the last case that is done."""

    target: str
    since: datetime
    after: str = ""
    done: bool = False


async def read(conn: AsyncConnection, name: str) -> Walk | None:
    """The walk of that name, None before the first."""
    text = await conn.scalar(select(meta.c.value).where(meta.c.key == name))
    if text is None:
        return None
    values: dict[str, Any] = orjson.loads(text)
    return Walk(**values | {"since": datetime.fromisoformat(values["since"])})


async def save(conn: AsyncConnection, name: str, walk: Walk) -> None:
    """Keep it, in the caller's transaction."""
    await conn.execute(delete(meta).where(meta.c.key == name))
    text = orjson.dumps(asdict(walk)).decode()
    await conn.execute(insert(meta), [{"key": name, "value": text}])
