"""What agencies' systems push to the hub: checked, stored, acknowledged; read later."""

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.doubles import place_of, put_aside, same_body
from hub.casework.tools import Tools
from hub.connectors.base import ReadsWebhooks
from hub.errors import NotAvailable, StoreFault
from hub.store import inbox
from hub.store.inbox import InboxSource
from hub.store.migrate import at_head


class Receiving:
    """The door's side of the inbox."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools
        self._at_head = False  # a database does not fall behind while this release runs on it

    async def receive(self, connector: str, body: bytes, headers: dict[str, str]) -> bool:
        """Store a signed message once. The payload is not looked at: a bad one must not hurt the sender.

        Returns:
            True when it is new, False when it was there already. Both are to be acknowledged. One that comes
            again with another body is put aside, and the connector's health shows it.

        Raises:
            NotAvailable: no such instance here, or it takes no webhooks.
            CredentialFault: the signature is not genuine or not fresh.
            StoreFault: not stored; the sender has to try again.
        """
        peer = self.tools.peers.get(connector)
        if peer is None or not isinstance(peer, ReadsWebhooks):
            raise NotAvailable("there is no such webhook")
        now = self.tools.clock()
        message_id = peer.verify_webhook(body, headers, now.timestamp())
        event_id = f"webhook:{message_id}"
        messages = [(event_id, self.tools.sealer.seal_bytes(body, place_of(connector, event_id)))]

        async def store(conn: AsyncConnection) -> bool:
            if await inbox.add(conn, connector, InboxSource.WEBHOOK, messages, now):
                return True
            first = (await inbox.known(conn, connector, [event_id]))[event_id]
            if not same_body(self.tools, connector, event_id, first, body):
                await put_aside(conn, self.tools, connector, InboxSource.WEBHOOK, event_id, body)
            return False

        return await self.tools.db.write(store)

    async def ready(self) -> None:
        """Raises `StoreFault` when the store does not answer, or is not at this release's revision."""
        async with self.tools.db.reading() as conn:
            if self._at_head:
                await conn.exec_driver_sql("SELECT 1")
                return
            self._at_head = await at_head(conn)
        if not self._at_head:
            raise StoreFault("the database is not at this release's revision: run `hub migrate`")
