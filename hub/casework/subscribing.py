"""The feed of events: pulled in pages, or streamed from any place without a gap, then live.

Every stream reads the store by its own cursor when the store signals a change: a slow subscriber holds nobody
up, no queue can overflow, and what a caller may see is decided at each read.
"""

from collections.abc import AsyncGenerator, Sequence

from sqlalchemy import ColumnElement, and_, true

from hub.casework.tools import Tools
from hub.domain.caller import Caller, Scope
from hub.domain.paging import Edge, EventFilter, Page
from hub.domain.redaction import scope_of, visible_event
from hub.domain.tracking import fold_code
from hub.domain.visible import VisibleEvent
from hub.errors import NotEntitled
from hub.store import cases, feed, tables
from hub.store.feed import FeedRow, Position
from hub.store.scoping import in_region, predicate

PAGE = 200


class Feed:
    """Pull and stream, over the one total order of events.

    `poll_seconds`: a stream looks again at least that often, should a signal be lost.
    """

    def __init__(self, tools: Tools, poll_seconds: float) -> None:
        self.tools, self.poll_seconds = tools, poll_seconds

    async def page(
        self, caller: Caller, after: str | None, first: int, wanted: EventFilter
    ) -> Page[VisibleEvent]:
        """The next events the caller may see after a place, oldest first.

        Raises:
            NotEntitled: the credential reads no events.
            ResyncRequired: the place is not of this feed.
        """
        condition = _condition(caller, wanted)
        async with self.tools.db.reading() as conn:
            rows = await feed.feed(conn, after, first + 1, condition)
        seen = [_seen(row, caller) for row in rows[:first]]
        edges = tuple(Edge(event.cursor, event) for event in seen)
        return Page(edges, has_next=len(rows) > first, has_previous=after is not None)

    async def by_ids(self, caller: Caller, ids: Sequence[str]) -> list[VisibleEvent | None]:
        """Single events by id, in the order asked; None when not there or not the caller's to see."""
        async with self.tools.db.reading() as conn:
            found = await feed.by_ids(conn, ids)
            owners = [row.event.case_id for row in found.values()]
            mine = await cases.by_ids(conn, owners, scope_of(caller))
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
        condition = _condition(caller, wanted)
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


def _condition(caller: Caller, wanted: EventFilter) -> ColumnElement[bool]:
    if not caller.may(Scope.EVENTS_READ):
        raise NotEntitled("this credential reads no events")
    found: list[ColumnElement[bool]] = [predicate(scope_of(caller))]
    if wanted.tracking_number is not None:
        found.append(tables.cases.c.tracking_number == fold_code(wanted.tracking_number))
    if wanted.agency is not None:
        found.append(tables.case_events.c.agency == wanted.agency)
    if wanted.region is not None:
        found.append(in_region(wanted.region))
    if wanted.types:
        found.append(tables.case_events.c.type.in_([one.value for one in wanted.types]))
    return and_(true(), *found)


def _seen(row: FeedRow, caller: Caller) -> VisibleEvent:
    return visible_event(row.event, row.position, caller)
