"""This worker among the others: its heartbeat, the duties it holds, the runs it takes over from the dead."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from hub.delivery.engine import Engine
from hub.delivery.failing import told
from hub.delivery.ports import Roster
from hub.delivery.work import Work

log = structlog.get_logger()

REAPING = "reaping"
BEATS_PER_TIMEOUT = 4
SLOWEST_BEAT_S = 10.0


@dataclass(frozen=True, slots=True)
class Presence:
    """`timeout_s`: a worker silent for so long counts as dead. `alone`: no other worker can be alive."""

    executor_id: str
    timeout_s: float
    alone: bool = False

    @property
    def beat_s(self) -> float:
        """Seconds between heartbeats: several may be lost before the others give this worker up."""
        return min(self.timeout_s / BEATS_PER_TIMEOUT, SLOWEST_BEAT_S)


class Attendance:
    """Heartbeat and leases in one transaction per beat.

    Args:
        presence: who this worker is.
        duties: names of what one worker at a time performs.
        ticks: monotonic seconds; the wall clock may be set while we run.
    """

    def __init__(
        self,
        presence: Presence,
        roster: Roster,
        work: Work,
        engine: Engine,
        duties: Sequence[str],
        ticks: Callable[[], float],
    ) -> None:
        self._presence, self._roster, self._work, self._engine = presence, roster, work, engine
        self._duties, self._ticks = (REAPING, *duties), ticks
        self._held: frozenset[str] = frozenset()
        self._until = 0.0
        self._idle: dict[str, float] = {}  # runs of ours that nobody performs, and since when

    def adapt(self, duties: Sequence[str]) -> None:
        """From the next beat on these are the duties there are."""
        self._duties = (REAPING, *duties)

    def holds(self, duty: str) -> bool:
        """Whether it is this worker's turn, now."""
        return duty in self._held and self._ticks() < self._until

    async def arrive(self) -> None:
        """The first heartbeat; only then may the engine take runs."""
        if self._presence.alone:
            await self._roster.evict()
        await self._beat()

    async def keep(self) -> None:
        """Beat and take over until cancelled. Failures are logged; after too many of them work stops."""
        while True:
            await asyncio.sleep(self._presence.beat_s)
            try:
                await self._beat()
                await self.take_over()
            except Exception as error:  # noqa: BLE001 the loop must outlive an absence of the store
                log.error("heartbeat failed", **told(error))
                if self._until and self._ticks() >= self._until:
                    self._engine.abandon()

    async def take_over(self) -> int:
        """Put the runs of dead workers, and those of ours that nobody performs, back into their queues."""
        begun = await self._work.at_work(None if self.holds(REAPING) else self._presence.executor_id)
        mine = begun.get(self._presence.executor_id, {})
        stranded = {run: mine[run] for run in self._forgotten(frozenset(mine) - self._engine.active)}
        dead = await self._dead([executor for executor in begun if executor != self._presence.executor_id])
        for executor in dead:
            stranded |= begun[executor]
        count = await self._work.revive(stranded)
        if dead:
            await self._roster.forget(dead)
        if count:
            log.warning("runs taken over", runs=count, workers=len(dead))
        return count

    async def leave(self) -> None:
        """Give the duties back, so that others need not wait for the lease to lapse."""
        self._held = frozenset()
        try:
            await self._roster.leave()
        except Exception as error:  # noqa: BLE001 ending anyway; the others notice the missing heartbeat
            log.error("leave failed", **told(error))

    def _forgotten(self, idle: frozenset[str]) -> list[str]:
        """Those idle for a whole timeout: a run that is about to begin or to end is idle for a moment too."""
        now = self._ticks()
        self._idle = {run: self._idle.get(run, now) for run in idle}
        return [run for run, since in self._idle.items() if now - since >= self._presence.timeout_s]

    async def _beat(self) -> None:
        begun = self._ticks()
        held = await self._roster.beat(self._duties)
        self._held, self._until = held, begun + self._presence.timeout_s

    async def _dead(self, others: Sequence[str]) -> frozenset[str]:
        if not others:
            return frozenset()
        return frozenset(others) if self._presence.alone else await self._roster.gone(others)
