"""The net under the durable queue: no open message stays without a run, no held one longer than it must."""

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.holding import why_held
from hub.casework.ports import Run
from hub.casework.tools import Tools
from hub.domain.delivery import Delivery, DeliveryState
from hub.domain.exchange import Idempotency
from hub.store import cursors, deliveries

BY_PERSON = frozenset({DeliveryState.AMBIGUOUS, DeliveryState.DEAD})


class Sweeping:
    """Runs every few seconds, in one process at a time."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def sweep(self, limit: int = 500) -> int:
        """Give due messages without a run a new one, and release held ones. Returns how many.

        Messages are read before the open runs, and checked again before they are changed: a run that ended in
        between has left its mark on the message.
        """
        async with self.tools.db.reading() as conn:
            due = await deliveries.due(conn, self.tools.clock(), limit)
        runs = await self.tools.work.open_runs() if due else frozenset()
        lost = [one for one in due if f"{one.id}.{one.run}" not in runs]
        return await self.tools.db.write(lambda conn: self._sweep(conn, lost, limit))

    async def _sweep(self, conn: AsyncConnection, lost: list[Delivery], limit: int) -> int:
        count = 0
        for seen in lost:
            now = await deliveries.by_id(conn, seen.id, lock=True)
            if now is not None and (now.run, now.state) == (seen.run, seen.state):
                await again(conn, self.tools, now, now.state)
                count += 1
        return count + await self._release(conn, limit)

    async def _release(self, conn: AsyncConnection, limit: int) -> int:
        """HELD messages of systems that may be called; after a credential fault only one, as a probe."""
        names = [manifest.name for manifest in self.tools.peers.manifests()]
        usable = [name for name in names if why_held(self.tools, name) is None]
        standings = await cursors.standings(conn, usable)
        probed: set[str] = set()
        count = 0
        for delivery in await deliveries.held(conn, usable, limit):
            standing = standings.get(delivery.connector)
            if standing is not None and standing.held_since is not None:
                waited = (self.tools.clock() - standing.held_since).total_seconds()
                if delivery.connector in probed or waited < self.tools.patience.probe_seconds:
                    continue
                probed.add(delivery.connector)
            now = await deliveries.by_id(conn, delivery.id, lock=True)
            if now is not None and now.state is DeliveryState.HELD:
                await again(conn, self.tools, now, DeliveryState.PENDING)
                count += 1
        return count


async def again(conn: AsyncConnection, tools: Tools, delivery: Delivery, state: DeliveryState) -> None:
    """A new run for the message, at once.

    Where a person sends a message again whose system cannot be asked, the doubt is decided.
    """
    values: dict[str, object] = {"run": delivery.run + 1, "state": state, "ended_at": None}
    peer = tools.peers.manifest(delivery.connector)
    can_tell = peer is not None and peer.idempotency is not Idempotency.NONE
    if delivery.state in BY_PERSON and state is DeliveryState.PENDING and not can_tell:
        values["doubtful_since"] = None
    await deliveries.change(conn, delivery, **values)
    await tools.work.submit(conn, Run(delivery.id, delivery.run + 1, delivery.connector))
