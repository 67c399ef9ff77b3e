"""What agencies' systems have to say: polled or pushed, stored once, then applied one by one."""

import asyncio
from datetime import timedelta

import msgspec
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework import doubles, numbering
from hub.casework.applying import apply
from hub.casework.doubles import place_of
from hub.casework.tools import Tools
from hub.connectors.base import Connector, FeedsChanges, Fetches, ReadsWebhooks, ResolvesTokens
from hub.domain.exchange import Change, ChangePage, ExternalRef, RemoteCase
from hub.errors import ConnectorError, CredentialFault, Misunderstood, StoreFault
from hub.store import cursors, inbox, records
from hub.store.inbox import InboxRow, InboxSource, InboxState
from hub.store.records import StoredRecord

PAGES_PER_POLL = 20
RECORDS_PER_POLL = 100
_DECODER = msgspec.json.Decoder(Change)


class Updates:
    """Polling and the worker's side of the inbox."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def poll(self, name: str) -> int:
        """One pass over a system: numbers it still owes, then its feed, or the records whose turn has come.

        Returns how many new messages came in. A failure is remembered for the connector's health and raised.
        """
        peer = self.tools.peers.get(name)
        if peer is None:
            return 0
        try:
            if isinstance(peer, ResolvesTokens):
                await numbering.ask(self.tools, name, peer)
            if isinstance(peer, FeedsChanges):
                return await self._read_feed(name, peer)
            return await self._read_records(name, peer) if isinstance(peer, Fetches) else 0
        except ConnectorError as fault:
            await self._failed(name, fault)
            raise

    async def _read_feed(self, name: str, peer: FeedsChanges) -> int:
        count = 0
        for _ in range(PAGES_PER_POLL):
            async with self.tools.db.reading() as conn:
                cursor = await cursors.read(conn, name)
            page = await peer.changes(cursor)
            count += await self._store_page(name, page)
            if not page.more:
                break
        return count

    async def _store_page(self, name: str, page: ChangePage) -> int:
        now = self.tools.clock()

        async def store(conn: AsyncConnection) -> int:
            await cursors.move(conn, name, page.cursor, now)
            await cursors.succeeded(conn, name, now)
            return await self._store(conn, name, page.changes)

        return await self.tools.db.write(store)

    async def _read_records(self, name: str, peer: Fetches) -> int:
        async with self.tools.db.reading() as conn:
            turn = await records.to_poll(conn, name, self.tools.clock(), RECORDS_PER_POLL)
        if not turn:
            return 0
        refs = [ExternalRef(name, record.external_id, record.url) for record in turn]
        answers = await asyncio.gather(*(peer.fetch(ref) for ref in refs), return_exceptions=True)
        return await self._store_answers(name, peer, turn, answers)

    async def _store_answers(
        self, name: str, peer: Fetches, turn: list[StoredRecord], answers: list[RemoteCase | BaseException]
    ) -> int:
        manifest = self.tools.peers.manifest(name)
        again = self.tools.clock() + timedelta(seconds=manifest.poll_seconds if manifest else 60)
        heard = [answer for answer in answers if isinstance(answer, RemoteCase)]

        async def store(conn: AsyncConnection) -> int:
            for record in turn:
                await records.poll_again(conn, record, again)
            if heard:
                await cursors.succeeded(conn, name, self.tools.clock())
            return await self._store(conn, name, [change for one in heard for change in changes_of(one)])

        count = await self.tools.db.write(store)
        for answer in answers:
            if isinstance(answer, BaseException):
                raise answer
        return count

    async def _store(
        self, conn: AsyncConnection, name: str, changes: list[Change] | tuple[Change, ...]
    ) -> int:
        known = await inbox.known(conn, name, [change.event_id for change in changes])
        new, contradicting = doubles.sorted_out(self.tools, name, changes, known)
        for one in contradicting:
            body = msgspec.json.encode(one)
            await doubles.put_aside(conn, self.tools, name, InboxSource.CHANGE, one.event_id, body)
        messages = [
            (key, self.tools.sealer.seal_bytes(msgspec.json.encode(one), place_of(name, key)))
            for key, one in new.items()
        ]
        return await inbox.add(conn, name, InboxSource.CHANGE, messages, self.tools.clock())

    async def process(self, limit: int = 100) -> int:
        """Work on messages in order of arrival, each in its own transaction; returns how many."""
        async with self.tools.db.reading() as conn:
            rows = await inbox.pending(conn, self.tools.clock(), limit)
        for row in rows:
            await self._work_on(row)
        return len(rows)

    async def _work_on(self, row: InboxRow) -> None:
        """One message, which must never stop those behind it.

        A value that the store refuses or no column can hold is the message's fault: it is put aside. A store
        that fails is not, and ends the round.
        """
        try:
            await self.tools.db.write(lambda conn: self._settle(conn, row))
        except (SQLAlchemyError, OverflowError, ValueError):
            await self.tools.db.write(lambda conn: _put_aside(conn, row))

    async def _settle(self, conn: AsyncConnection, row: InboxRow) -> None:
        if not await inbox.take(conn, row.position):
            return
        try:
            body = self._opened(row)
            if row.source is InboxSource.CHANGE:
                await apply(conn, self.tools, row, _DECODER.decode(body))
            else:
                await self._unpack(conn, row, body)
        except (Misunderstood, msgspec.MsgspecError):
            await _put_aside(conn, row)

    def _opened(self, row: InboxRow) -> bytes:
        """A body that no key of this hub opens is put aside: it must not stop what came after it."""
        try:
            return self.tools.sealer.open_bytes(row.body, place_of(row.connector, row.event_id))
        except StoreFault:
            raise Misunderstood("SEALED_BY_OTHERS") from None

    async def _unpack(self, conn: AsyncConnection, row: InboxRow, body: bytes) -> None:
        """A raw webhook becomes the changes it carries: the same ones that polling finds."""
        peer: Connector | None = self.tools.peers.get(row.connector)
        if not isinstance(peer, ReadsWebhooks):
            await inbox.settle(conn, row.position, InboxState.QUARANTINED, "NOT_CONFIGURED")
            return
        await self._store(conn, row.connector, peer.read_webhook(body))
        await inbox.settle(conn, row.position, InboxState.APPLIED, "unpacked")

    async def _failed(self, name: str, fault: ConnectorError) -> None:
        held = self.tools.clock() if isinstance(fault, CredentialFault) else None
        await self.tools.db.write(lambda conn: cursors.failed(conn, name, fault.code, held))


async def _put_aside(conn: AsyncConnection, row: InboxRow) -> None:
    """Quarantine: the sealed body stays for a person, the connector's health shows it."""
    await cursors.failed(conn, row.connector, Misunderstood.code)
    await inbox.settle(conn, row.position, InboxState.QUARANTINED, Misunderstood.code)


def changes_of(remote: RemoteCase) -> tuple[Change, ...]:
    """The history of a record; where its system shows none, the state it is in now counts as one change."""
    if remote.changes:
        return remote.changes
    now = Change(
        event_id=f"{remote.ref.id}:state:{remote.status_text}:{int(remote.as_of.timestamp())}",
        ref=remote.ref,
        status_text=remote.status_text,
        status=remote.status,
        order=int(remote.as_of.timestamp()),
        note=remote.note,
        proposed_owner=remote.proposed_owner,
        claimed_at=remote.as_of,
    )
    return (now,)
