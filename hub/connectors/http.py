"""The one seam to agencies' HTTP servers: deadline, byte cap, limits, breaker, credential, error mapping."""

import asyncio
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import TypeAlias

import httpx2 as httpx

from hub.connectors import faults
from hub.connectors.breaker import Breaker, Outcome
from hub.connectors.circuits import Circuits
from hub.connectors.credential import Credential, TokenAsk
from hub.connectors.instance import Limits
from hub.connectors.lane import patience
from hub.connectors.links import path_within, root_of
from hub.connectors.manners import Manners
from hub.connectors.reply import INFLATE, Body, Reply
from hub.connectors.timing import Ticks
from hub.connectors.transport import Transport
from hub.connectors.wild import Wild
from hub.connectors.wire import MOST_HEADERS
from hub.domain.exchange import Circuit
from hub.errors import ConnectorError, CredentialFault, Misunderstood, Refused, Throttled, Unreachable

OURS = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "lapor-hub"}
UNAUTHORISED = 401

Query: TypeAlias = Mapping[str, str | int]
Files: TypeAlias = Sequence[tuple[str, tuple[str | None, bytes, str]]]
"""(field, (file name or None, content, media type))"""

Told: TypeAlias = Callable[[str, str, float], None]
"""(op, `OK` or the failure's code, seconds): called when a call has ended."""


def _unheard(op: str, outcome: str, seconds: float) -> None:
    """Nobody counts."""


@dataclass(frozen=True, slots=True)
class _Call:
    method: str
    path: str
    safe: bool
    op: str
    accept: frozenset[int] = frozenset()
    query: Query | None = None
    headers: Mapping[str, str] | None = None
    json: object = None
    form: Mapping[str, str] | None = None
    files: Files | None = None
    at_root: bool = False  # `path` leaves out that of the address


class _Attempt:
    """How far a call came: whether it got a place, and whether bytes may have left. In doubt they have."""

    def __init__(self) -> None:
        self.begun = self.sent = False

    def stage(self, sent: bool) -> None:
        """Called by the transport: nothing leaves while it is still connecting."""
        self.sent = sent


