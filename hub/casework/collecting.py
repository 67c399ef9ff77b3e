"""Offices that fetch their cases: what they say they have received becomes theirs."""

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.recording import record
from hub.casework.tools import Tools
from hub.domain.caller import Caller, Scope
from hub.domain.custody import deliver
from hub.domain.delivery import Delivery
from hub.domain.evolution import Evolution
from hub.domain.parties import actor_of
from hub.errors import NotEntitled
from hub.store import cases, cursors, deliveries, feed

AT_ONCE = 500


class Collecting:
    """The receipts of offices that pull."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def acknowledge(self, caller: Caller, place: str) -> int:
        """Everything that was assigned to the caller's office up to a place in the feed has arrived there.

        Saying it again does nothing. At most 500 cases become the office's at once, the rest next time.

        Returns:
            How many cases came into the office's custody.

        Raises:
            NotEntitled: the credential handles no cases of an office.
            ResyncRequired: the place is not of this feed.
        """
        agency = caller.agency
        if agency is None or not caller.may(Scope.CASES_HANDLE):
            raise NotEntitled("only an office acknowledges what it has received")
        inboxes = [manifest.name for manifest in self.tools.peers.manifests() if manifest.pull]
        return await self.tools.db.write(lambda conn: self._acknowledge(conn, caller, agency, place, inboxes))

    async def _acknowledge(
        self, conn: AsyncConnection, caller: Caller, agency: str, place: str, inboxes: list[str]
    ) -> int:
        waiting = await deliveries.waiting_for(conn, inboxes, agency, AT_ONCE)
        seen = await feed.offered_before(conn, place, [one.case_id for one in waiting], agency)
        count = 0
        for delivery in waiting:
            if delivery.case_id in seen:
                count += await self._receive(conn, caller, agency, delivery)
        own = self.tools.directory().agencies.get(agency)
        if own is not None and own.connector in inboxes:
            await cursors.succeeded(conn, own.connector, self.tools.clock())
        return count

    async def _receive(self, conn: AsyncConnection, caller: Caller, agency: str, delivery: Delivery) -> bool:
        case = await cases.lock(conn, delivery.case_id)
        if case is None or case.assignee != agency or case.delivered:
            return False
        change = Evolution(case, self.tools.clock())
        deliver(change, actor_of(caller))
        await record(conn, self.tools, change)
        return True
