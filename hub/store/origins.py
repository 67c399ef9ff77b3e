"""Where cases came from, and which of our own may be coming back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.case import Case
from hub.domain.delivery import DeliveryKind, DeliveryState
from hub.domain.origin import Origin
from hub.domain.status import FINAL
from hub.store.cases import COLUMNS, from_row
from hub.store.origin_tables import case_origins
from hub.store.tables import cases, deliveries

MOST_CANDIDATES = 20
_LEFT = [state.value for state in (DeliveryState.SENDING, DeliveryState.AMBIGUOUS, DeliveryState.DELIVERED)]


async def take_turn(conn: AsyncConnection, origin: Origin) -> None:
    """Others that hand in the same case at this moment wait (SQLite has one writer anyway)."""
    if conn.dialect.name == "postgresql":
        turn = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
        await conn.execute(turn, {"name": f"origin {origin.source} {origin.id}"})


async def add(conn: AsyncConnection, case_id: str, origin: Origin) -> None:
    """Remember where a new case came from."""
    row = {"case_id": case_id, "source": origin.source, "number": origin.id, "via": list(origin.via)}
    await conn.execute(insert(case_origins), row)


async def of_case(conn: AsyncConnection, case_id: str) -> Origin | None:
    """None: the case began here."""
    return (await of_cases(conn, [case_id])).get(case_id)


async def of_cases(conn: AsyncConnection, case_ids: Sequence[str]) -> dict[str, Origin]:
    """The same for many cases in one statement; those that began here are left out."""
    rows = await conn.execute(select(case_origins).where(case_origins.c.case_id.in_(case_ids)))
    return {row.case_id: Origin(row.number, tuple(row.via)) for row in rows}


async def known(conn: AsyncConnection, origin: Origin, *, ended: bool) -> bool:
    """Whether a case of that source and number is here; `ended`: one that has ended counts too."""
    statement = (
        select(cases.c.id)
        .join(case_origins, case_origins.c.case_id == cases.c.id)
        .where(case_origins.c.source == origin.source, case_origins.c.number == origin.id)
    )
    if not ended:
        statement = statement.where(cases.c.status.not_in([status.value for status in FINAL]))
    return await conn.scalar(statement.limit(1)) is not None


async def handed_over(conn: AsyncConnection, fingerprints: Sequence[bytes], since: datetime) -> list[Case]:
    """Cases with such a text that left for some system, or may have; the newest first, a few."""
    left = exists().where(
        deliveries.c.case_id == cases.c.id,
        deliveries.c.kind == DeliveryKind.FORWARD.value,
        deliveries.c.state.in_(_LEFT) | deliveries.c.doubtful_since.is_not(None),
        deliveries.c.created_at >= since,
    )
    statement = (
        select(*COLUMNS)
        .where(cases.c.fingerprint.in_(fingerprints), left)
        .order_by(cases.c.created_at.desc(), cases.c.id.desc())
        .limit(MOST_CANDIDATES)
    )
    return [from_row(row) for row in await conn.execute(statement)]
