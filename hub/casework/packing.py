"""What leaves for an endpoint: due events its owner may see now, thin, signed with every live secret."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.partners import secret_place, url_place
from hub.casework.sealing import FEED, CursorSeal
from hub.casework.tools import Tools
from hub.domain.caller import Caller, Scope
from hub.domain.redaction import scope_of
from hub.domain.webhook import Waiting, WebhookState, message_id, payload, signed_headers
from hub.store import cases, credentials, feed, webhook_messages, webhooks
from hub.store.feed import FeedRow
from hub.store.webhook_messages import Message
from hub.store.webhooks import WebhookRow

NEEDED = (Scope.WEBHOOKS_MANAGE, Scope.EVENTS_READ)


@dataclass(frozen=True, slots=True)
class Packet:
    """One message, ready to be posted."""

    event_id: str
    case_id: str
    waiting: Waiting
    url: str
    headers: dict[str, str]
    body: bytes

    def __repr__(self) -> str:
        """Never the address: partners put tokens into it."""
        return f"Packet({self.event_id})"


class Packing:
    """Makes messages.

    Args:
        tools: of the hub.
        cursor_key: seals the cursors subscribers get too.
        event_name: the public id of an event.
    """

    def __init__(self, tools: Tools, cursor_key: bytes, event_name: Callable[[str], str]) -> None:
        self.tools, self._cursor_key, self._event_name = tools, cursor_key, event_name

    async def owner(self, conn: AsyncConnection, subject: str) -> Caller | None:
        """Who registered the endpoint, as entitled as now; None when the credential has ended."""
        credential = await credentials.find(conn, subject)
        if credential is None or credential.revoked_at is not None:
            return None
        caller = credential.caller()
        return caller if all(caller.may(scope) for scope in NEEDED) else None

    async def due(self, id: str, flying_cases: Collection[str]) -> list[Packet]:
        """What may be sent now beside what is under way. Cases that left the owner's sight are dropped."""
        while True:
            packets, hidden = await self._ready(id, flying_cases)
            if not hidden:
                return packets
            await self.tools.db.write(partial(_drop, id=id, case_ids=hidden))

    async def _ready(self, id: str, flying_cases: Collection[str]) -> tuple[list[Packet], list[str]]:
        """Messages to send, and the cases among those due that the owner may not see any more."""
        now = self.tools.clock()
        async with self.tools.db.reading() as conn:
            row = await webhooks.peek(conn, id)
            if row is None or row.state is not WebhookState.ACTIVE or row.pulse.is_paused(now):
                return [], []
            room = row.pulse.window - len(flying_cases)
            found = await webhook_messages.due(conn, id, now, room, flying_cases) if room > 0 else []
            owner = await self.owner(conn, row.subject) if found else None
            if owner is None:
                return [], []
            seen = await self._seen(conn, owner, found)
            keys = await self._keys(conn, id, now)
            seal = CursorSeal(self._cursor_key, await feed.epoch(conn))
        hidden = [one.case_id for one in found if one.event_id not in seen]
        ready = [one for one in found if one.event_id in seen] if not hidden else []
        return [self._packet(row, one, seen[one.event_id], keys, seal, now) for one in ready], hidden

    async def _seen(
        self, conn: AsyncConnection, owner: Caller, found: Sequence[Message]
    ) -> dict[str, FeedRow]:
        """Of these events those that the owner may see at this moment."""
        scope = scope_of(owner, self.tools.directory())
        rows = await feed.by_ids(conn, [one.event_id for one in found])
        mine = await cases.by_ids(conn, [one.case_id for one in found], scope)
        return {id: row for id, row in rows.items() if row.event.case_id in mine}

    def _packet(
        self,
        row: WebhookRow,
        one: Message,
        told: FeedRow,
        keys: Sequence[bytes],
        seal: CursorSeal,
        now: datetime,
    ) -> Packet:
        cursor = seal.seal(FEED, told.position)
        body = payload(told.event, told.tracking_number, self._event_name(one.event_id), cursor)
        return Packet(
            event_id=one.event_id,
            case_id=one.case_id,
            waiting=one.waiting,
            url=self.tools.sealer.open_bytes(row.url, url_place(row.id)).decode(),
            headers=signed_headers(keys, message_id(row.id, one.event_id), now, body),
            body=body,
        )

    async def _keys(self, conn: AsyncConnection, id: str, now: datetime) -> list[bytes]:
        open_bytes = self.tools.sealer.open_bytes
        return [
            open_bytes(box, secret_place(id, name)) for name, box in await webhooks.secrets(conn, id, now)
        ]


async def _drop(conn: AsyncConnection, id: str, case_ids: Collection[str]) -> None:
    """Whoever changes what is on its way has the endpoint first: no two wait for each other."""
    if await webhooks.find(conn, id) is not None:
        await webhook_messages.remove_cases(conn, id, case_ids)
