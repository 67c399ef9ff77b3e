"""Taking a case from the shared list and putting it back. Changes nothing of the case itself."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.acting import not_found
from hub.casework.tools import Tools
from hub.casework.worklists import WorkItem, items_of
from hub.domain.caller import Caller
from hub.domain.case import Case
from hub.domain.desk_claim import DeskClaim, check_free, checked_label, runs_until
from hub.domain.parties import coordinates
from hub.domain.redaction import scope_of
from hub.domain.tracking import fold_code
from hub.domain.worklist import Place, place_of, works_at
from hub.errors import RuleViolation
from hub.store import cases, desk_claims


@dataclass(frozen=True, slots=True)
class Claiming:
    """Claims: one per case, for eight hours of office time, ended when the case leaves its desk."""

    tools: Tools

    async def claim(self, caller: Caller, tracking_number: str, label: str | None) -> WorkItem:
        """Take the case, or prolong an own claim. `label`: initials of the person, seen in the agency only.

        Raises:
            RuleViolation: NOT_FOUND, INVALID; ILLEGAL_TRANSITION for a case that has ended; NOT_ALLOWED at
                another desk; CONFLICT while somebody else works on it.
        """
        checked = checked_label(label)
        return await self.tools.db.write(lambda conn: self._claim(conn, caller, tracking_number, checked))

    async def release(self, caller: Caller, tracking_number: str) -> WorkItem:
        """Put the case back. Without a claim nothing happens.

        Raises:
            RuleViolation: NOT_FOUND, ILLEGAL_TRANSITION; NOT_ALLOWED for whoever neither claimed it nor
                coordinates the place.
        """
        return await self.tools.db.write(lambda conn: self._release(conn, caller, tracking_number))

    async def _claim(self, conn: AsyncConnection, caller: Caller, number: str, label: str | None) -> WorkItem:
        case, place = await self._find(conn, caller, number)
        directory, now = self.tools.directory(), self.tools.clock()
        if not works_at(caller, place, directory):
            raise RuleViolation("NOT_ALLOWED", "the case is on another desk", "trackingNumber")
        known = (await desk_claims.of_cases(conn, [case.id], self.tools.sealer)).get(case.id)
        check_free(known, caller, label, now)
        until = runs_until(now, directory.zone_of(case.region), directory.days_off(case.region))
        claim = DeskClaim(
            case.id, place.desk, place.agency, caller.subject, caller.name, label, since=now, until=until
        )
        await desk_claims.put(conn, claim, self.tools.sealer)
        return (await items_of(conn, self.tools, caller, [case]))[0]

    async def _release(self, conn: AsyncConnection, caller: Caller, number: str) -> WorkItem:
        case, _ = await self._find(conn, caller, number)
        known = (await desk_claims.of_cases(conn, [case.id], self.tools.sealer)).get(case.id)
        if known is not None:
            others = known.subject != caller.subject and known.until > self.tools.clock()
            if others and not coordinates(caller, case):
                raise RuleViolation("NOT_ALLOWED", "the claim is somebody else's", "trackingNumber")
            await desk_claims.end(conn, case.id)
        return (await items_of(conn, self.tools, caller, [case]))[0]

    async def _find(self, conn: AsyncConnection, caller: Caller, number: str) -> tuple[Case, Place]:
        directory = self.tools.directory()
        folded = fold_code(number)
        seen = (await cases.by_tracking(conn, [folded], scope_of(caller, directory))).get(folded)
        case = await cases.lock(conn, seen.id) if seen is not None else None
        if case is None:
            raise not_found()
        place = place_of(case, directory)
        if place is None:
            raise RuleViolation(
                "ILLEGAL_TRANSITION", "the case has ended; it is on no desk", "trackingNumber"
            )
        return case, place
