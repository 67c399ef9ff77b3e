"""Live reads of agencies' systems: one call for many askers, short memory, an old value rather than none."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from hub.connectors.asking import Question, Sourced, Spends
from hub.connectors.base import Fetches, FetchesMany, Peers
from hub.connectors.cached import Entry, Memory, key_of
from hub.connectors.flights import Call, Flight, Flights
from hub.connectors.timing import Clock
from hub.connectors.watching import Unwatched, Watch
from hub.domain.exchange import ExternalRef, RemoteCase
from hub.errors import ConnectorError, OverBudget, Refused, Unreachable

T = TypeVar("T")
HUB = "hub"  # the scope of what is read with the hub's own credential, whoever asks


@dataclass(frozen=True, slots=True)
class LiveRule:
    """How one operation is read live. All times in seconds."""

    fresh: float = 5.0  # younger than this: answered without a call
    swr: float = 0.0  # so much older: answered at once, marked stale, and read anew behind the asker's back
    keep: float = 86_400.0  # how long an old value may stand in for a peer that does not answer
    deadline: float = 2.0  # longest a reader waits
    patience: float = 4.0  # longest a call takes: a slow answer still serves the next reader


@dataclass(frozen=True, slots=True)
class LiveRules:
    """The rule of every operation, and the bounds of all together."""

    usual: LiveRule = field(default_factory=LiveRule)
    special: Mapping[str, LiveRule] = field(default_factory=dict)  # operation -> its rule
    entries: int = 10_000  # answers kept at most; the least recently used goes first
    size: int = 64 * 1024 * 1024  # bytes of all kept answers together
    in_flight: int = 4  # calls of all readers together to one peer; less where its instance bears less

    def of(self, operation: str) -> LiveRule:
        """The rule of an operation."""
        return self.special.get(operation, self.usual)


class Free:
    """Nobody counts what an operation costs."""

    def seconds(self) -> float:
        """See `Spends`."""
        return float("inf")

    def pay(self, connector: str) -> bool:
        """See `Spends`."""
        return True

    def gave_up(self, connector: str) -> bool:
        """See `Spends`."""
        return False

    def tell(
        self, connector: str, seconds: float, answer: Sourced[Any] | ConnectorError, in_vain: bool
    ) -> None:
        """See `Spends`."""


FREE = Free()


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One thing to be known."""

    key: str
    connector: str
    operation: str
    answer: Any


_Calls = Callable[[Sequence[_Wanted]], Iterator[Call]]


