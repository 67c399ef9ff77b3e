"""The figures against a recount of every case: they must be equal, and can be made so."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.tools import Tools
from hub.domain.counting import Cell, contribution
from hub.domain.statistics import StatisticsFilter
from hub.store import cases, events, statistics

_ALWAYS = StatisticsFilter(date(2000, 1, 1), date(2199, 12, 31))
_PAGE = 2_000


class Recounting:
    """Reads every case; for operators and tests, while nothing else is written or in one transaction."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def differences(self) -> dict[Cell, int]:
        """What the figures lack (or have too much of, below 0). Empty: they are a recount."""
        async with self.tools.db.reading() as conn:
            return await self._compare(conn)

    async def repair(self) -> int:
        """Add what is missing; returns in how many figures. Published quarters stay as they are.

        Needed after a change of the reference data that moved a region into another zone, or of the rules
        of counting; nothing else can make the two differ.
        """
        return await self.tools.db.write(self._repaired)

    async def _repaired(self, conn: AsyncConnection) -> int:
        missing = await self._compare(conn)
        await statistics.append_deltas(conn, missing)
        return len(missing)

    async def _compare(self, conn: AsyncConnection) -> dict[Cell, int]:
        missing: Counter[Cell] = Counter()
        async for counted in self._recount(conn):
            missing.update(counted)
        missing.subtract(dict(await statistics.read(conn, _ALWAYS)))
        return {cell: amount for cell, amount in missing.items() if amount}

    async def _recount(self, conn: AsyncConnection) -> AsyncIterator[Counter[Cell]]:
        directory, after = self.tools.directory(), ""
        while page := await cases.after(conn, after, _PAGE):
            told = await events.timelines(conn, [case.id for case in page])
            for case in page:
                yield contribution(case, told.get(case.id, []), directory.zone_of(case.region))
            after = page[-1].id
