"""What a permit system said about the licence a case names: it stays with the case, wherever that goes."""

from collections.abc import Sequence

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.permit import LicenceAuthority, NamedLicence
from hub.store.licence_tables import case_licences


async def add(conn: AsyncConnection, case_id: str, licence: NamedLicence) -> None:
    """Remember the answer; a case is asked about once."""
    row = {
        "case_id": case_id,
        "authority": licence.authority.value,
        "topic": licence.topic,
        "topics": sorted(licence.topics),
    }
    await conn.execute(insert(case_licences), row)


async def of_case(conn: AsyncConnection, case_id: str) -> NamedLicence | None:
    """None: it names no licence, or nobody knew it."""
    return (await of_cases(conn, [case_id])).get(case_id)


async def of_cases(conn: AsyncConnection, case_ids: Sequence[str]) -> dict[str, NamedLicence]:
    """The same for many cases in one statement; those without an answer are left out."""
    rows = await conn.execute(select(case_licences).where(case_licences.c.case_id.in_(case_ids)))
    return {
        row.case_id: NamedLicence(LicenceAuthority(row.authority), row.topic, frozenset(row.topics))
        for row in rows
    }
