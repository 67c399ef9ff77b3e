"""The feed of events: pulled in pages, streamed from any place without a gap, or told live.

Whoever is behind reads the store by its own cursor; what it may see is decided at each read. Those who have
caught up are told by one reader per process: `live`.
"""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import ColumnElement, and_, true
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.broadcasting import Broadcast
from hub.casework.tools import Tools
from hub.domain.caller import Caller, Scope
from hub.domain.directory import Directory
from hub.domain.paging import Edge, EventFilter, Page
from hub.domain.redaction import scope_of, visible_event
from hub.domain.tracking import fold_code
from hub.domain.visible import VisibleEvent
from hub.errors import NotEntitled
from hub.store import cases, feed, tables
from hub.store.feed import FeedRow, Position
from hub.store.scoping import in_region, predicate

PAGE = 200
ENVELOPE_BYTES = 1_024  # of an answer around its events
EVENT_BYTES = 1_024  # of an event and its case beside their texts: names, numbers, times, the cursor


order_of = Position.parse
"""What places in the feed are compared by."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Events in order, and the place they reach: nothing before it was left out. `ended`: no more for now."""

    events: list[VisibleEvent]
    place: str
    ended: bool


class Feed:
    """Pull, stream and tell, over the one total order of events.

    `poll_seconds`: a stream looks again at least that often, should a signal be lost.
    """

    def __init__(self, tools: Tools, poll_seconds: float) -> None:
        self.tools, self.poll_seconds = tools, poll_seconds
        self.live = Broadcast(tools, poll_seconds, rows_for)

    async def page(
        self,
        caller: Caller,
        after: str | None,
        first: int,
        wanted: EventFilter,
        most_bytes: int | None = None,
    ) -> Page[VisibleEvent]:
        """The next events the caller may see after a place, oldest first.

        `most_bytes` ends the page before its texts, those of the cases included, would take more as JSON; one
        event is told in any case.

        Raises:
            NotEntitled: the credential reads no events.
            ResyncRequired: the place is not of this feed.
        """
        condition = rows_for(caller, wanted, self.tools.directory())
        async with self.tools.db.reading() as conn:
            rows = await feed.feed(conn, after, first + 1, condition)
            fits = first if most_bytes is None else await _fitting(conn, rows[:first], most_bytes)
        seen = [_seen(row, caller) for row in rows[:fits]]
        edges = tuple(Edge(event.cursor, event) for event in seen)
        return Page(edges, has_next=len(rows) > len(seen), has_previous=after is not None)

    async def by_ids(self, caller: Caller, ids: Sequence[str]) -> list[VisibleEvent | None]:
        """Single events by id, in the order asked; None when not there or not the caller's to see."""
        async with self.tools.db.reading() as conn:
            found = await feed.by_ids(conn, ids)
            owners = [row.event.case_id for row in found.values()]
            mine = await cases.by_ids(conn, owners, scope_of(caller, self.tools.directory()))
        rows = [found.get(one) for one in ids]
        return [_seen(row, caller) if row and row.event.case_id in mine else None for row in rows]

    async def since(
        self, caller: Caller, place: str, wanted: EventFilter, upto: str | None = None
    ) -> Stretch:
        """The next events the caller may see after a place, and no later ones than `upto`.

        Raises:
            NotEntitled: the credential reads no events.
            ResyncRequired: the place is not of this feed.
        """
        condition = rows_for(caller, wanted, self.tools.directory())
        async with self.tools.db.reading() as conn:
            head = await feed.head(conn)
            rows = await feed.feed(conn, place, PAGE, condition)
        if upto is not None:
            within = [row for row in rows if order_of(row.position) <= order_of(upto)]
            ended, head = len(within) < len(rows) or len(rows) < PAGE, upto
            rows = within
        else:
            ended = len(rows) < PAGE
        reached = rows[-1].position if rows else place
        if ended:
            reached = max(reached, head, key=order_of)
        return Stretch([_seen(row, caller) for row in rows], reached, ended)

    async def stream(
        self, caller: Caller, after: str | None, wanted: EventFilter
    ) -> AsyncGenerator[VisibleEvent, None]:
        """Everything after the place in order, then live, without end. None starts from now.

        What the caller may see is decided for every page anew, so a right that ends shows within one page.

        Raises:
            NotEntitled: the credential reads no events.
            ResyncRequired: the place is not of this feed.
        """
        rows_for(caller, wanted, self.tools.directory())
        place = after if after is not None else await self.live.now()
        while True:
            signal = self.tools.db.changed.count
            stretch = await self.since(caller, place, wanted)
            for event in stretch.events:
                yield event
            place = stretch.place
            if stretch.ended:
                await self.tools.db.changed.wait(self.poll_seconds, signal)


def rows_for(caller: Caller, wanted: EventFilter, directory: Directory) -> ColumnElement[bool]:
    """The WHERE clause of a caller's events under a filter. Raises `NotEntitled` where it reads none."""
    if not caller.may(Scope.EVENTS_READ):
        raise NotEntitled("this credential reads no events")
    found: list[ColumnElement[bool]] = [predicate(scope_of(caller, directory))]
    if wanted.tracking_number is not None:
        found.append(tables.cases.c.tracking_number == fold_code(wanted.tracking_number))
    if wanted.agency is not None:
        found.append(tables.case_events.c.agency == wanted.agency)
    if wanted.region is not None:
        found.append(in_region(wanted.region))
    if wanted.types:
        found.append(tables.case_events.c.type.in_([one.value for one in wanted.types]))
    return and_(true(), *found)


async def _fitting(conn: AsyncConnection, rows: Sequence[FeedRow], most_bytes: int) -> int:
    """How many of the rows fit, at least one."""
    texts = await cases.text_sizes(conn, [row.event.case_id for row in rows])
    left = most_bytes - ENVELOPE_BYTES
    for count, row in enumerate(rows):
        left -= EVENT_BYTES + texts.get(row.event.case_id, 0) + len(orjson.dumps(row.event.note))
        if left < 0:
            return max(count, 1)
    return len(rows)


def _seen(row: FeedRow, caller: Caller) -> VisibleEvent:
    return visible_event(row.event, row.position, caller)
