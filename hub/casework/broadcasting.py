"""The feed read once per process, for everybody who has caught up with it.

One task reads each page once, finds by index which audiences may be concerned, asks the row predicate once
per audience, and tells the listeners. It begins with the first listener and ends with the last.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from typing import Protocol

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.audiences import Audience, Index
from hub.casework.tools import Tools
from hub.domain.caller import Caller
from hub.domain.directory import Directory
from hub.domain.paging import EventFilter
from hub.domain.redaction import scope_of, visible_event
from hub.domain.visible import VisibleEvent
from hub.store import feed
from hub.store.feed import FeedRow, Position

PAGE = 200
ROOM = 56  # a listener with more than that waiting has no place for another page in a queue of 256
PATIENCE_S, GLANCE_S, STALLED = 1.0, 0.005, 10
"""The reader waits so long for listeners that still take; it looks at them so often; and takes them for stuck
after so many looks without a change."""

Condition = Callable[[Caller, EventFilter, Directory], ColumnElement[bool]]


class Listener(Protocol):
    """Hears events in the order of the feed. Neither method may fail."""

    def hear(self, event: VisibleEvent) -> None: ...

    def end(self, why: Exception) -> None:
        """The feed can't be read any more, or not from here: nothing follows."""
        ...

    def waiting(self) -> tuple[int, int]:
        """Events it has not worked off: the most in one queue, and in all of them together."""
        ...


class _Run:
    """One life of the reader, from the first listener to the last."""

    def __init__(self, directory: Directory) -> None:
        self.turn = asyncio.Lock()  # who joins waits for the page that is being read
        self.directory = directory
        self.place = ""
        self.seen = -1  # signals before the last page was read
        self.listeners: dict[Listener, tuple[Caller, EventFilter]] = {}
        self.audiences: defaultdict[Audience, dict[Listener, Caller]] = defaultdict(dict)
        self.index = Index()
        self.task: asyncio.Task[None] | None = None

    def add(self, listener: Listener, caller: Caller, wanted: EventFilter) -> None:
        self.listeners[listener] = (caller, wanted)
        audience = (scope_of(caller, self.directory), wanted)
        self.audiences[audience][listener] = caller
        self.index.add(audience)

    def remove(self, listener: Listener) -> None:
        caller, wanted = self.listeners.pop(listener)
        audience = (scope_of(caller, self.directory), wanted)
        del self.audiences[audience][listener]
        if not self.audiences[audience]:
            del self.audiences[audience]
            self.index.discard(audience)

    def refile(self, directory: Directory) -> None:
        """Scopes follow the reference data."""
        self.directory, held = directory, self.listeners
        self.listeners, self.index = {}, Index()
        self.audiences.clear()
        for listener, (caller, wanted) in held.items():
            self.add(listener, caller, wanted)


class Broadcast:
    """Tells listeners of the events that their caller may see.

    `poll_seconds`: it looks again at least that often, should a signal be lost. `condition` is the one rule
    about a caller's events; see `hub.casework.subscribing.rows_for`.
    """

    def __init__(self, tools: Tools, poll_seconds: float, condition: Condition) -> None:
        self._tools, self._poll_seconds, self._condition = tools, poll_seconds, condition
        self._run: _Run | None = None

    @property
    def running(self) -> bool:
        """Whether the feed is being read."""
        return self._run is not None

    @property
    def place(self) -> str:
        """Every event up to here has been told, every later one will be. Nothing while nobody listens."""
        return self._run.place if self._run is not None else ""

    async def now(self) -> str:
        """A place with nothing to see after it yet."""
        run = self._run
        if run is not None and run.place and run.seen == self._tools.db.changed.count:
            return run.place
        async with self._tools.db.reading() as conn:
            return await feed.head(conn)

    async def join(self, listener: Listener, caller: Caller, wanted: EventFilter) -> None:
        """From `place` on, as it is when this returns, the listener is told of everything.

        Raises:
            NotEntitled: the credential reads no events.
        """
        self._condition(caller, wanted, self._tools.directory())
        while True:
            run = self._run
            if run is None:
                run = self._run = _Run(self._tools.directory())
            async with run.turn:
                if run is not self._run:
                    continue  # that reader has ended meanwhile
                await self._begin(run)
                run.add(listener, caller, wanted)
                return

    async def _begin(self, run: _Run) -> None:
        if run.task is not None:
            return
        try:
            async with self._tools.db.reading() as conn:
                run.place = await feed.head(conn)
        except BaseException:
            self._run = None
            raise
        run.task = asyncio.create_task(self._read(run), name="feed-reader")

    def leave(self, listener: Listener) -> None:
        """It hears nothing more; one that is not there is passed over."""
        run = self._run
        if run is None or listener not in run.listeners:
            return
        run.remove(listener)
        if not run.listeners:
            self._run = None
            if run.task is not None:
                run.task.cancel()

    async def _read(self, run: _Run) -> None:
        try:
            while True:
                signal = self._tools.db.changed.count
                async with run.turn:
                    more = await self._page(run)
                    run.seen = signal
                await _let_take(run)
                if not more:
                    await self._tools.db.changed.wait(self._poll_seconds, signal)
        except Exception as broken:  # noqa: BLE001 - told to everybody who listens
            if self._run is run:
                self._run = None
            for listener in list(run.listeners):
                listener.end(broken)

    async def _page(self, run: _Run) -> bool:
        """Read and tell one page; whether there may be another. Nobody joins meanwhile, some may leave."""
        directory = self._tools.directory()
        if directory is not run.directory:
            run.refile(directory)
        async with self._tools.db.reading() as conn:
            head = await feed.head(conn)
            rows = await feed.feed(conn, run.place, PAGE)
            concerned = await self._concerned(conn, run, rows)
        for row in rows:
            for audience in concerned.get(row.event.id, ()):
                for listener, caller in list(run.audiences.get(audience, {}).items()):
                    listener.hear(visible_event(row.event, row.position, caller))
        reached = [Position.parse(one) for one in (run.place, *(row.position for row in rows[-1:]))]
        run.place = str(max(reached if len(rows) == PAGE else [*reached, Position.parse(head)]))
        return len(rows) == PAGE

    async def _concerned(
        self, conn: AsyncConnection, run: _Run, rows: list[FeedRow]
    ) -> dict[str, list[Audience]]:
        """By event, the audiences that may see it."""
        asked: defaultdict[Audience, list[str]] = defaultdict(list)
        for row in rows:
            for audience in run.index.of(row):
                asked[audience].append(row.event.id)
        found: defaultdict[str, list[Audience]] = defaultdict(list)
        for audience, ids in asked.items():
            callers = run.audiences.get(audience)
            if not callers:  # left while the others were asked for
                continue
            caller = next(iter(callers.values()))
            condition = self._condition(caller, audience[1], run.directory)
            for one in await feed.among(conn, ids, condition):
                found[one].append(audience)
        return found


async def _let_take(run: _Run) -> None:
    """Wait while somebody has no room for another page, as long as those who listen take at all."""
    loop = asyncio.get_running_loop()
    end, stalled, last = loop.time() + PATIENCE_S, 0, -1
    while stalled < STALLED and loop.time() < end:
        most, total = 0, 0
        for listener in run.listeners:
            longest, together = listener.waiting()
            most, total = max(most, longest), total + together
        if most <= ROOM:
            return
        stalled = 0 if last < 0 or total < last else stalled + 1
        last = total
        await asyncio.sleep(GLANCE_S)
