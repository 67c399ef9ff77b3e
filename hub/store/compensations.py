"""Claims for compensation (ganti rugi), one row per case."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.compensation import Compensation
from hub.store.compensation_tables import compensations

_COLUMNS = [compensations.c[name] for name in Compensation.__dataclass_fields__]


async def note(conn: AsyncConnection, case_id: str, changes: Mapping[str, Any]) -> None:
    """Write what became known: a new row with the claim itself, later changes of it."""
    if "claimed_at" in changes:
        await conn.execute(insert(compensations).values(case_id=case_id, **changes))
        return
    await conn.execute(update(compensations).where(compensations.c.case_id == case_id).values(**changes))


async def of_cases(conn: AsyncConnection, case_ids: Sequence[str]) -> dict[str, Compensation]:
    """The claims of these cases, in one statement."""
    rows = await conn.execute(select(*_COLUMNS).where(compensations.c.case_id.in_(case_ids)))
    return {row.case_id: Compensation(**row._mapping) for row in rows}
