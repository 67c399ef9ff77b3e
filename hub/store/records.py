"""External records: which record in which agency's system is which case, and what was last heard of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.case import CaseStatus
from hub.domain.status import FINAL
from hub.store.tables import cases, external_records


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """One record; `hop` is the epoch of the assignment it belongs to."""

    connector: str
    external_id: str
    case_id: str
    assignment_id: str
    hop: int
    url: str | None
    status_text: str | None
    status: CaseStatus | None
    last_order: int | None
    as_of: datetime
    next_poll_at: datetime | None


_COLUMNS = [external_records.c[name] for name in StoredRecord.__dataclass_fields__]


def _value(row: Any) -> StoredRecord:
    values = dict(row._mapping)
    values["status"] = CaseStatus(values["status"]) if values["status"] else None
    return StoredRecord(**values)


async def add(conn: AsyncConnection, record: StoredRecord) -> None:
    """Remember a record; a repeated receipt of the same one changes nothing."""
    row = {name: getattr(record, name) for name in StoredRecord.__dataclass_fields__}
    row["status"] = record.status.value if record.status else None
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    await conn.execute(dialect.insert(external_records).values(row).on_conflict_do_nothing())


async def find(conn: AsyncConnection, connector: str, external_id: str) -> StoredRecord | None:
    """The record of that id."""
    statement = select(*_COLUMNS).where(
        external_records.c.connector == connector, external_records.c.external_id == external_id
    )
    row = (await conn.execute(statement)).first()
    return _value(row) if row else None


async def of_assignment(conn: AsyncConnection, assignment_id: str) -> StoredRecord | None:
    """The record of an assignment, once its system gave one."""
    statement = select(*_COLUMNS).where(external_records.c.assignment_id == assignment_id)
    row = (await conn.execute(statement.limit(1))).first()
    return _value(row) if row else None


async def of_cases(conn: AsyncConnection, case_ids: Sequence[str]) -> dict[str, list[StoredRecord]]:
    """All records of many cases, by hop, in one statement."""
    statement = (
        select(*_COLUMNS)
        .where(external_records.c.case_id.in_(case_ids))
        .order_by(external_records.c.case_id, external_records.c.hop)
    )
    found: dict[str, list[StoredRecord]] = {case_id: [] for case_id in case_ids}
    for row in await conn.execute(statement):
        found[row.case_id].append(_value(row))
    return found


async def heard(
    conn: AsyncConnection,
    record: StoredRecord,
    status_text: str,
    status: CaseStatus | None,
    now: datetime,
    last_order: int | None,
) -> None:
    """Remember the newest word; `last_order` only when it moved the case."""
    values: dict[str, Any] = {
        "status_text": status_text,
        "status": status.value if status else None,
        "as_of": now,
    }
    if last_order is not None:
        values["last_order"] = last_order
    await conn.execute(update(external_records).where(_is(record)).values(**values))


async def to_poll(conn: AsyncConnection, connector: str, now: datetime, limit: int) -> list[StoredRecord]:
    """Records of live cases whose turn has come, longest waiting first."""
    statement = (
        select(*_COLUMNS)
        .join(cases, cases.c.id == external_records.c.case_id)
        .where(
            external_records.c.connector == connector,
            external_records.c.next_poll_at <= now,
            external_records.c.hop == cases.c.hop,
            cases.c.status.not_in([status.value for status in FINAL - {CaseStatus.CLOSED}]),
        )
        .order_by(external_records.c.next_poll_at, external_records.c.external_id)
        .limit(limit)
    )
    return [_value(row) for row in await conn.execute(statement)]


async def poll_again(conn: AsyncConnection, record: StoredRecord, at: datetime) -> None:
    """When this record is read next."""
    await conn.execute(update(external_records).where(_is(record)).values(next_poll_at=at))


def _is(record: StoredRecord) -> Any:
    return (external_records.c.connector == record.connector) & (
        external_records.c.external_id == record.external_id
    )
