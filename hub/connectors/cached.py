"""Live reads of agencies' records: one call for many askers, short memory, old value while a peer is down."""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from aiocache import SimpleMemoryCache  # type: ignore[import-untyped]

from hub.connectors.base import Fetches, Peers, Sourced
from hub.connectors.timing import Clock
from hub.domain.exchange import ExternalRef, RemoteCase
from hub.errors import ConnectorError, Refused, Unreachable

FORMAT = "1"  # raise it when the stored form of a record changes
DECODER = msgspec.msgpack.Decoder(RemoteCase)


@dataclass(frozen=True, slots=True)
class LiveRules:
    """How live reads behave. All times in seconds."""

    fresh: float = 5.0  # younger than this: answered without a call
    keep: float = 86_400.0  # how long an old value may stand in for a peer that does not answer
    deadline: float = 2.5  # longest a reader waits; the call itself goes on and fills the memory
    records: int = 10_000  # kept at most; the least recently used goes first


class LiveRecords:
    """`ReadsLive` over the catalogue.

    Records are read with the hub's own credential, so the answer is the same for every viewer: what a viewer
    may see of it is decided above. Keys hold the instance and a hash of the record's id.
    """

    def __init__(self, peers: Peers, clock: Clock, rules: LiveRules | None = None) -> None:
        self.peers, self.clock, self.rules = peers, clock, rules or LiveRules()
        self._memory = _Memory(self.rules)
        self._flights: dict[str, asyncio.Task[RemoteCase]] = {}
        self._gates: dict[str, asyncio.Semaphore] = {}

    async def fetch_many(
        self, refs: Sequence[ExternalRef]
    ) -> dict[ExternalRef, Sourced[RemoteCase] | ConnectorError]:
        """See `ReadsLive`."""
        asked = list(dict.fromkeys(refs))
        answers = await asyncio.gather(*(self._fetch(ref) for ref in asked))
        return dict(zip(asked, answers, strict=True))

    async def aclose(self) -> None:
        """End the calls that are still going on."""
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)

    async def _fetch(self, ref: ExternalRef) -> Sourced[RemoteCase] | ConnectorError:
        key = _key(ref)
        known = await self._memory.get(key)
        if known is not None and self._age(known.as_of) < self.rules.fresh:
            return Sourced(known, ref.connector, known.as_of, stale=False)
        try:
            record = await self._shared(key, ref)
        except ConnectorError as fault:
            if known is None or isinstance(fault, Refused):  # refused: the peer is there and knows better
                return fault
            return Sourced(known, ref.connector, known.as_of, stale=True)
        return Sourced(record, ref.connector, record.as_of, stale=False)

    def _age(self, as_of: datetime) -> float:
        return (self.clock() - as_of).total_seconds()

    async def _shared(self, key: str, ref: ExternalRef) -> RemoteCase:
        """Joins the call for the same record if one is under way. A reader that gives up does not end it."""
        flight = self._flights.get(key)
        if flight is None:
            flight = asyncio.create_task(self._read(key, ref))
            self._flights[key] = flight
            flight.add_done_callback(lambda done: self._landed(key, done))
        try:
            async with asyncio.timeout(self.rules.deadline):
                return await asyncio.shield(flight)
        except TimeoutError:
            raise Unreachable("DEADLINE") from None

    def _landed(self, key: str, flight: asyncio.Task[RemoteCase]) -> None:
        self._flights.pop(key, None)
        if not flight.cancelled():
            flight.exception()  # seen: nobody may be left to take it

    async def _read(self, key: str, ref: ExternalRef) -> RemoteCase:
        connector = self.peers.get(ref.connector)
        manifest = self.peers.manifest(ref.connector)
        if connector is None or manifest is None or not isinstance(connector, Fetches):
            raise Unreachable("NOT_CONFIGURED")
        gate = self._gates.setdefault(ref.connector, asyncio.Semaphore(manifest.concurrency))
        async with gate:
            record = await connector.fetch(ref)
        await self._memory.put(key, record)
        return record


class _Memory:
    """aiocache as a store of bytes: it neither bounds itself nor protects its values from their readers."""

    def __init__(self, rules: LiveRules) -> None:
        self._rules = rules
        self._store = SimpleMemoryCache()
        self._used: OrderedDict[str, None] = OrderedDict()

    async def get(self, key: str) -> RemoteCase | None:
        raw = await self._store.get(key)
        if raw is None:
            self._used.pop(key, None)
            return None
        if key in self._used:  # may have just been pushed out
            self._used.move_to_end(key)
        return DECODER.decode(raw)

    async def put(self, key: str, record: RemoteCase) -> None:
        await self._store.set(key, msgspec.msgpack.encode(record), ttl=self._rules.keep)
        self._used[key] = None
        self._used.move_to_end(key)
        while len(self._used) > self._rules.records:
            await self._store.delete(self._used.popitem(last=False)[0])


def _key(ref: ExternalRef) -> str:
    """The class of principal is part of the key: these values were read by the hub itself."""
    return f"record:{FORMAT}:hub:{ref.connector}:{hashlib.sha256(ref.id.encode()).hexdigest()}"
