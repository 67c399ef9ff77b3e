"""The figures against a recount of every case: they must be equal, and can be made so."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.tools import Tools
from hub.domain.counting import Cell, contribution
from hub.domain.period import Period
from hub.domain.statistics import StatisticsFilter
from hub.store import cases, events, statistics

_PAGE = 2_000
_DAY = timedelta(days=1)


class Recounting:
    """Reads every case, month by month; for operators and tests, while nobody writes."""

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
        found: dict[Cell, int] = {}
        for month in await self._months(conn):
            missing: Counter[Cell] = Counter()
            async for counted in self._recount(conn, month):
                missing.update(counted)
            missing.subtract(dict(await statistics.read(conn, StatisticsFilter(month.start, month.end))))
            found |= {cell: amount for cell, amount in missing.items() if amount}
        return found

    async def _months(self, conn: AsyncConnection) -> list[Period]:
        """Every month with a case or a figure, and those between."""
        counted, there = await statistics.months(conn), await cases.span(conn)
        days = [date.fromisoformat(f"{month}-01") for month in counted or ()]
        days += [there[0].date() - _DAY, there[1].date() + _DAY] if there else []
        return list(_months(min(days), max(days))) if days else []

    async def _recount(self, conn: AsyncConnection, month: Period) -> AsyncIterator[Counter[Cell]]:
        """Contributions to the month; in some zone it begins and ends on another day."""
        start = datetime.combine(month.start - _DAY, datetime.min.time(), UTC)
        end = datetime.combine(month.end + 2 * _DAY, datetime.min.time(), UTC)
        directory, code, last = self.tools.directory(), month.code, None
        while page := await cases.received(conn, start, end, last, _PAGE):
            told = await events.timelines(conn, [case.id for case in page])
            for case in page:
                zone = directory.zone_of(case.region)
                if f"{case.created_at.astimezone(zone):%Y-%m}" == code:
                    yield contribution(case, told.get(case.id, []), zone)
            last = page[-1]


def _months(first: date, last: date) -> Iterator[Period]:
    month = Period(first.year, first.month, 1)
    while month.start <= last:
        yield month
        after = month.end + _DAY
        month = Period(after.year, after.month, 1)
