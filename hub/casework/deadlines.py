"""Legal deadlines that come near or have passed: each is told once, a breach moves the case up.

No clock runs in memory: cases carry when they have to be looked at; whoever looks after an outage finds them
in order, the most urgent first.
"""

from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.recording import record, with_due_date
from hub.casework.tools import Tools
from hub.domain import acts, compensation_clock
from hub.domain.case import CaseEvent, CaseStatus
from hub.domain.commands import Archive, Close
from hub.domain.custody import Setting
from hub.domain.evolution import Evolution
from hub.domain.moments import ACTOR, clocks_of, pending, tell
from hub.domain.sla import lapsed
from hub.domain.status import Party
from hub.errors import StoreFault
from hub.store import cases, events

log = structlog.get_logger()

AGAIN = timedelta(hours=1)
"""Until a case is looked at again that could not be."""

CLOSED_BY_LAPSE = "Ditutup otomatis: tidak ada tanggapan pelapor dalam batas waktu."
ARCHIVED_BY_LAPSE = "Diarsipkan: pelapor tidak melengkapi laporan dalam batas waktu."


class Deadlines:
    """Runs now and then, in one process at a time."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def tick(self, limit: int = 200) -> int:
        """Work on every case whose clocks have something to say, most urgent first. Returns how many."""
        async with self.tools.db.reading() as conn:
            due = await cases.due(conn, self.tools.clock(), limit)
        for case_id in due:
            await self._safely(case_id)
        return len(due)

    async def _safely(self, case_id: str) -> None:
        """One case that cannot be looked at must not stop the clocks of all others; a failed store does."""
        try:
            await self.tools.db.write(lambda conn: self._look(conn, case_id))
        except StoreFault:
            raise
        except Exception as error:  # noqa: BLE001 whatever is wrong with it, the next case is none the worse
            log.error("clocks of a case failed", case_id=case_id, code=type(error).__name__)
            later = self.tools.clock() + AGAIN
            await self.tools.db.write(lambda conn: cases.put_off(conn, case_id, later))

    async def _look(self, conn: AsyncConnection, case_id: str) -> None:
        case = await cases.lock(conn, case_id)
        if case is None:
            return
        timeline = (await events.timelines(conn, [case_id])).get(case_id, [])
        change = Evolution(case, self.tools.clock())
        self._happen(change, timeline)
        if change.events:
            await record(conn, self.tools, change)
        else:  # what was stored is out of date: a calendar changed, or another worker was here
            await cases.reschedule(conn, with_due_date(case, timeline, self.tools))

    def _happen(self, change: Evolution, timeline: list[CaseEvent]) -> None:
        directory = self.tools.directory()
        around = Setting(ACTOR, frozenset({Party.HUB}), directory, change.now)
        found = clocks_of(change.case, timeline, directory, change.now)
        for moment in pending(found, timeline, change.now):
            tell(change, moment, timeline, around)
        compensation_clock.tell(change, timeline, directory, ACTOR)
        if lapsed(found):
            self._lapse(change, around)

    def _lapse(self, change: Evolution, around: Setting) -> None:
        if change.case.status is CaseStatus.ANSWERED:
            acts.perform(change, Close(CLOSED_BY_LAPSE), around)
        elif change.case.status is CaseStatus.NEEDS_INFORMATION:
            acts.perform(change, Archive(ARCHIVED_BY_LAPSE), around)
