"""A hub whose changes are tried and taken back: one case of each status serves thousands of attempts."""

from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.services import build
from hub.connectors.live import LiveReads
from hub.domain.case import CaseEvent
from hub.store import events
from hub.store.database import Database
from tests.harness import Hub


@dataclass
class TakenBack:
    """The store as casework sees it, but that every transaction is looked through and rolled back."""

    real: Database
    watched: str = ""  # id of the case whose timeline is read before the end
    told: list[CaseEvent] = field(default_factory=list)

    async def write(self, work: Any) -> Any:
        """Run the work, read what it left, keep nothing."""
        async with self.real._writer.connect() as conn:
            await conn.begin()
            try:
                result = await work(conn)
                self.told = await self._timeline(conn)
            finally:
                await conn.rollback()
        return result

    async def _timeline(self, conn: AsyncConnection) -> list[CaseEvent]:
        return (await events.timelines(conn, [self.watched])).get(self.watched, [])

    def __getattr__(self, name: str) -> Any:
        """Everything else is the store itself."""
        return getattr(self.real, name)


def trial_of(hub: Hub) -> tuple[Hub, TakenBack]:
    """The same hub over a store that forgets."""
    store: Any = TakenBack(hub.tools.db)
    tools = replace(hub.tools, db=store)
    services = build(tools, LiveReads(hub.agencies, hub.now), poll_seconds=0.05)
    trial = replace(hub, tools=tools, services=services)
    trial.__dict__["schema"] = hub.schema  # made once
    return trial, store
