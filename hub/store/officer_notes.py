"""Notes between officers, sealed at rest: a dump of the database does not tell them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.officer_note import NoteAudience, OfficerNote, Reach
from hub.store.desk_tables import officer_notes
from hub.store.sealing import Sealer


@dataclass(frozen=True, slots=True)
class NotePage:
    """Notes of one case, oldest first."""

    notes: tuple[OfficerNote, ...]
    has_next: bool


async def add(conn: AsyncConnection, note: OfficerNote, sealer: Sealer) -> None:
    """Keep a note; it is never changed."""
    box = sealer.seal_bytes(note.text.encode(), _seal_place(note.id))
    row = {
        "id": note.id,
        "case_id": note.case_id,
        "audience": note.audience.value,
        "agency": note.agency,
        "author": note.author,
        "box": box,
        "written_at": note.written_at,
    }
    await conn.execute(insert(officer_notes).values(row))


async def by_id(conn: AsyncConnection, note_id: str, sealer: Sealer) -> OfficerNote | None:
    """One note."""
    row = (await conn.execute(select(officer_notes).where(officer_notes.c.id == note_id))).first()
    return _value(row, sealer) if row else None


async def pages(
    conn: AsyncConnection, reaches: Mapping[str, Reach], first: int, after: str | None, sealer: Sealer
) -> dict[str, NotePage]:
    """For each case its first notes behind `after` that are within the reader's reach, in one statement."""
    rank = func.row_number().over(partition_by=officer_notes.c.case_id, order_by=officer_notes.c.id)
    within = [_within(case_id, reach) for case_id, reach in reaches.items()]
    conditions = [or_(false(), *within)]
    if after is not None:
        conditions.append(officer_notes.c.id > after)
    ranked = select(officer_notes, rank.label("rank")).where(*conditions).subquery()
    query = select(ranked).where(ranked.c.rank <= first + 1).order_by(ranked.c.case_id, ranked.c.id)
    found: dict[str, list[OfficerNote]] = {case_id: [] for case_id in reaches}
    for row in await conn.execute(query):
        found[row.case_id].append(_value(row, sealer))
    return {
        case_id: NotePage(tuple(notes[:first]), has_next=len(notes) > first)
        for case_id, notes in found.items()
    }


def _within(case_id: str, reach: Reach) -> ColumnElement[bool]:
    audiences = sorted(one.value for one in reach.audiences)
    mine = or_(officer_notes.c.agency.in_(sorted(reach.agencies)), officer_notes.c.audience.in_(audiences))
    return and_(officer_notes.c.case_id == case_id, mine)


def _value(row: Any, sealer: Sealer) -> OfficerNote:
    return OfficerNote(
        id=row.id,
        case_id=row.case_id,
        audience=NoteAudience(row.audience),
        agency=row.agency,
        author=row.author,
        text=sealer.open_bytes(row.box, _seal_place(row.id)).decode(),
        written_at=row.written_at,
    )


def _seal_place(note_id: str) -> str:
    return f"officer_notes.box.{note_id}"
