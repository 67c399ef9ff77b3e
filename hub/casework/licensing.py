"""Cases that name a licence wait a moment for its owner: the licence's own authority decides, not a word.

Handing in calls nobody. The case is taken and waits with the coordinator; the worker asks the permit system
and routes the case with what it says. One that does not answer holds nothing up for longer than `WAITS_S`
together: then the other rules decide alone.
"""

import asyncio
from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.knowing import known_of
from hub.casework.permits import Permits, mentions_in
from hub.casework.recording import record
from hub.casework.tools import Tools
from hub.connectors.asking import ReadsLive
from hub.domain.case import Case, CaseStatus, Sensitivity
from hub.domain.commands import Submission
from hub.domain.evolution import Evolution
from hub.domain.permit import NamedLicence
from hub.domain.redaction import EVERYTHING
from hub.domain.submitting import route_now
from hub.errors import StoreFault
from hub.store import case_licences, cases, licence_checks
from hub.store.licence_checks import LicenceCheck

log = structlog.get_logger()

WAITS_S = (2.0, 10.0, 30.0)
"""From one failed look to the next; after the last one the case is routed without an answer."""


def names_licence(tools: Tools, submission: Submission) -> bool:
    """Whether a report names a licence that a permit system of its place may know. Asks nobody."""
    if submission.sensitivity is not Sensitivity.ORDINARY:
        return False
    return bool(mentions_in(tools, submission.title, submission.body, submission.region, submission.topic))


async def wait(conn: AsyncConnection, tools: Tools, case: Case) -> None:
    """Have the licence looked up as soon as this transaction has committed."""
    await licence_checks.add(conn, case.id, tools.clock())


class Licensing:
    """Runs every moment, in one process at a time."""

    def __init__(self, tools: Tools, live: ReadsLive) -> None:
        self.tools, self._permits = tools, Permits(tools, live)

    async def check(self, limit: int = 20) -> int:
        """Ask about the cases that wait, and route them. Returns how many were looked at."""
        async with self.tools.db.reading() as conn:
            due = await licence_checks.due(conn, self.tools.clock(), limit)
            found = await cases.by_ids(conn, [one.case_id for one in due], EVERYTHING)
        looks = [self._look(found.get(one.case_id)) for one in due]
        for one, (licence, settled) in zip(due, await asyncio.gather(*looks), strict=True):
            if settled or one.tries >= len(WAITS_S):
                await self._safely(one, licence)
            else:
                await self._later(one, WAITS_S[one.tries])
        return len(due)

    async def _safely(self, check: LicenceCheck, licence: NamedLicence | None) -> None:
        """One case that cannot be routed must not stop the younger ones; a failed store ends all."""
        try:
            await self.tools.db.write(partial(self._route, check=check, licence=licence))
        except StoreFault:
            raise
        except Exception as error:  # noqa: BLE001 whatever is wrong with it, the next case is none the worse
            log.error(
                "a case that names a licence waits on", case_id=check.case_id, code=type(error).__name__
            )
            await self._later(check, WAITS_S[-1])

    async def _later(self, check: LicenceCheck, wait_s: float) -> None:
        again = self.tools.clock() + timedelta(seconds=wait_s)
        await self.tools.db.write(partial(licence_checks.again, case_id=check.case_id, at=again))

    async def _look(self, case: Case | None) -> tuple[NamedLicence | None, bool]:
        if case is None or not _waits(case):
            return None, True
        mentions = mentions_in(self.tools, case.title, case.body, case.region, case.topic)
        return await self._permits.licence(mentions)

    async def _route(self, conn: AsyncConnection, check: LicenceCheck, licence: NamedLicence | None) -> None:
        """Unless a coordinator or the reporter was faster."""
        case = await cases.lock(conn, check.case_id)
        if not await licence_checks.end(conn, check.case_id) or case is None or not _waits(case):
            return
        if licence is not None:
            await case_licences.add(conn, case.id, licence)
        change = Evolution(case, self.tools.clock())
        route_now(change, self.tools.directory(), await known_of(conn, self.tools, case))
        await record(conn, self.tools, change)


def _waits(case: Case) -> bool:
    return case.status is CaseStatus.RECEIVED and case.hop == 0
