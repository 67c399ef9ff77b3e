"""Cases: rows in, frozen values out. Every change is a compare-and-set on `version`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.case import (
    Case,
    CaseKind,
    CaseStatus,
    CompensationState,
    GeoPoint,
    IdentityProtection,
    Maladministration,
    OversightState,
    Sensitivity,
    Visibility,
)
from hub.domain.redaction import CaseScope, masked
from hub.domain.status import LIVE
from hub.domain.tracking import folded
from hub.errors import Conflict
from hub.store.scoping import predicate
from hub.store.tables import case_copies, cases

_ENUMS: dict[str, Any] = {
    "kind": CaseKind,
    "sensitivity": Sensitivity,
    "identity_protection": IdentityProtection,
    "visibility": Visibility,
    "status": CaseStatus,
    "maladministration": Maladministration,
    "resume_status": CaseStatus,
    "oversight": OversightState,
    "compensation": CompensationState,
}
_SAME = (
    *("id", "tracking_number", "title", "body", "topic", "region", "occurred_on", "channel", "version"),
    *("owner", "assignee", "hop", "answer", "created_at", "updated_at", "verified_at", "first_response_at"),
    *("answered_at", "closed_at", "due_at", "breached", "returns", "escalated", "binding", "delivered"),
    "respondent",
    "oversight_reference",
    *("merged_into", "predecessor", "reopened_at", "rating", "auto_routed", "raised_to", "calendar"),
    *("raised_for", "look_at"),
)
COLUMNS = [cases.c[name] for name in (*_SAME, *_ENUMS, "latitude", "longitude", "copied", "deadlines")]


@dataclass(frozen=True, slots=True)
class Birth:
    """What is known of a submission besides the case: written once, never changed."""

    submitter: str
    idempotency_key: str
    request_hash: bytes
    receipt_hash: bytes
    fingerprint: bytes


def from_row(row: Any) -> Case:
    """One row of `COLUMNS` as a value."""
    values = row._mapping
    enums: dict[str, Any] = {
        name: kind(values[name]) if values[name] is not None else None for name, kind in _ENUMS.items()
    }
    has_place = values["latitude"] is not None
    return Case(
        **{name: values[name] for name in _SAME},
        **enums,
        location=GeoPoint(values["latitude"], values["longitude"]) if has_place else None,
        copied=tuple(values["copied"]),
        deadlines=tuple(values["deadlines"]),
    )


def to_row(case: Case) -> dict[str, Any]:
    """The columns of a case, without what only its birth knows."""
    row: dict[str, Any] = {name: getattr(case, name) for name in _SAME}
    for name in _ENUMS:
        value = getattr(case, name)
        row[name] = value.value if value is not None else None
    row["latitude"] = case.location.latitude if case.location else None
    row["longitude"] = case.location.longitude if case.location else None
    row["copied"] = list(case.copied)
    row["deadlines"] = list(case.deadlines)
    return row


async def add(conn: AsyncConnection, case: Case, birth: Birth) -> None:
    """Insert a new case. IntegrityError when the submission is already there."""
    await conn.execute(
        insert(cases),
        {
            **to_row(case),
            "search_text": folded(masked(f"{case.title} {case.body}")),
            "submitter": birth.submitter,
            "idempotency_key": birth.idempotency_key,
            "request_hash": birth.request_hash,
            "receipt_hash": birth.receipt_hash,
            "fingerprint": birth.fingerprint,
        },
    )


async def change(conn: AsyncConnection, before: Case, after: Case) -> None:
    """Write the new row if the stored one is still `before`. Raises `Conflict` with its version now."""
    old, new = to_row(before), to_row(after)
    changed = {name: value for name, value in new.items() if value != old[name]}
    statement = (
        update(cases).where(cases.c.id == before.id, cases.c.version == before.version).values(changed)
    )
    if (await conn.execute(statement)).rowcount != 1:
        now = await conn.scalar(select(cases.c.version).where(cases.c.id == before.id))
        raise Conflict(int(now or 0))
    gone = [code for code in before.copied if code not in after.copied]
    if gone:
        await conn.execute(
            delete(case_copies).where(case_copies.c.case_id == after.id, case_copies.c.agency.in_(gone))
        )
    new_copies = [code for code in after.copied if code not in before.copied]
    if new_copies:
        await conn.execute(
            insert(case_copies), [{"case_id": after.id, "agency": code} for code in new_copies]
        )


async def text_sizes(conn: AsyncConnection, case_ids: Sequence[str]) -> dict[str, int]:
    """Bytes that title, body and answer of these cases take as JSON."""
    columns = (cases.c.title, cases.c.body, cases.c.answer)
    statement = select(cases.c.id, *columns).where(cases.c.id.in_(case_ids))
    return {row[0]: len(orjson.dumps(list(row[1:]))) for row in await conn.execute(statement)}


async def by_ids(conn: AsyncConnection, ids: Sequence[str], scope: CaseScope) -> dict[str, Case]:
    """Those of the ids that exist and lie in the scope."""
    return {case.id: case for case in await _all(conn, cases.c.id.in_(ids), scope)}


async def by_tracking(conn: AsyncConnection, numbers: Sequence[str], scope: CaseScope) -> dict[str, Case]:
    """Those of the tracking numbers that exist and lie in the scope."""
    return {
        case.tracking_number: case for case in await _all(conn, cases.c.tracking_number.in_(numbers), scope)
    }


async def by_receipt(conn: AsyncConnection, receipt_hash: bytes) -> Case | None:
    """The case of a receipt: whoever holds the receipt may see it."""
    row = (await conn.execute(select(*COLUMNS).where(cases.c.receipt_hash == receipt_hash))).first()
    return from_row(row) if row else None


async def receipt_matches(conn: AsyncConnection, case_id: str, receipt_hash: bytes) -> bool:
    """Whether the receipt is that case's."""
    statement = select(cases.c.id).where(cases.c.id == case_id, cases.c.receipt_hash == receipt_hash)
    return await conn.scalar(statement) is not None


