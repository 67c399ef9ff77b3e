"""The package for the Ombudsman: made and checked, and the number that comes back."""

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.acting import check_text
from hub.casework.package import Signer, pack
from hub.casework.recording import record
from hub.casework.tools import Tools
from hub.domain import acts
from hub.domain import commands as ask
from hub.domain.case import Case, OversightState
from hub.domain.custody import Setting
from hub.domain.dossier import dossier_of
from hub.domain.evolution import Evolution
from hub.domain.redaction import EVERYTHING
from hub.domain.status import Party
from hub.domain.tracking import fold_code
from hub.errors import RuleViolation
from hub.store import assignments, cases, events


class Escalating:
    """`hub escalation`: what an operator does for a case that somebody asked to escalate."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools
        self.signer = Signer.of(tools.secrets.content)

    async def export(self, tracking_number: str) -> bytes:
        """The package as it is now, one file.

        Raises:
            RuleViolation: NOT_FOUND; ILLEGAL_TRANSITION: nobody has asked for it.
        """
        directory, now = self.tools.directory(), self.tools.clock()
        async with self.tools.db.reading() as conn:
            case = await self._find(conn, tracking_number)
            told = (await events.timelines(conn, [case.id])).get(case.id, [])
            hops = (await assignments.of_cases(conn, [case.id])).get(case.id, [])
        if case.oversight is OversightState.NONE:
            message = "nobody has asked to bring this case before the Ombudsman"
            raise RuleViolation("ILLEGAL_TRANSITION", message, "trackingNumber")
        return pack(dossier_of(case, told, hops, directory, self.tools.hub_id, now), self.signer)

    async def refer(self, tracking_number: str, reference: str) -> Case:
        """The Ombudsman's number; entered again, it is corrected. Raises `RuleViolation`."""
        return await self._do(tracking_number, ask.Refer(reference))

    async def conclude(self, tracking_number: str, state: OversightState, note: str) -> Case:
        """What the Ombudsman wrote, in short. Raises `RuleViolation`."""
        return await self._do(tracking_number, ask.Conclude(state, note))

    async def _do(self, tracking_number: str, command: ask.Command) -> Case:
        check_text(command)

        async def work(conn: AsyncConnection) -> Case:
            found = await self._find(conn, tracking_number)
            case = await cases.lock(conn, found.id) or found
            around = Setting("operator", frozenset({Party.HUB}), self.tools.directory(), self.tools.clock())
            change = Evolution(case, around.now)
            acts.perform(change, command, around)
            return await record(conn, self.tools, change)

        return await self.tools.db.write(work)

    async def _find(self, conn: AsyncConnection, tracking_number: str) -> Case:
        number = fold_code(tracking_number)
        case = (await cases.by_tracking(conn, [number], EVERYTHING)).get(number)
        if case is None:
            raise RuleViolation("NOT_FOUND", "there is no such case", "trackingNumber")
        return case
