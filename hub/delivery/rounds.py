"""Periodic duties as tasks with an owner: each at its own pace, none able to end or delay another."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

from hub.delivery.failing import told
from hub.delivery.ports import Changes
from hub.errors import ConnectorError

log = structlog.get_logger()

FIRST_WITHIN_S = 0.5
ENDING_S = 0.5
GATHER_S = 0.05  # commits come in bursts: one look serves them all
SPREAD = 0.1


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to do every so often.

    `full`: when that many were done there is more, so the next round follows at once. `woken`: every commit
    of this process calls for a round. `alone`: only the worker that holds the duty's lease performs it.
    """

    name: str
    every_s: float
    work: Callable[[], Awaitable[int]]
    full: int | None = None
    woken: bool = False
    alone: bool = True


class Rounds:
    """The duties of one process.

    Args:
        holds: whether this process holds a duty's lease now.
        changed: notified after every commit.
        chance: uniform in 0..1, so that workers started together do not stay in step.
    """

    def __init__(
        self,
        duties: Sequence[Duty],
        holds: Callable[[str], bool],
        changed: Changes,
        chance: Callable[[], float],
    ) -> None:
        self._duties = {duty.name: duty for duty in duties}
        self._holds, self._changed, self._chance = holds, changed, chance
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._busy: set[str] = set()
        self._ending = False

    def start(self) -> None:
        """Begin all of them; `stop` ends them."""
        for duty in self._duties.values():
            self._begin(duty)

    def adapt(self, duties: Sequence[Duty]) -> None:
        """Go over to other duties: those of the same name and pace go on undisturbed.

        One that is at work ends its round first. A new pace begins with the next round.
        """
        wanted = {duty.name: duty for duty in duties}
        before, self._duties = self._duties, wanted
        for name in before.keys() - wanted.keys():
            if name not in self._busy:
                self._tasks.pop(name).cancel()
        for name in wanted.keys() - before.keys():
            if name not in self._tasks or self._tasks[name].done():
                self._begin(wanted[name])

    def _begin(self, duty: Duty) -> None:
        self._tasks[duty.name] = asyncio.create_task(self._walk(duty.name), name=duty.name)

    async def stop(self) -> None:
        """End all of them; those at work get a moment, then the transaction they are in is given up."""
        self._ending = True
        for task in self._tasks.values():
            if task.get_name() not in self._busy:
                task.cancel()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks.values(), timeout=ENDING_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self._tasks = {}

    async def _walk(self, name: str) -> None:
        await asyncio.sleep(self._chance() * min(FIRST_WITHIN_S, self._duties[name].every_s))
        while not self._ending and (duty := self._duties.get(name)):
            seen = self._changed.count
            done = await self._perform(duty) if self._is_ours(duty) else 0
            if duty.full is not None and done >= duty.full:
                await asyncio.sleep(GATHER_S)  # others want the store too
            elif not self._ending:
                await self._pause(duty, seen)

    def _is_ours(self, duty: Duty) -> bool:
        return not duty.alone or self._holds(duty.name)

    async def _perform(self, duty: Duty) -> int:
        self._busy.add(duty.name)
        try:
            return await duty.work()
        except ConnectorError as fault:
            log.warning("duty hindered", duty=duty.name, code=fault.code)
        except Exception as error:  # noqa: BLE001 a duty survives whatever one round of it meets
            log.error("duty failed", duty=duty.name, **told(error))
        finally:
            self._busy.discard(duty.name)
        return 0

    async def _pause(self, duty: Duty, seen: int) -> None:
        if duty.woken:
            if await self._changed.wait(duty.every_s, seen):
                await asyncio.sleep(GATHER_S)
        else:
            await asyncio.sleep(duty.every_s * (1 + SPREAD * (2 * self._chance() - 1)))
