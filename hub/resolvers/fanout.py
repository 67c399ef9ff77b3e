"""Subscribers with the same operation and the same rights share one answer per event.

Whoever is behind reads and renders for itself, as everybody would alone. Then it joins its group: the feed is
read once per process, an event is rendered once per group, and all of a group get the same bytes.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable, Iterator
from dataclasses import replace

from hub.casework.broadcasting import Broadcast
from hub.casework.sealing import FEED
from hub.casework.subscribing import order_of
from hub.domain.visible import VisibleEvent
from hub.errors import FellBehind
from hub.resolvers.context import Context
from hub.resolvers.seats import QUEUE, Order, Seat
from hub.resolvers.subscription import Listening
from hub.schema.told import Told

Tell = Callable[[Context, VisibleEvent], Awaitable[Told]]
"""Renders one event for a context; a failure is part of what it gives."""


class Group:
    """The subscribers of one operation with the same rights. A `Listener` of the feed."""

    def __init__(self, context: Context, tell: Tell) -> None:
        self._context, self._tell = context, tell
        self.seats: dict[Seat, None] = {}
        self.closed = False
        self._inbox: list[VisibleEvent] = []
        self._came = asyncio.Event()
        self._task = asyncio.create_task(self._work(), name="subscribers")

    def hear(self, event: VisibleEvent) -> None:
        """See `Listener`."""
        if len(self._inbox) >= QUEUE:
            self.end(FellBehind(None))
        else:
            self._inbox.append(event)
            self._came.set()

    def end(self, why: Exception) -> None:
        """See `Listener`."""
        self.close()
        for seat in self.seats:
            seat.end(why)

    def waiting(self) -> tuple[int, int]:
        """See `Listener`."""
        sizes = [len(self._inbox), *map(len, self.seats)]
        return max(sizes), sum(sizes)

    def close(self) -> None:
        """Nobody joins any more."""
        self.closed = True
        self._task.cancel()

    async def _work(self) -> None:
        while True:
            self._came.clear()
            while self._inbox:
                event = self._inbox[0]
                told, order = await self._tell(self._context, event), order_of(event.cursor)
                self._inbox.pop(0)
                for seat in self.seats:
                    seat.give(told, order)
                await asyncio.sleep(0)  # those who were given something take it first
            await self._came.wait()


class Fanout:
    """All groups of a process."""

    def __init__(self) -> None:
        self._groups: dict[Hashable, Group] = {}
        self._joining = asyncio.Lock()

    def __len__(self) -> int:
        return len(self._groups)

    def __iter__(self) -> Iterator[Group]:
        return iter(list(self._groups.values()))

    async def follow(
        self, operation: Hashable, listening: Listening, tell: Tell
    ) -> AsyncGenerator[Told, None]:
        """Everything from the subscriber's place on, without end.

        `operation` is equal for subscribers whose answers are equal as long as their callers are.

        Raises:
            NotEntitled: the credential reads no events.
            ResyncRequired: the place is not of this feed.
            FellBehind: events came faster than they were taken.
        """
        context, feed, wanted = listening.context, listening.context.services.feed, listening.wanted
        place, behind = listening.place, True
        if place is None:
            place, behind = await feed.live.now(), False
        while behind:
            stretch = await feed.since(context.caller, place, wanted)
            for row in stretch.events:
                yield await _told(context, row, tell)
            place, behind = stretch.place, not stretch.ended
        key = (id(context.services), context.caller, context.tells_sources, operation)
        group, seat, joined = await self._sit(key, listening, tell, place)
        try:
            while order_of(place) < order_of(joined):
                stretch = await feed.since(context.caller, place, wanted, joined)
                for row in stretch.events:
                    yield await _told(context, row, tell)
                place = stretch.place
            while True:
                told = await seat.next()
                context.position = told.position or context.position
                yield told
        except FellBehind:
            raise FellBehind(context.position or context.cursors.seal(FEED, place)) from None
        finally:
            self._leave(key, group, seat, feed.live)

    async def _sit(
        self, key: Hashable, listening: Listening, tell: Tell, place: str
    ) -> tuple[Group, Seat, str]:
        """A seat that gets everything after the place where the group stood, and that place."""
        live = listening.context.services.feed.live
        group = self._groups.get(key)
        if group is None or group.closed:
            async with self._joining:
                group = self._groups.get(key)
                if group is None or group.closed:
                    group = await self._open(listening, tell)
                    self._groups[key] = group
        # from here to the end nothing waits: the group has not been told of anything after `live.place`
        seat = Seat(_later(place, live.place))
        group.seats[seat] = None
        return group, seat, live.place

    async def _open(self, listening: Listening, tell: Tell) -> Group:
        context = replace(listening.context, resume_after=None)
        group = Group(context, tell)
        try:
            await context.services.feed.live.join(group, context.caller, listening.wanted)
        except BaseException:
            group.close()
            raise
        return group

    def _leave(self, key: Hashable, group: Group, seat: Seat, live: Broadcast) -> None:
        del group.seats[seat]
        if group.seats:
            return
        group.close()
        live.leave(group)
        if self._groups.get(key) is group:
            del self._groups[key]


def _later(one: str, other: str) -> Order:
    return max(order_of(one), order_of(other))


async def _told(context: Context, row: VisibleEvent, tell: Tell) -> Told:
    told = await tell(context, row)
    context.position = told.position or context.position
    return told
