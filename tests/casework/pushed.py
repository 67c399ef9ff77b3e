"""A hub that sends webhooks, in the hands of a test: the worker's turns are taken one after another."""

import asyncio
import time
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.notifying import Notifying
from hub.casework.packing import Packing
from hub.casework.partners import Partners
from hub.connectors.base import SendsWebhooks
from hub.connectors.outbound import Outbound
from hub.domain.caller import Caller
from hub.domain.endpoint import EndpointRules
from hub.domain.paging import EventFilter
from hub.domain.webhook import VisibleAttempt, VisibleWebhook
from hub.schema import ids
from hub.store import credentials
from tests.harness import PARTNER, Hub

CURSOR_KEY = b"k" * 32
LOCAL = EndpointRules(allow=frozenset({"127.0.0.1"}))
EVERYTHING = EventFilter()


class Pushes:
    """Partners and workers of one hub."""

    def __init__(self, hub: Hub, rules: EndpointRules = LOCAL) -> None:
        self.hub, self.rules = hub, rules
        self.partners = Partners(hub.tools, rules)
        self.sender = Outbound(rules, time.monotonic, deadline=2.0)

    def worker(self, name: str = "worker-1", sender: SendsWebhooks | None = None) -> Notifying:
        """A worker's side."""
        packing = Packing(self.hub.tools, CURSOR_KEY, partial(ids.encode, "CaseEvent"))
        return Notifying(self.hub.tools, sender or self.sender, packing, name)

    async def credential(self, caller: Caller = PARTNER) -> Caller:
        """The key behind a caller, without which nothing is sent to it."""
        await self.hub.tools.db.write(partial(_issue, caller=caller, now=self.hub.now()))
        return caller

    async def register(
        self, url: str, caller: Caller = PARTNER, wanted: EventFilter = EVERYTHING
    ) -> tuple[VisibleWebhook, str]:
        """An endpoint of a caller that has a key."""
        return await self.partners.register(caller, url, "uji", wanted)

    async def run(self, worker: Notifying | None = None) -> int:
        """Turns until nothing is to be done at this moment; how many events were delivered."""
        notifying, count = worker or self.worker(), 0
        for _ in range(200):
            wanted = await notifying.waiting(())
            before, place = count, self.hub.tools.db.changed.count
            count += sum(await asyncio.gather(*(notifying.serve(id) for id in wanted)))
            if not wanted or (count == before and place == self.hub.tools.db.changed.count):
                return count
        raise AssertionError("it never comes to rest")

    async def shown(self, hook: VisibleWebhook, caller: Caller = PARTNER) -> VisibleWebhook:
        """The endpoint as its owner sees it now."""
        [found] = await self.partners.own(caller, [hook.id])
        return found

    async def log(self, hook: VisibleWebhook, caller: Caller = PARTNER) -> list[VisibleAttempt]:
        """Its attempts, oldest first."""
        [page] = await self.partners.attempts(caller, [hook.id], 100, None)
        return [edge.node for edge in reversed(page.edges)]


def by_the_real_clock(hub: Hub) -> None:
    """Foreign libraries compare with the machine's time."""
    hub.moment[0] = datetime.now(UTC)


async def _issue(conn: AsyncConnection, caller: Caller, now: Any) -> str:
    return await credentials.issue(
        conn,
        name=caller.name,
        role=caller.role,
        agency=caller.agency,
        channel=caller.channel,
        region=caller.region,
        secret=b"s" * 32,
        id=caller.subject,
        now=now,
    )
