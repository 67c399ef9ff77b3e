"""Events to partners' endpoints. What is on its way is in the store, and leaves it when the endpoint has it.

An endpoint reads the same feed as every subscriber, by a place of its own. Events that are new and its
owner's to see are put on their way in the transaction that moves the place; each leaves with the answer 2xx.
One worker at a time serves an endpoint. What the owner may see is asked again before every sending.
"""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.packing import Packet, Packing
from hub.casework.subscribing import rows_for
from hub.casework.tools import Tools
from hub.connectors.base import SendsWebhooks
from hub.domain.caller import Caller
from hub.domain.webhook import HEALTHY, Answer, AttemptOutcome, WebhookState, after_failure
from hub.errors import ResyncRequired
from hub.store import feed, webhook_messages, webhooks
from hub.store.feed import Position
from hub.store.webhooks import WebhookRow

PAGE = 200  # events put on their way at a time
MOST_WAITING = 1_000  # on their way to one endpoint; what is beyond waits in the feed
MOST_ENDPOINTS = 1_000  # looked at per round
LEASE_S = 60.0
TURN_S = 20.0  # then nothing new is sent before the lease is renewed; an attempt takes 15 s at most
STALE = timedelta(minutes=10)  # a place that moved without events is noted this often
RECOVERED = 3  # failures of an endpoint in a row after which its first success calls everything back


@dataclass(frozen=True, slots=True)
class _Look:
    """What an endpoint has before it in the feed."""

    owner: Caller | None
    found: int
    place: str
    is_lost: bool = False


