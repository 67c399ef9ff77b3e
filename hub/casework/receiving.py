"""What agencies' systems push to the hub: checked, stored, acknowledged; read later."""

from hub.casework.tools import Tools
from hub.casework.updates import place_of
from hub.connectors.base import ReadsWebhooks
from hub.errors import NotAvailable
from hub.store import inbox
from hub.store.inbox import InboxSource


class Receiving:
    """The door's side of the inbox."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def receive(self, connector: str, body: bytes, headers: dict[str, str]) -> bool:
        """Store a signed message once. The payload is not looked at: a bad one must not hurt the sender.

        Returns:
            True when it is new, False when it was there already. Both are to be acknowledged.

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
        return (
            await self.tools.db.write(
                lambda conn: inbox.add(conn, connector, InboxSource.WEBHOOK, messages, now)
            )
            > 0
        )

    async def ready(self) -> None:
        """Raises `StoreFault` when the store does not answer."""
        async with self.tools.db.reading() as conn:
            await conn.exec_driver_sql("SELECT 1")
