"""Publishing figures: a quarter that is over is worked out once, and stands as it is from then on."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hub.casework.tools import Tools
from hub.domain.calendar import ZONES
from hub.domain.counting import Cell
from hub.domain.directory import Directory
from hub.domain.edition import ENUMERATED, Drafting, Edition
from hub.domain.quarters import CLOSED_AFTER, period_of, quarters_between
from hub.domain.region import PROVINCE, REGENCY, level, regency_of
from hub.domain.statistics import StatisticsFilter
from hub.domain.tracking import keyed_hash
from hub.store import editions, statistics

LAST_ZONE = ZONES["Asia/Jakarta"]
"""Where a quarter ends last."""

_A_YEAR = timedelta(days=366)
_NAMES = {about: about.lower() for about in ENUMERATED}
_PLACE = ("region", "agency", "respondent", "delicate")


class Closing:
    """Makes editions. Any process may do it at any time: the first one counts."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def close(self) -> dict[str, datetime]:
        """Publish every quarter that is due. Returns all that are published, with the moment it was done."""
        async with self.tools.db.reading() as conn:
            counted = await statistics.months(conn, accusing=False)
            due = _due(counted[0], self.tools.clock()) if counted else []
            closed = await editions.known(conn, due) if due else {}
        for quarter in due:
            if quarter not in closed:
                closed[quarter] = await self._publish(quarter)
        return closed

    async def _publish(self, quarter: str) -> datetime:
        conditions = StatisticsFilter(period_of(quarter).start, period_of(quarter).end)
        async with self.tools.db.reading() as conn:
            counted = await statistics.by_each(conn, conditions, _PLACE, list(_NAMES.values()))
        edition = await asyncio.to_thread(self._edition, quarter, counted)  # seconds, in a large hub
        now = self.tools.clock()
        if await self.tools.db.write(lambda conn: editions.add(conn, edition, now)):
            return now
        async with self.tools.db.reading() as conn:
            return (await editions.known(conn, [quarter]))[quarter]

    def _edition(self, quarter: str, counted: Mapping[str, Sequence[tuple[Cell, int]]]) -> Edition:
        """Without cases that accuse an agency: the accused could count the others and subtract."""
        directory, secret = self.tools.directory(), self.tools.secrets.content
        drafting = Drafting(
            quarter,
            lambda agency: home_of(agency, directory),
            lambda name: int.from_bytes(keyed_hash(secret, "figures", name)[:6]) / 2**48,
        )
        drafting.measure(_open(counted[""]))
        for about, name in _NAMES.items():
            drafting.count(about, _open(counted[name]))
        return drafting.edition(lambda agency: province_around(agency, directory))


def last_due(now: datetime) -> str:
    """The youngest quarter whose figures are published by now, if any case of it was counted."""
    today = now.astimezone(LAST_ZONE).date()
    return [one for one in quarters_between(today - _A_YEAR, today) if _ends(one) + CLOSED_AFTER <= now][-1]


def home_of(agency: str, directory: Directory) -> str | None:
    """The regency that an agency works in, None for one of a province or the nation, or an unknown one."""
    known = directory.agency_of(agency)
    if known is None or known.region is None or level(known.region) < REGENCY:
        return None
    return regency_of(known.region)


def province_around(agency: str, directory: Directory) -> str | None:
    """The province that an agency of a province works in; None for any other."""
    known = directory.agency_of(agency)
    is_of_one = known is not None and known.region is not None and level(known.region) == PROVINCE
    return known.region if known is not None and is_of_one else None


def _open(cells: Sequence[tuple[Cell, int]]) -> list[tuple[Cell, int]]:
    return [(replace(cell, respondent=""), amount) for cell, amount in cells if not cell.respondent]


def _due(first: str, now: datetime) -> list[str]:
    """Quarters since the one with that month whose figures are published by now."""
    begun = quarters_between(date.fromisoformat(f"{first}-01"), now.astimezone(LAST_ZONE).date())
    return [one for one in begun if _ends(one) + CLOSED_AFTER <= now]


def _ends(quarter: str) -> datetime:
    return datetime.combine(period_of(quarter).end + timedelta(days=1), time.min, LAST_ZONE)
