"""What became of every acknowledged case: in the store, and at its owner."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from hub.domain.case import Case, CaseEvent, CaseEventType
from hub.domain.directory import Directory
from hub.domain.evolution import fold, state_of
from hub.store import cases, events, reference
from hub.store.database import Database
from hub.store.tables import cases as case_table
from hub.store.tables import deliveries


@dataclass(frozen=True)
class Holding:
    """A record in an agency's system: our ticket (`<tracking number>#<hop>`) and who holds it there."""

    ticket: str
    holder: str


@dataclass(frozen=True)
class Message:
    """One delivery, with the case's number."""

    tracking_number: str
    assignment_id: str
    connector: str
    state: str
    external_id: str | None
    last_error: str | None


@dataclass(frozen=True)
class Verdict:
    """Tracking numbers that are not as promised."""

    lost: tuple[str, ...]
    duplicated: tuple[str, ...]
    incomplete: tuple[str, ...]


async def messages(db: Database) -> list[Message]:
    """Every delivery there is."""
    wanted = [deliveries.c[name] for name in Message.__dataclass_fields__ if name != "tracking_number"]
    statement = select(case_table.c.tracking_number, *wanted).join(
        case_table, case_table.c.id == deliveries.c.case_id
    )
    async with db.reading() as conn:
        return [Message(**row._mapping) for row in await conn.execute(statement)]


async def judge(db: Database, acknowledged: Sequence[str], held: Sequence[Holding]) -> Verdict:
    """Hold what was acknowledged against the store and against every record of every agency."""
    copies = Counter(one.ticket.partition("#")[0] for one in held)
    async with db.reading() as conn:
        directory = await reference.load(conn)
        stored = {case.tracking_number: case for case in await cases.everything(conn)}
        timelines = await events.timelines(conn, [case.id for case in stored.values()])
    owned = {
        one.ticket.partition("#")[0]
        for one in held
        if _is_owner(stored.get(one.ticket.partition("#")[0]), one.holder, directory)
    }
    return Verdict(
        lost=tuple(number for number in acknowledged if number not in stored or number not in owned),
        duplicated=tuple(number for number, count in copies.items() if count > 1),
        incomplete=tuple(
            number for number, case in stored.items() if not _is_whole(case, timelines.get(case.id, []))
        ),
    )


def _is_owner(case: Case | None, holder: str, directory: Directory) -> bool:
    """Whether the record lies with the agency the hub believes to be the owner."""
    agency = directory.agencies.get(case.owner or "") if case else None
    return agency is not None and holder in (agency.connector, agency.external_id)


def _is_whole(case: Case, timeline: list[CaseEvent]) -> bool:
    types = [event.type for event in timeline]
    return (
        [event.sequence for event in timeline] == list(range(1, len(timeline) + 1))
        and types[:1] == [CaseEventType.SUBMITTED]
        and types.count(CaseEventType.DELIVERED) == 1
        and fold(timeline) == state_of(case)
    )
