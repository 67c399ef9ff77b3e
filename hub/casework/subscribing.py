"""The feed of events: pulled in pages, or streamed from any place without a gap, then live.

Every stream reads the store by its own cursor when the store signals a change: a slow subscriber holds nobody
up, no queue can overflow, and what a caller may see is decided at each read.
"""

from collections.abc import AsyncGenerator, Sequence

import orjson
from sqlalchemy import ColumnElement, and_, true
from sqlalchemy.ext.asyncio import AsyncConnection

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


class Feed:
    """Pull and stream, over the one total order of events.

    `poll_seconds`: a stream looks again at least that often, should a signal be lost.
    """

    def __init__(self, tools: Tools, poll_seconds: float) -> None:
        self.tools, self.poll_seconds = tools, poll_seconds

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

    async def stream(
        self, caller: Caller, after: str | None, wanted: EventFilter
    ) -> AsyncGenerator[VisibleEvent, None]:
        """Everything after the place in order, then live, without end. None starts from now.

        What the caller may see is decided for every page anew, so a right that ends shows within one page.

        Raises:
            NotEntitled: the credential reads no events.
            ResyncRequired: the place is not of this feed.
        """
        condition = rows_for(caller, wanted, self.tools.directory())
        place = after
        if place is None:
            async with self.tools.db.reading() as conn:
                place = await feed.head(conn)
        while True:
            signal = self.tools.db.changed.count
            async with self.tools.db.reading() as conn:
                head = await feed.head(conn)
                rows = await feed.feed(conn, place, PAGE, condition)
            for row in rows:
                yield _seen(row, caller)
            if rows:
                place = rows[-1].position
            if len(rows) < PAGE:
                place = str(max(Position.parse(place), Position.parse(head)))
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
