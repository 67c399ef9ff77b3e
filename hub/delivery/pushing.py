"""Turns at partners' endpoints, side by side: one that hangs delays nobody but itself."""

import asyncio
from collections.abc import Callable

import structlog

from hub.delivery.failing import told
from hub.delivery.ports import Notifies

log = structlog.get_logger()

MOST_TURNS = 20  # at the same time in one process
ENDING_S = 0.5
SHY_S = 30.0  # so long an endpoint is left alone after a turn that failed for a reason of ours


class Pushing:
    """Owns the turns of this process.

    Args:
        notifying: the use case.
        ticks: monotonic seconds.
    """

    def __init__(self, notifying: Notifies, ticks: Callable[[], float]) -> None:
        self._notifying, self._ticks = notifying, ticks
        self._turns: dict[str, asyncio.Task[None]] = {}
        self._shy: dict[str, float] = {}  # endpoint -> until when

    async def round(self) -> int:
        """Begin a turn at every endpoint that needs one; nobody waits for their end."""
        now = self._ticks()
        self._shy = {id: until for id, until in self._shy.items() if until > now}
        wanted = await self._notifying.waiting(self._turns.keys() | self._shy.keys())
        chosen = wanted[: MOST_TURNS - len(self._turns)]
        for id in chosen:
            self._turns[id] = asyncio.create_task(self._turn(id), name=f"webhook:{id}")
        return len(chosen)

    async def stop(self) -> None:
        """End all turns; what is under way gets a moment, then it is given up and sent again later."""
        if self._turns:
            _, late = await asyncio.wait(self._turns.values(), timeout=ENDING_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _turn(self, id: str) -> None:
        try:
            await self._notifying.serve(id)
        except Exception as error:  # noqa: BLE001 a turn that fails is nobody else's affair
            self._shy[id] = self._ticks() + SHY_S
            log.error("webhook turn failed", webhook=id, **told(error))
        finally:
            self._turns.pop(id, None)