class LiveReads:
    """`ReadsLive` over the catalogue.

    Args:
        peers: whom to ask.
        clock: the hub's time; aware.
        rules: how long what is fresh, kept and waited for.
        secret: of this process; what was asked for is kept hashed under it.
        watch: counts.
    """

    def __init__(
        self,
        peers: Peers,
        clock: Clock,
        rules: LiveRules | None = None,
        secret: bytes = b"",
        watch: Watch | None = None,
    ) -> None:
        self.peers, self.clock, self.rules = peers, clock, rules or LiveRules()
        self._secret, self._watch = secret, watch or Unwatched()
        self._memory = Memory(self.rules.entries, self.rules.size)
        self._flights = Flights(self._places, self._landed)

    async def fetch_many(
        self, refs: Sequence[ExternalRef], spends: Spends = FREE
    ) -> dict[ExternalRef, Sourced[RemoteCase] | ConnectorError]:
        """See `ReadsLive`."""
        asked = list(dict.fromkeys(refs))
        wanted = [self._wanted(HUB, ref.connector, "fetch", ref.id, RemoteCase) for ref in asked]
        ref_of = {one.key: ref for one, ref in zip(wanted, asked, strict=True)}
        answers = await self._answers(wanted, partial(self._fetches, ref_of), spends)
        return dict(zip(asked, answers, strict=True))

    async def ask(
        self, questions: Sequence[Question[T]], spends: Spends = FREE
    ) -> list[Sourced[T] | ConnectorError]:
        """See `ReadsLive`."""
        wanted = [
            self._wanted(one.scope, one.connector, one.operation, one.key, one.answer) for one in questions
        ]
        call_of = {one.key: question.call for one, question in zip(wanted, questions, strict=True)}
        return await self._answers(wanted, partial(_singly, call_of), spends)

    def in_flight(self, connector: str) -> int:
        """Calls of readers to this peer that are under way now, at most `LiveRules.in_flight`."""
        return self._flights.under_way(connector)

    async def aclose(self) -> None:
        """End the calls that are still going on."""
        await self._flights.aclose()

    def _wanted(self, scope: str, connector: str, operation: str, asked: str, answer: Any) -> _Wanted:
        key = key_of(scope, connector, operation, asked, self._secret)
        return _Wanted(key, connector, operation, answer)

    async def _answers(self, wanted: Sequence[_Wanted], calls: _Calls, spends: Spends) -> list[Any]:
        known = {one.key: await self._memory.get(one.key, one.answer) for one in wanted}
        old = {one.key: one for one in wanted if not self._younger(known[one.key], self._fresh(one))}
        joined = {key for key in old if key in self._flights}
        faults = self._start(calls([one for key, one in old.items() if key not in joined]), spends)
        flights = {key: flight for key in old if (flight := self._flights.get(key)) is not None}
        waiting = {key: one for key, one in old.items() if self._must_wait(one, known[key])}
        waited = _stopwatch(flights)
        await self._wait(list(waiting.values()), flights, spends)
        found = []
        for one in wanted:
            flight = flights.get(one.key)
            fault = faults.get(one.key) or (Unreachable("DEADLINE") if one.key in old else None)
            answer = self._told(one, known[one.key], flight, fault)
            in_vain = one.key in waiting and flight is not None and not flight.done()
            self._watch.read(one.connector, one.operation, _how(answer, one.key, old, joined))
            spends.tell(one.connector, waited(one.key) if one.key in waiting else 0.0, answer, in_vain)
            found.append(answer)
        return found

    def _start(self, calls: Iterator[Call], spends: Spends) -> dict[str, ConnectorError]:
        """Starts what may be started; the reason by key for the rest."""
        faults: dict[str, ConnectorError] = {}
        for call in calls:
            hindrance = self._hindrance(call, spends)
            if hindrance is None:
                self._flights.start(call, self.rules.of(call.operation).deadline, self._patience(call))
            else:
                faults.update(dict.fromkeys(call.keys, hindrance))
        return faults

    def _hindrance(self, call: Call, spends: Spends) -> ConnectorError | None:
        """Why the peer is not asked; the circuit comes first, for what was not sent costs nothing."""
        if self.peers.get(call.connector) is None:
            return Unreachable("NOT_CONFIGURED")
        if self.peers.circuit_open(call.connector, call.operation):
            return Unreachable("CIRCUIT_OPEN")
        if spends.gave_up(call.connector):
            return Unreachable("DEADLINE")
        return None if spends.pay(call.connector) else OverBudget()

    async def _wait(self, waiting: Sequence[_Wanted], flights: Mapping[str, Flight], spends: Spends) -> None:
        """Until all have landed, or each one's deadline or the operation's time is over."""
        by_deadline: dict[float, set[Flight]] = {}
        for one in waiting:
            if one.key in flights:
                by_deadline.setdefault(self.rules.of(one.operation).deadline, set()).add(flights[one.key])
        left = spends.seconds()
        await asyncio.gather(
            *(asyncio.wait(some, timeout=max(0.0, min(left, end))) for end, some in by_deadline.items())
        )

    def _told(
        self, one: _Wanted, known: Entry | None, flight: Flight | None, fault: ConnectorError | None
    ) -> Sourced[Any] | ConnectorError:
        if fault is None and known is not None:
            return Sourced(known.value, one.connector, known.as_of, stale=False)
        landed = flight.result() if flight is not None and flight.done() else fault
        if isinstance(landed, Entry):
            return Sourced(landed.value, one.connector, landed.as_of, stale=False)
        assert landed is not None  # noqa: S101 - nothing known, nothing landed: then there is a fault
        keeps = self._younger(known, self.rules.of(one.operation).keep)
        if known is None or not keeps or isinstance(landed, Refused):  # refused: the peer knows better
            return landed
        return Sourced(known.value, one.connector, known.as_of, stale=True)

    def _must_wait(self, one: _Wanted, known: Entry | None) -> bool:
        return not self._younger(known, self._fresh(one) + self.rules.of(one.operation).swr)

    def _fresh(self, one: _Wanted) -> float:
        return self.rules.of(one.operation).fresh

    def _younger(self, known: Entry | None, seconds: float) -> bool:
        return known is not None and (self.clock() - known.as_of).total_seconds() < seconds

    def _patience(self, call: Call) -> float:
        rule = self.rules.of(call.operation)
        return max(rule.patience, rule.deadline)

    def _places(self, connector: str) -> int:
        manifest = self.peers.manifest(connector)
        return min(self.rules.in_flight, manifest.concurrency if manifest is not None else 1)

    async def _landed(self, operation: str, key: str, answer: Any) -> Entry | ConnectorError:
        """Keeps an answer. What a peer refuses now it will not be said to have shown before."""
        if isinstance(answer, ConnectorError):
            if isinstance(answer, Refused):
                await self._memory.forget(key)
            return answer
        entry = Entry(answer, self.clock())
        await self._memory.put(key, entry, self.rules.of(operation).keep)
        return entry

    def _fetches(self, ref_of: Mapping[str, ExternalRef], wanted: Sequence[_Wanted]) -> Iterator[Call]:
        """One call per list where the peer reads lists, else one per record; the longest lists first."""
        by_peer: dict[str, list[_Wanted]] = {}
        for one in wanted:
            by_peer.setdefault(one.connector, []).append(one)
        for name, mine in sorted(by_peer.items(), key=lambda peer: self._at_once(peer[0]), reverse=True):
            connector, size = self.peers.get(name), self._at_once(name) if len(mine) > 1 else 1
            for start in range(0, len(mine), size):
                refs = {one.key: ref_of[one.key] for one in mine[start : start + size]}
                yield Call(name, "fetch", tuple(refs), partial(_fetched, connector, refs, size > 1))

    def _at_once(self, name: str) -> int:
        connector = self.peers.get(name)
        return connector.most_at_once if isinstance(connector, FetchesMany) else 1


