"""A changed calendar moves the due dates of open cases: by replay, in bounded turns that survive any process.

Starts some time after the change, when every process has the new reference data; what a process writes from
then on has the new dates anyway.
"""

from dataclasses import replace
from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.recording import record, with_due_date
from hub.casework.tools import Tools
from hub.domain.case import Case, CaseEvent
from hub.domain.evolution import Evolution
from hub.domain.moments import recalculate
from hub.domain.status import FINAL
from hub.errors import StoreFault
from hub.store import cases, events, walks
from hub.store.walks import Walk

log = structlog.get_logger()

NAME = "calendar_walk"


class Recalculating:
    """Runs now and then, in one process at a time.

    Args:
        settle: how long all processes may need to take over imported reference data.
    """

    def __init__(self, tools: Tools, settle: timedelta = timedelta(minutes=1)) -> None:
        self.tools, self.settle = tools, settle

    async def tick(self, limit: int = 20) -> int:
        """Go over the next open cases. Returns how many; 0 when there is nothing to do, or not yet."""
        async with self.tools.db.reading() as conn:
            walk = await walks.read(conn, NAME)
        wanted = self.tools.directory().calendars.version
        if walk is None or walk.target != wanted:
            await self.tools.db.write(lambda conn: walks.save(conn, NAME, Walk(wanted, self.tools.clock())))
            return 0
        if walk.done or self.tools.clock() < walk.since + self.settle:
            return 0
        try:
            return await self.tools.db.write(lambda conn: self._turn(conn, walk, limit))
        except StoreFault:
            raise
        except Exception:  # noqa: BLE001 one of them; which one is found, and told, below
            return await self._one_by_one(walk, limit)

    async def _one_by_one(self, walk: Walk, limit: int) -> int:
        """The same turn in steps, so that a case that cannot be computed stops none behind it."""
        async with self.tools.db.reading() as conn:
            ids = await cases.open_after(conn, walk.after, limit)
        for case_id in ids:
            try:
                await self.tools.db.write(lambda conn, walk=walk: self._turn(conn, walk, 1))  # type: ignore[misc]
            except StoreFault:
                raise
            except Exception as error:  # noqa: BLE001 whatever is wrong with it
                log.error("calendar of a case failed", case_id=case_id, code=type(error).__name__)
            walk = replace(walk, after=case_id)
        done = replace(walk, done=len(ids) < limit)
        await self.tools.db.write(lambda conn: walks.save(conn, NAME, done))
        return len(ids)

    async def _turn(self, conn: AsyncConnection, walk: Walk, limit: int) -> int:
        ids = await cases.open_after(conn, walk.after, limit)
        told = await events.timelines(conn, ids)
        for case_id in ids:
            await self._one(conn, case_id, told.get(case_id, []))
        done = len(ids) < limit
        await walks.save(conn, NAME, replace(walk, after=ids[-1] if ids else walk.after, done=done))
        return len(ids)

    async def _one(self, conn: AsyncConnection, case_id: str, timeline: list[CaseEvent]) -> None:
        case = await cases.lock(conn, case_id)
        if case is None or case.status in FINAL:
            return
        if case.version != (timeline[-1].version if timeline else 0):  # it changed since the page was read
            timeline = (await events.timelines(conn, [case_id])).get(case_id, [])
        fresh = with_due_date(case, timeline, self.tools)
        if _same(case, fresh):
            return
        change = Evolution(case, self.tools.clock())
        recalculate(change, timeline, self.tools.directory())
        if change.events:
            await record(conn, self.tools, change)
        else:
            await cases.reschedule(conn, fresh)


def _same(case: Case, fresh: Case) -> bool:
    return (case.calendar, case.deadlines, case.look_at) == (fresh.calendar, fresh.deadlines, fresh.look_at)