async def repeated(conn: AsyncConnection, submitter: str, key: str) -> tuple[Case, bytes] | None:
    """The case an earlier submission with this key made, and the hash of that request."""
    statement = select(*COLUMNS, cases.c.request_hash).where(
        cases.c.submitter == submitter, cases.c.idempotency_key == key
    )
    row = (await conn.execute(statement)).first()
    return (from_row(row), row._mapping["request_hash"]) if row else None


async def lock(conn: AsyncConnection, case_id: str) -> Case | None:
    """The case for a change in this transaction; other writers of it wait (SQLite has one writer anyway)."""
    statement = select(*COLUMNS).where(cases.c.id == case_id).with_for_update()
    row = (await conn.execute(statement)).first()
    return from_row(row) if row else None


async def due(conn: AsyncConnection, now: datetime, limit: int) -> list[str]:
    """Ids of cases whose legal clocks have to be looked at, most urgent first."""
    statement = (
        select(cases.c.id).where(cases.c.look_at <= now).order_by(cases.c.look_at, cases.c.id).limit(limit)
    )
    return list((await conn.scalars(statement)).all())


async def open_after(conn: AsyncConnection, after: str, limit: int) -> list[str]:
    """Ids of cases that have not ended, in order, behind the id `after`."""
    live = cases.c.status.in_(sorted(one.value for one in LIVE))
    statement = select(cases.c.id).where(live, cases.c.id > after).order_by(cases.c.id).limit(limit)
    return list((await conn.scalars(statement)).all())


async def reschedule(conn: AsyncConnection, case: Case) -> None:
    """Correct what follows from the timeline and the calendar of a case that did not change otherwise."""
    same = (cases.c.id == case.id) & (cases.c.version == case.version)
    derived = {name: to_row(case)[name] for name in ("due_at", "look_at", "calendar", "deadlines")}
    await conn.execute(update(cases).where(same).values(derived))


async def put_off(conn: AsyncConnection, case_id: str, until: datetime) -> None:
    """Look at a case's clocks later, nothing else; also good for one that cannot be read."""
    await conn.execute(update(cases).where(cases.c.id == case_id).values(look_at=until))


async def everything(conn: AsyncConnection) -> list[Case]:
    """All cases; for recounts and tests, never for a request."""
    return [from_row(row) for row in await conn.execute(select(*COLUMNS).order_by(cases.c.id))]


async def received(
    conn: AsyncConnection, start: datetime, end: datetime, after: Case | None, first: int
) -> list[Case]:
    """The next cases handed in between two moments, oldest first; for recounts."""
    wanted = [cases.c.created_at >= start, cases.c.created_at < end]
    if after is not None:
        same = and_(cases.c.created_at == after.created_at, cases.c.id > after.id)
        wanted.append(or_(cases.c.created_at > after.created_at, same))
    query = select(*COLUMNS).where(*wanted).order_by(cases.c.created_at, cases.c.id).limit(first)
    return [from_row(row) for row in await conn.execute(query)]


async def span(conn: AsyncConnection) -> tuple[datetime, datetime] | None:
    """When the first and the last case were handed in."""
    ends = (await conn.execute(select(func.min(cases.c.created_at), func.max(cases.c.created_at)))).one()
    return None if ends[0] is None else (ends[0], ends[1])


async def count(conn: AsyncConnection) -> int:
    """How many cases there are."""
    return int(await conn.scalar(select(func.count()).select_from(cases)) or 0)


async def _all(conn: AsyncConnection, condition: Any, scope: CaseScope) -> list[Case]:
    rows = await conn.execute(select(*COLUMNS).where(condition, predicate(scope)))
    return [from_row(row) for row in rows]