async def _fetched(connector: object, refs: Mapping[str, ExternalRef], listed: bool) -> Mapping[str, Any]:
    if listed and isinstance(connector, FetchesMany):
        found = await connector.fetch_many(list(refs.values()))
        return {key: found[ref] for key, ref in refs.items() if ref in found}
    if not isinstance(connector, Fetches):
        raise Unreachable("NOT_CONFIGURED")
    return {key: await connector.fetch(ref) for key, ref in refs.items()}


def _stopwatch(flights: Mapping[str, Flight]) -> Callable[[str], float]:
    """Gives, by key, the seconds from now to the landing, or so far."""
    now = asyncio.get_running_loop().time
    began, landed = now(), dict[str, float]()

    def touch(key: str, _: Flight) -> None:
        landed[key] = now()

    for key, flight in flights.items():
        flight.add_done_callback(partial(touch, key))
    return lambda key: landed.get(key, now()) - began if key in flights else 0.0


def _singly(call_of: Mapping[str, Callable[[], Awaitable[Any]]], wanted: Sequence[_Wanted]) -> Iterator[Call]:
    """Every question is a call of its own."""

    async def asked(key: str) -> Mapping[str, Any]:
        return {key: await call_of[key]()}

    for one in wanted:
        yield Call(one.connector, one.operation, (one.key,), partial(asked, one.key))


def _how(answer: Sourced[Any] | ConnectorError, key: str, old: Mapping[str, object], joined: set[str]) -> str:
    """See `Watch.read`."""
    if isinstance(answer, ConnectorError):
        return "FAILED"
    if answer.stale:
        return "STALE"
    if key not in old:
        return "HIT"
    return "JOINED" if key in joined else "MISS"
