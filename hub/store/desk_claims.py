"""Claims of cases, one at most per case; the label is sealed, for it may name a person."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.desk_claim import DeskClaim
from hub.domain.worklist import Desk
from hub.store.desk_tables import desk_claims
from hub.store.sealing import Sealer

_COLUMNS = [desk_claims.c[name] for name in DeskClaim.__dataclass_fields__]


async def of_cases(conn: AsyncConnection, case_ids: Sequence[str], sealer: Sealer) -> dict[str, DeskClaim]:
    """The claims of these cases, run out or not; a case without one has no entry."""
    statement = select(*_COLUMNS).where(desk_claims.c.case_id.in_(case_ids))
    return {row.case_id: _value(row, sealer) for row in await conn.execute(statement)}


async def put(conn: AsyncConnection, claim: DeskClaim, sealer: Sealer) -> None:
    """The claim instead of any other; the caller holds the lock of the case."""
    await end(conn, claim.case_id)
    row = {name: getattr(claim, name) for name in DeskClaim.__dataclass_fields__}
    sealed = (
        None if claim.label is None else sealer.seal_bytes(claim.label.encode(), _seal_place(claim.case_id))
    )
    await conn.execute(insert(desk_claims).values(row | {"desk": claim.desk.value, "label": sealed}))


async def end(conn: AsyncConnection, case_id: str) -> None:
    """Nobody works on it any more."""
    await conn.execute(delete(desk_claims).where(desk_claims.c.case_id == case_id))


def _value(row: Any, sealer: Sealer) -> DeskClaim:
    values = dict(row._mapping)
    box = values["label"]
    values["label"] = None if box is None else sealer.open_bytes(box, _seal_place(row.case_id)).decode()
    return DeskClaim(**values | {"desk": Desk(values["desk"])})


def _seal_place(case_id: str) -> str:
    return f"desk_claims.label.{case_id}"