class Notifying:
    """The worker's side of outgoing webhooks.

    Args:
        tools: of the hub.
        sender: takes one event to one address.
        packing: makes the signed messages.
        holder: this worker; unique per process.
    """

    def __init__(self, tools: Tools, sender: SendsWebhooks, packing: Packing, holder: str) -> None:
        self.tools, self.sender, self.packing, self._me = tools, sender, packing, holder
        self._seen: dict[
            str, Position
        ] = {}  # looked at without finding anything, further than the store knows

    async def waiting(self, busy: Collection[str]) -> list[str]:
        """Endpoints, but for these, with something to send or new events to look at. Small statements."""
        async with self.tools.db.reading() as conn:
            found = await webhooks.candidates(conn, self._me, self.tools.clock(), MOST_ENDPOINTS)
            newest = Position.parse(await feed.newest(conn)) if found else Position(0, 0)
        known = {one.id for one in found}
        self._seen = {id: place for id, place in self._seen.items() if id in known or id in busy}
        return [
            one.id
            for one in found
            if one.id not in busy and (one.sendable or self._place(one.id, one.place) < newest)
        ]

    async def serve(self, id: str) -> int:
        """One turn at an endpoint: gather what is new, send what is due. Returns how many were delivered."""
        row = await self._claimed(id)
        if row is None:
            return 0
        ends = asyncio.get_running_loop().time() + TURN_S
        return await self._send_all(row.id, ends)

    async def _claimed(self, id: str) -> WebhookRow | None:
        """The endpoint with its new events on their way; None when there is nothing to do, or not for us."""
        now = self.tools.clock()
        async with self.tools.db.reading() as conn:
            row = await webhooks.peek(conn, id)
            if row is None:
                return None
            look = await self._look(conn, row)
            due = await webhook_messages.due(conn, id, now, 1)
        if look.owner is not None and not (look.found or due or look.is_lost) and now - row.looked_at < STALE:
            self._seen[id] = Position.parse(look.place)
            return None
        return await self.tools.db.write(lambda conn: self._gather(conn, id, now))

    async def _gather(self, conn: AsyncConnection, id: str, now: datetime) -> WebhookRow | None:
        row = await webhooks.claim(conn, id, self._me, LEASE_S)
        if row is None:
            return None
        owner = await self.packing.owner(conn, row.subject)
        if owner is None:
            await webhook_messages.remove(conn, id)
            await webhooks.fared(conn, id, HEALTHY, WebhookState.GONE)
            return None
        look = await self._look(conn, row, now)
        await webhooks.move(conn, id, look.place, now)
        if look.is_lost:  # never a silent gap: its owner replays what it misses
            await webhooks.fared(conn, id, row.pulse, WebhookState.HELD)
            return None
        return row

    async def _look(self, conn: AsyncConnection, row: WebhookRow, put_at: datetime | None = None) -> _Look:
        """The next page of the feed; with `put_at` it is put on its way."""
        owner = await self.packing.owner(conn, row.subject)
        if owner is None or await webhook_messages.count(conn, row.id) >= MOST_WAITING:
            return _Look(owner, 0, row.place)
        directory = self.tools.directory()
        head = await feed.head(conn)
        place = str(self._place(row.id, row.place))
        try:
            rows = await feed.feed(conn, place, PAGE, rows_for(owner, row.filter, directory))
        except ResyncRequired:
            return _Look(owner, 0, head, is_lost=True)
        if put_at is not None:
            await webhook_messages.add(conn, row.id, rows, put_at)
        last = Position.parse(rows[-1].position if rows else place)
        return _Look(owner, len(rows), str(last if len(rows) == PAGE else max(last, Position.parse(head))))

    def _place(self, id: str, noted: str) -> Position:
        return max(Position.parse(noted), self._seen.get(id, Position(0, 0)))

    async def _send_all(self, id: str, ends: float) -> int:
        """Sends until nothing is due or the turn ends; at most one event of a case is under way."""
        flying: dict[asyncio.Task[bool], str] = {}
        count = 0
        try:
            while True:
                if asyncio.get_running_loop().time() < ends:
                    for packet in await self.packing.due(id, tuple(flying.values())):
                        flying[asyncio.create_task(self._send(id, packet), name=f"webhook:{id}")] = (
                            packet.case_id
                        )
                if not flying:
                    return count
                done, _ = await asyncio.wait(flying, return_when=asyncio.FIRST_COMPLETED)
                count += sum([task.result() for task in done])
                flying = {task: case for task, case in flying.items() if task not in done}
        finally:
            await _given_up(flying)

    async def _send(self, id: str, packet: Packet) -> bool:
        answer = await self.sender.send(packet.url, packet.headers, packet.body)
        luck = self.tools.luck()
        await self.tools.db.write(lambda conn: self._settle(conn, id, packet, answer, luck))
        return answer.outcome is AttemptOutcome.DELIVERED

    async def _settle(
        self, conn: AsyncConnection, id: str, packet: Packet, answer: Answer, luck: float
    ) -> None:
        row, now = await webhooks.find(conn, id), self.tools.clock()
        if row is None:  # removed by its owner meanwhile
            return
        await webhook_messages.log(conn, id, packet.event_id, now, answer)
        if answer.outcome is AttemptOutcome.DELIVERED:
            await webhook_messages.remove(conn, id, packet.event_id)
            if row.pulse.pauses >= RECOVERED:
                await webhook_messages.hasten(conn, id, now)
            await webhooks.fared(conn, id, HEALTHY, row.state, delivered_at=now)
        elif answer.outcome is AttemptOutcome.STOPPED:
            await webhook_messages.remove(conn, id)
            await webhooks.fared(conn, id, HEALTHY, WebhookState.GONE)
        else:
            await self._postpone(conn, row, packet, answer, now, luck)

    async def _postpone(
        self,
        conn: AsyncConnection,
        row: WebhookRow,
        packet: Packet,
        answer: Answer,
        now: datetime,
        luck: float,
    ) -> None:
        failing = await webhook_messages.failing_cases(conn, row.id) + (packet.waiting.attempts == 0)
        setback = after_failure(packet.waiting, row.pulse, answer, failing, now, self.tools.patience, luck)
        await webhook_messages.postpone(conn, row.id, packet.event_id, setback.waiting)
        held = setback.gives_up and row.state is WebhookState.ACTIVE
        await webhooks.fared(conn, row.id, setback.pulse, WebhookState.HELD if held else row.state)


async def _given_up(flying: Collection["asyncio.Task[bool]"]) -> None:
    """Attempts that are cut off are made again later: nothing says whether they arrived."""
    for task in flying:
        task.cancel()
    await asyncio.gather(*flying, return_exceptions=True)
