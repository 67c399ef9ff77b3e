"""Legal deadlines that have passed: a breach is an event, a reporter's silence ends the waiting.

No clock runs in memory: cases carry their next deadline; whoever looks after an outage finds them in order.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.recording import record, with_due_date
from hub.casework.tools import Tools
from hub.domain import acts
from hub.domain.case import Case, CaseEvent, CaseEventType, CaseStatus
from hub.domain.commands import Archive, Close
from hub.domain.custody import Setting
from hub.domain.evolution import Evolution
from hub.domain.sla import Clock, clocks, lapsed, untold
from hub.domain.status import Party
from hub.store import cases, events

CLOSED_BY_LAPSE = "Ditutup otomatis: tidak ada tanggapan pelapor dalam batas waktu."
ARCHIVED_BY_LAPSE = "Diarsipkan: pelapor tidak melengkapi laporan dalam batas waktu."
_GIVEN_UP = frozenset({CaseEventType.RETURNED, CaseEventType.RECALLED})


class Deadlines:
    """Runs now and then, in one process at a time."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def tick(self, limit: int = 200) -> int:
        """Work on every case whose next deadline has passed, most urgent first. Returns how many."""
        async with self.tools.db.reading() as conn:
            due = await cases.due(conn, self.tools.clock(), limit)
        for case_id in due:
            await self.tools.db.write(lambda conn, case_id=case_id: self._look(conn, case_id))  # type: ignore[misc]
        return len(due)

    async def _look(self, conn: AsyncConnection, case_id: str) -> None:
        case = await cases.lock(conn, case_id)
        if case is None:
            return
        timeline = (await events.timelines(conn, [case_id])).get(case_id, [])
        change = Evolution(case, self.tools.clock())
        self._happen(change, timeline, self._clocks(case, timeline))
        if change.events:
            await record(conn, self.tools, change)
        else:  # the stored deadline is out of date: a calendar changed
            fresh = with_due_date(case, timeline, self.tools)
            await cases.reschedule(conn, case, fresh.due_at)

    def _clocks(self, case: Case, timeline: list[CaseEvent]) -> tuple[Clock, ...]:
        directory = self.tools.directory()
        return clocks(
            timeline,
            case.kind,
            case.sensitivity,
            directory.legal_limits,
            directory.zone_of(case.region),
            directory.days_off,
            self.tools.clock(),
        )

    def _happen(self, change: Evolution, timeline: list[CaseEvent], running: tuple[Clock, ...]) -> None:
        for clock in untold(running, timeline):
            change.happen(
                CaseEventType.DEADLINE_BREACHED,
                "clock",
                agency=_holder_at(timeline, clock.due_at),
                note=clock.kind.value,
                breached=True,
            )
        if lapsed(running):
            self._lapse(change)

    def _lapse(self, change: Evolution) -> None:
        around = Setting("clock", frozenset({Party.HUB}), self.tools.directory(), change.now)
        if change.case.status is CaseStatus.ANSWERED:
            acts.perform(change, Close(CLOSED_BY_LAPSE), around)
        elif change.case.status is CaseStatus.NEEDS_INFORMATION:
            acts.perform(change, Archive(ARCHIVED_BY_LAPSE), around)


def _holder_at(timeline: list[CaseEvent], moment: datetime) -> str | None:
    """The agency that had the case then: a breach found late is still that of whom it befell."""
    agency = None
    for event in timeline:
        if event.occurred_at >= moment:
            break
        if event.type is CaseEventType.ASSIGNED:
            agency = event.agency
        elif event.type in _GIVEN_UP:
            agency = None
    return agency
