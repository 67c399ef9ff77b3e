"""The reference data say that an agency is no more: its open cases go on to whoever has its tasks now."""

from functools import partial

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.knowing import known_of
from hub.casework.recording import record
from hub.casework.tools import Tools
from hub.domain import lifetimes
from hub.domain.custody import Setting
from hub.domain.evolution import Evolution
from hub.domain.reorganising import forsaken, reorganise
from hub.domain.status import Party
from hub.errors import StoreFault
from hub.store import assignments, cases, handed_over

log = structlog.get_logger()

ACTOR = "registry"


class Reorganising:
    """Runs now and then, in one process at a time; what it has done is seen in the cases themselves."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def tick(self, limit: int = 100) -> int:
        """Look at up to `limit` cases, oldest first. Returns how many were passed on."""
        directory, now = self.tools.directory(), self.tools.clock()
        ended = lifetimes.ended(directory, now)
        if not ended:
            return 0
        async with self.tools.db.reading() as conn:
            found = await handed_over.held_by(conn, ended, forsaken(directory, now), limit)
        return sum([await self._safely(one) for one in found])

    async def _safely(self, case_id: str) -> int:
        """One case that cannot be passed on must never stop all younger ones; a failed store ends all."""
        try:
            return await self.tools.db.write(partial(self._pass_on, case_id=case_id))
        except StoreFault:
            raise
        except Exception as error:  # noqa: BLE001 whatever is wrong with it, the next case is none the worse
            log.error(
                "a case of a former agency stays where it is", case_id=case_id, code=type(error).__name__
            )
            return 0

    async def _pass_on(self, conn: AsyncConnection, case_id: str) -> int:
        case = await cases.lock(conn, case_id)
        if case is None:
            return 0
        directory = self.tools.directory()
        around = Setting(
            actor=ACTOR,
            parties=frozenset({Party.HUB}),
            directory=directory,
            now=self.tools.clock(),
            refused=directory.kin(await assignments.refusers(conn, case_id)),
            known=await known_of(conn, self.tools, case),
        )
        change = Evolution(case, around.now)
        reorganise(change, around)
        if change.events:
            await record(conn, self.tools, change)
        return int(bool(change.events))
