"""Public consultations: written once, followed up row by row, read newest first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.consultations import (
    Agreement,
    AgreementState,
    Consultation,
    ConsultationFilter,
    ConsultationParty,
    FollowUp,
    PartyKind,
)
from hub.store.consultation_tables import (
    consultation_agreements,
    consultation_follow_ups,
    consultations,
)

_PLAIN = (
    *("id", "agency", "region", "held_on", "subject", "place", "topic"),
    *("minutes_url", "minutes_sha256", "recorded_at"),
)
_C, _A, _F = consultations.c, consultation_agreements.c, consultation_follow_ups.c


async def add(
    conn: AsyncConnection, record: Consultation, recorder: str, key: str, request_hash: bytes
) -> None:
    """Write minutes with their agreements. IntegrityError when that key was used before."""
    row: dict[str, Any] = {name: getattr(record, name) for name in _PLAIN}
    parties = [[party.kind.value, party.people, party.organisation] for party in record.parties]
    row |= {"recorder": recorder, "idempotency_key": key, "request_hash": request_hash, "parties": parties}
    await conn.execute(insert(consultations).values(row))
    for one in record.agreements:
        agreed = {name: getattr(one, name) for name in ("id", "number", "text", "agency", "due_on")}
        agreed |= {"consultation_id": record.id, "state": one.state.value}
        await conn.execute(insert(consultation_agreements).values(agreed))


async def repeated(conn: AsyncConnection, recorder: str, key: str) -> tuple[Consultation, bytes] | None:
    """What was recorded under that key, and the hash of that request."""
    statement = select(_C.id, _C.request_hash).where(_C.recorder == recorder, _C.idempotency_key == key)
    row = (await conn.execute(statement)).first()
    if row is None:
        return None
    return (await by_ids(conn, [row.id]))[row.id], row.request_hash


async def by_ids(conn: AsyncConnection, ids: Sequence[str]) -> dict[str, Consultation]:
    """Those that exist, with all that belongs to them."""
    rows = await conn.execute(select(*_columns()).where(_C.id.in_(ids)))
    return {one.id: one for one in await _whole(conn, [_value(row) for row in rows])}


async def page(
    conn: AsyncConnection, wanted: ConsultationFilter, size: int, after: tuple[date, str] | None
) -> list[Consultation]:
    """At most `size` of them, the newest forum first, behind the place of one that was seen."""
    conditions = _conditions(wanted)
    if after is not None:
        day, id = after
        conditions.append(or_(_C.held_on < day, and_(_C.held_on == day, _C.id < id)))
    order = (_C.held_on.desc(), _C.id.desc())
    rows = await conn.execute(select(*_columns()).where(*conditions).order_by(*order).limit(size))
    return await _whole(conn, [_value(row) for row in rows])


async def agreement(conn: AsyncConnection, id: str) -> Agreement | None:
    """One agreement with its reports, locked for this transaction."""
    row = (await conn.execute(select(consultation_agreements).where(_A.id == id).with_for_update())).first()
    if row is None:
        return None
    return (await _followed(conn, [_agreement(row)]))[0]


async def follow_up(
    conn: AsyncConnection, to: Agreement, id: str, said: FollowUp, action_id: str | None, request_hash: bytes
) -> None:
    """Add a report; the agreement takes over its state."""
    row = {
        "id": id,
        "agreement_id": to.id,
        "action_id": action_id,
        "request_hash": request_hash,
        "state": said.state.value,
        "note": said.note,
        "agency": said.agency,
        "evidence_url": said.evidence_url,
        "reported_at": said.reported_at,
    }
    await conn.execute(insert(consultation_follow_ups).values(row))
    await conn.execute(update(consultation_agreements).where(_A.id == to.id).values(state=said.state.value))


async def said_before(conn: AsyncConnection, agreement_id: str, action_id: str) -> bytes | None:
    """The hash of the report that bore that name."""
    statement = select(_F.request_hash).where(_F.agreement_id == agreement_id, _F.action_id == action_id)
    found: bytes | None = await conn.scalar(statement)
    return found


def _columns() -> list[Any]:
    return [*(_C[name] for name in _PLAIN), _C.parties]


def _value(row: Any) -> Consultation:
    values = row._mapping
    parties = tuple(
        ConsultationParty(PartyKind(kind), people, name) for kind, people, name in values["parties"]
    )
    return Consultation(**{name: values[name] for name in _PLAIN}, parties=parties)


def _agreement(row: Any) -> Agreement:
    values = dict(row._mapping)
    return Agreement(**(values | {"state": AgreementState(values["state"])}))


async def _whole(conn: AsyncConnection, found: Sequence[Consultation]) -> list[Consultation]:
    """With agreements and reports: two statements, however many they are."""
    statement = (
        select(consultation_agreements)
        .where(_A.consultation_id.in_([one.id for one in found]))
        .order_by(_A.consultation_id, _A.number)
    )
    agreed: dict[str, list[Agreement]] = {one.id: [] for one in found}
    rows = [_agreement(row) for row in await conn.execute(statement)] if found else []
    for one in await _followed(conn, rows):
        agreed[one.consultation_id].append(one)
    return [replace(one, agreements=tuple(agreed[one.id])) for one in found]


async def _followed(conn: AsyncConnection, found: Sequence[Agreement]) -> list[Agreement]:
    statement = (
        select(consultation_follow_ups)
        .where(_F.agreement_id.in_([one.id for one in found]))
        .order_by(_F.reported_at, _F.id)
    )
    told: dict[str, list[FollowUp]] = {one.id: [] for one in found}
    for row in await conn.execute(statement) if found else ():
        said = FollowUp(AgreementState(row.state), row.note, row.agency, row.evidence_url, row.reported_at)
        told[row.agreement_id].append(said)
    return [replace(one, follow_ups=tuple(told[one.id])) for one in found]


def _conditions(wanted: ConsultationFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.agency:
        found.append(_C.agency.in_(wanted.agency))
    if wanted.region is not None:
        below = _C.region.startswith(f"{wanted.region}.", autoescape=True)
        found.append(or_(_C.region == wanted.region, below))
    if wanted.start is not None:
        found.append(_C.held_on >= wanted.start)
    if wanted.end is not None:
        found.append(_C.held_on <= wanted.end)
    return found