class AgencyHttp:
    """Calls to one instance. Every method raises `ConnectorError`s only, and never tries anything twice.

    Args:
        base_url: scheme, host and leading path; call paths are appended to it.
        limits: deadline, connections, concurrency and byte cap.
        credential: proves who we are.
        breaker: of the peer as a whole; every operation (`op`) has one more by the same rules.
        ticks: monotonic seconds.
        transport: replaces the network in tests.
        told: counts.
        manners: what is particular about this peer.

    `concurrency` bounds the calls that carry messages. Those of readers are bounded where they are started
    (`LiveRules.in_flight`), so that neither takes the other's places.
    """

    def __init__(
        self,
        base_url: str,
        limits: Limits,
        credential: Credential,
        breaker: Breaker,
        ticks: Ticks,
        transport: httpx.AsyncBaseTransport | None = None,
        told: Told = _unheard,
        manners: Manners | None = None,
    ) -> None:
        self._base, self._limits, self._credential = base_url.rstrip("/"), limits, credential
        self._circuits, self._ticks, self._told = Circuits(breaker, ticks), ticks, told
        self._slow_share = breaker.rules.slow_share
        self._manners = manners or Manners()
        self._transport = transport or Transport(self._base, ticks, self._manners.tls)
        self._gate = asyncio.Semaphore(min(limits.connections, limits.concurrency))

    def is_open(self, operation: str) -> bool:
        """Whether such a call would be `Unreachable` without being tried."""
        return self._circuits.is_open(operation)

    def circuits(self) -> tuple[Circuit, ...]:
        """The peer as a whole, then every operation that was called."""
        return self._circuits.shown()

    @property
    def resting(self) -> float:
        """Seconds the peer asked to be left alone; readers comply."""
        return self._circuits.resting

    async def get(
        self,
        path: str,
        query: Query | None = None,
        headers: Mapping[str, str] | None = None,
        accept: frozenset[int] = frozenset(),
        op: str = "read",
    ) -> Reply:
        """A read: safe to repeat, so a lost answer is `Unreachable`. `op`: what it is for, as in `base`."""
        call = _Call("GET", path, safe=True, op=op, query=query, headers=headers, accept=accept)
        return await self._call(call)

    async def post(
        self,
        path: str,
        json: object = None,
        form: Mapping[str, str] | None = None,
        files: Files | None = None,
        headers: Mapping[str, str] | None = None,
        accept: frozenset[int] = frozenset(),
        op: str = "write",
        safe: bool = False,
    ) -> Reply:
        """A write, or a read that asks by POST (`safe`).

        `files` makes it multipart; `accept` names failure statuses the caller reads itself.
        """
        return await self._call(
            _Call("POST", path, safe, op, accept, headers=headers, json=json, form=form, files=files)
        )

    async def patch(self, path: str, json: object, op: str = "write") -> Reply:
        """A write."""
        return await self._call(_Call("PATCH", path, safe=False, op=op, json=json))

    async def put(self, path: str, json: object, op: str = "write") -> Reply:
        """A write."""
        return await self._call(_Call("PUT", path, safe=False, op=op, json=json))

    async def ask(
        self,
        method: str,
        path: str,
        query: Query | None = None,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        form: Mapping[str, str] | None = None,
        accept: frozenset[int] = frozenset(),
        op: str = "read",
        safe: bool = False,
    ) -> Reply:
        """Any call; `safe`: it changes nothing at the peer, whatever its method."""
        return await self._call(_Call(method, path, safe, op, accept, query, headers, json, form))

    def within(self, link: str, path: str) -> str:
        """A link the peer gave in its answer to `path`, as a path of this peer with its query.

        Raises `Misunderstood` where it leads to another server, or out of our address.
        """
        return path_within(self._base, path, link)

    async def aclose(self) -> None:
        """Give the connections back."""
        await self._transport.aclose()

    async def _call(self, call: _Call) -> Reply:
        wait = patience()
        limit = self._limits.deadline if wait is None else min(wait, self._limits.deadline)
        await self._own_turn(call, limit / 2)
        admitted = self._circuits.enter(call.op, reader=wait is not None)
        began, attempt = self._ticks(), _Attempt()
        result: Reply | ConnectorError | None = None  # None: given up by the caller
        try:
            gate = self._gate if wait is None else nullcontext()
            result = await self._attempted(call, attempt, limit, gate)
        finally:
            seconds = self._ticks() - began
            admitted.leave(*_judged(result, attempt, seconds > limit * self._slow_share))
            self._told(call.op, _named(result), seconds)
        if isinstance(result, ConnectorError):
            if isinstance(result, Throttled) and result.retry_after is not None:
                self._circuits.rest(result.retry_after)
            raise result
        return replace(result, spoil=admitted.spoil)

    async def _own_turn(self, call: _Call, longest: float) -> None:
        """Keeps to the peer's rate. `Throttled` where that takes too long: nothing was asked of it."""
        if self._manners.pace is not None and not self._circuits.is_open(call.op):
            await asyncio.sleep(self._manners.pace.take(longest))

    async def _attempted(
        self, call: _Call, attempt: _Attempt, limit: float, gate: AbstractAsyncContextManager[None]
    ) -> Reply | ConnectorError:
        """Faults come back as values, so that no exception drags the transport's message along."""
        try:
            async with asyncio.timeout(limit), gate:
                attempt.begun = True
                return await self._authorised(call, attempt)
        except ConnectorError as fault:
            return fault
        except TimeoutError:
            return faults.lost("DEADLINE", call.safe, attempt.sent)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol):
            return Unreachable("NO_CONNECTION")
        except (httpx.HTTPError, zlib.error):
            return faults.lost("NO_ANSWER", call.safe, attempt.sent)

    async def _authorised(self, call: _Call, attempt: _Attempt) -> Reply:
        """Sends with our credential; one that can be renewed is renewed once (a 401 means: not done)."""
        proof = await self._proof()
        reply = await self._sent(call, proof, attempt)
        refused = reply.status == UNAUTHORISED
        if refused and self._credential.renew(proof, at_bus=self._manners.from_bus(reply)):
            attempt.sent = False
            reply = await self._sent(call, await self._proof(), attempt)
        fault = None
        if reply.status not in call.accept:
            fault = self._manners.fault(reply)
        if fault is not None:
            raise fault
        return self._manners.opened(reply)

    async def _proof(self) -> Mapping[str, str]:
        """Without a token nothing was asked for, so the call it was meant for can be tried again."""
        try:
            return await self._credential.headers(self._token)
        except Misunderstood:
            raise Unreachable("NO_TOKEN") from None

    async def _token(self, ask: TokenAsk) -> Wild:
        call = _Call("POST", ask.path, True, "token", json=ask.json, form=ask.form, at_root=ask.at_root)
        reply = await self._sent(call, ask.headers, _Attempt())
        fault = self._manners.fault(reply)
        if isinstance(fault, Refused):
            raise CredentialFault("TOKEN_REFUSED")
        if fault is not None:
            raise fault
        return reply.json()

    async def _sent(self, call: _Call, proof: Mapping[str, str], attempt: _Attempt) -> Reply:
        """Without httpx's client: it would keep the peer's cookies, and each call costs half as much."""
        attempt.sent = True
        request = httpx.Request(
            call.method,
            (root_of(self._base) if call.at_root else self._base) + call.path,
            params=dict(call.query) if call.query else None,
            headers={**OURS, **(call.headers or {}), **proof},
            json=call.json,
            data=dict(call.form) if call.form else None,
            files=list(call.files) if call.files else None,
            extensions={"stage": attempt.stage, "op": call.op},
        )
        response = await self._transport.handle_async_request(request)
        try:
            return await self._received(response, call.safe)
        finally:
            await response.aclose()

    async def _received(self, response: httpx.Response, safe: bool) -> Reply:
        if len(response.headers.raw) > MOST_HEADERS:
            raise faults.unreadable("TOO_MANY_HEADERS", safe)
        coding = response.headers.get("content-encoding", "identity").strip().lower()
        if coding not in INFLATE and coding != "identity":
            raise faults.unreadable("UNKNOWN_ENCODING", safe)
        body = Body(INFLATE.get(coding), self._limits.body_bytes)
        async for chunk in response.aiter_raw():
            if not body.take(chunk):
                raise faults.unreadable("ANSWER_TOO_LARGE", safe)
        names = {name.lower(): value for name, value in response.headers.items()}
        return Reply(response.status_code, names, bytes(body.read), safe)


def _judged(result: Reply | ConnectorError | None, attempt: _Attempt, slow: bool) -> tuple[Outcome, Outcome]:
    """What the end of a call says about the peer as a whole, and about the operation."""
    if result is None or not attempt.begun:
        return Outcome.UNKNOWN, Outcome.UNKNOWN
    if isinstance(result, Unreachable) and not attempt.sent:
        return Outcome.UNREACHABLE, Outcome.UNKNOWN
    if isinstance(result, Unreachable):
        return Outcome.GOOD, Outcome.UNREACHABLE
    failed = isinstance(result, ConnectorError) and not isinstance(result, Refused | CredentialFault)
    return Outcome.GOOD, Outcome.BAD if failed or slow else Outcome.GOOD


def _named(result: Reply | ConnectorError | None) -> str:
    if result is None:
        return "GIVEN_UP"
    return result.code if isinstance(result, ConnectorError) else "OK"
