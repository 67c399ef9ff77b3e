"""All events of all cases in one order that no reader can fall behind of.

Rows become visible out of the order of their numbers when several writers commit at once. So a place in
the feed is (transaction, number), and only transactions older than every open one are shown. SQLite has one
writer at a time: there the transaction is 0 and the number alone is the order. A commit is therefore shown
late while an older transaction is open: readers look again after a while, also without a signal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    func,
    literal,
    select,
    tuple_,
    update,
)
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.case import CaseEvent, CaseEventType, CaseKind, IdentityProtection, Sensitivity, Visibility
from hub.errors import ResyncRequired
from hub.store.events import EVENT_COLUMNS, to_event
from hub.store.tables import case_events, cases, meta

EPOCH_KEY = "feed_epoch"


class Position(NamedTuple):
    """A place in the feed, written `transaction.number`."""

    txid: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Position":
        """Raises `ResyncRequired` for anything that is not a place."""
        pieces = text.split(".")
        if len(pieces) != 2 or not all(piece.isascii() and piece.isdigit() for piece in pieces):
            raise ResyncRequired("the cursor is no place in the feed")
        place = cls(int(pieces[0]), int(pieces[1]))
        if max(place) >= 2**63:
            raise ResyncRequired("the cursor is no place in the feed")
        return place

    def __str__(self) -> str:
        return f"{self.txid}.{self.number}"


@dataclass(frozen=True, slots=True)
class FeedRow:
    """An event with what decides who may see it: facts of the case as they are now, not as they were then."""

    position: str
    event: CaseEvent
    tracking_number: str
    kind: CaseKind
    sensitivity: Sensitivity
    identity_protection: IdentityProtection
    visibility: Visibility
    region: str
    topic: str | None
    channel: str
    owner: str | None
    assignee: str | None
    copied: tuple[str, ...]


async def feed(
    conn: AsyncConnection,
    after: str | None,
    limit: int,
    condition: ColumnElement[bool] | None = None,
) -> list[FeedRow]:
    """The next events after a place, oldest first; None is the beginning.

    Args:
        conn: any connection.
        after: the `position` of the last row read, or a place `head` gave.
        limit: most rows to return.
        condition: over the tables `cases` and `case_events`.

    Raises:
        ResyncRequired: the place is not of this feed.
    """
    place = Position.parse(after) if after is not None else Position(0, 0)
    order = tuple_(case_events.c.txid, case_events.c.position)
    wanted = [order > tuple_(literal(place.txid, BigInteger), literal(place.number, BigInteger))]
    if _is_postgresql(conn):
        wanted.append(case_events.c.txid < _oldest_open())
    if condition is not None:
        wanted.append(condition)
    query = _rows().where(and_(*wanted)).order_by(case_events.c.txid, case_events.c.position).limit(limit)
    found = [_to_row(row) for row in await conn.execute(query)]
    if not found and place > Position.parse(await head(conn)):
        raise ResyncRequired("the cursor is ahead of the feed: the store was restored")
    return found


async def head(conn: AsyncConnection) -> str:
    """A place with nothing visible after it yet: start there to see only what comes.

    A reader with a narrow condition that takes `head` first and then gets fewer rows than its limit may go on
    from that head: everything before it was seen.
    """
    if _is_postgresql(conn):
        return f"{(await conn.execute(select(_oldest_open()))).scalar_one()}.0"
    last = (await conn.execute(select(func.max(case_events.c.position)))).scalar_one()
    return f"0.{last or 0}"


async def newest(conn: AsyncConnection) -> str:
    """The place of the newest event, visible yet or not: a reader that stands there has seen all."""
    order = (case_events.c.txid.desc(), case_events.c.position.desc())
    query = select(case_events.c.txid, case_events.c.position).order_by(*order).limit(1)
    row = (await conn.execute(query)).one_or_none()
    return f"{row.txid}.{row.position}" if row is not None else "0.0"


async def offered_before(conn: AsyncConnection, place: str, case_ids: Sequence[str], agency: str) -> set[str]:
    """Of these cases, those whose newest assignment to the agency stands at or before the place."""
    given, events = Position.parse(place), case_events.c
    order = (events.txid, events.position)
    query = (
        select(events.case_id, *order)
        .where(events.case_id.in_(case_ids), events.type == CaseEventType.ASSIGNED.value)
        .where(events.agency == agency)
        .order_by(*order)
    )
    newest = {row.case_id: Position(row.txid, row.position) for row in await conn.execute(query)}
    return {case_id for case_id, position in newest.items() if position <= given}


async def among(
    conn: AsyncConnection, event_ids: Sequence[str], condition: ColumnElement[bool]
) -> frozenset[str]:
    """Of these events, those that meet a condition over the tables `cases` and `case_events`."""
    query = (
        select(case_events.c.id)
        .join_from(case_events, cases, case_events.c.case_id == cases.c.id)
        .where(case_events.c.id.in_(event_ids), condition)
    )
    return frozenset((await conn.execute(query)).scalars())


async def by_ids(conn: AsyncConnection, event_ids: Sequence[str]) -> dict[str, FeedRow]:
    """Single events by their own id; an unknown id has no entry."""
    query = _rows().where(case_events.c.id.in_(event_ids))
    return {row.event.id: row for row in map(_to_row, await conn.execute(query))}


async def epoch(conn: AsyncConnection) -> str:
    """Names this feed. Sealed into every cursor."""
    return str((await conn.execute(select(meta.c.value).where(meta.c.key == EPOCH_KEY))).scalar_one())


async def renew_epoch(conn: AsyncConnection, name: str) -> None:
    """Make every cursor given out so far ask for a resync: needed after a backup was restored."""
    await conn.execute(update(meta).where(meta.c.key == EPOCH_KEY).values(value=name))


def _is_postgresql(conn: AsyncConnection) -> bool:
    return conn.dialect.name == "postgresql"


def _oldest_open() -> ColumnElement[int]:
    """The oldest transaction that may still commit; every older one has ended for every reader."""
    return cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), Text), BigInteger)


def _rows() -> Select[Any]:
    return select(
        *EVENT_COLUMNS,
        cases.c.tracking_number,
        cases.c.kind.label("case_kind"),
        cases.c.sensitivity,
        cases.c.identity_protection,
        cases.c.visibility,
        cases.c.region,
        cases.c.topic,
        cases.c.channel,
        cases.c.owner,
        cases.c.assignee,
        cases.c.copied,
    ).join_from(case_events, cases, case_events.c.case_id == cases.c.id)


def _to_row(row: Row[Any]) -> FeedRow:
    return FeedRow(
        position=f"{row.txid}.{row.position}",
        event=to_event(row),
        tracking_number=row.tracking_number,
        kind=CaseKind(row.case_kind),
        sensitivity=Sensitivity(row.sensitivity),
        identity_protection=IdentityProtection(row.identity_protection),
        visibility=Visibility(row.visibility),
        region=row.region,
        topic=row.topic,
        channel=row.channel,
        owner=row.owner,
        assignee=row.assignee,
        copied=tuple(row.copied),
    )
