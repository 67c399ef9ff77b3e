"""The one seam to agencies' HTTP servers: deadline, byte cap, limits, breaker, credential, error mapping."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import httpx2 as httpx

from hub.connectors import faults
from hub.connectors.auth import Credential
from hub.connectors.breaker import Breaker, Outcome
from hub.connectors.instance import Limits
from hub.connectors.reply import INFLATE, Body, Reply
from hub.connectors.timing import Ticks
from hub.connectors.wild import Wild
from hub.connectors.wire import MOST_HEADERS, Cut, Line, NotConnected, Wire
from hub.errors import ConnectorError, CredentialFault, Misunderstood, Refused, Unreachable

OURS = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "lapor-hub"}
UNAUTHORISED = 401

Query: TypeAlias = Mapping[str, str | int]
Files: TypeAlias = Sequence[tuple[str, tuple[str | None, bytes, str]]]
"""(field, (file name or None, content, media type))"""


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


class _Attempt:
    """Whether bytes of the call may have left. In doubt they have."""

    def __init__(self) -> None:
        self.sent = False

    def stage(self, sent: bool) -> None:
        """Called by the transport: nothing leaves while it is still connecting."""
        self.sent = sent


class AgencyHttp:
    """Calls to one instance. Every method raises `ConnectorError`s only, and never tries anything twice.

    Args:
        base_url: scheme, host and leading path; call paths are appended to it.
        limits: deadline, connections, concurrency and byte cap.
        credential: proves who we are.
        breaker: shared by all calls to this instance.
        ticks: monotonic seconds.
        transport: replaces the network in tests.
    """

    def __init__(
        self,
        base_url: str,
        limits: Limits,
        credential: Credential,
        breaker: Breaker,
        ticks: Ticks,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._base, self._limits, self._credential = base_url.rstrip("/"), limits, credential
        self._breaker, self._ticks = breaker, ticks
        self._transport = transport or Transport(self._base, ticks)
        self._gate = asyncio.Semaphore(min(limits.connections, limits.concurrency))

    @property
    def circuit_open(self) -> bool:
        """Whether a call would be `Unreachable` without being tried."""
        return self._breaker.is_open

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

    async def aclose(self) -> None:
        """Give the connections back."""
        await self._transport.aclose()

    async def _call(self, call: _Call) -> Reply:
        era = self._breaker.enter()
        if era is None:
            raise Unreachable("CIRCUIT_OPEN", retry_after=self._breaker.wait)
        began, outcome = self._ticks(), Outcome.UNKNOWN
        try:
            result = await self._attempted(call)
            outcome = self._judged(result, self._ticks() - began)
        finally:
            self._breaker.leave(era, outcome)
        if isinstance(result, ConnectorError):
            raise result
        return result

    def _judged(self, result: Reply | ConnectorError, seconds: float) -> Outcome:
        if isinstance(result, Unreachable):
            return Outcome.UNREACHABLE
        if isinstance(result, ConnectorError) and not isinstance(result, Refused | CredentialFault):
            return Outcome.BAD
        slow = seconds > self._limits.deadline * self._breaker.rules.slow_share
        return Outcome.BAD if slow else Outcome.GOOD

    async def _attempted(self, call: _Call) -> Reply | ConnectorError:
        """Faults come back as values, so that no exception drags the transport's message along."""
        attempt = _Attempt()
        try:
            async with asyncio.timeout(self._limits.deadline), self._gate:
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
        if reply.status == UNAUTHORISED and self._credential.renew(proof):
            attempt.sent = False
            reply = await self._sent(call, await self._proof(), attempt)
        fault = None
        if reply.status not in call.accept:
            fault = faults.of_answer(reply.status, reply.headers, reply.body, call.safe)
        if fault is not None:
            raise fault
        return reply

    async def _proof(self) -> Mapping[str, str]:
        """Without a token nothing was asked for, so the call it was meant for can be tried again."""
        try:
            return await self._credential.headers(self._token)
        except Misunderstood:
            raise Unreachable("NO_TOKEN") from None

    async def _token(self, path: str, form: Mapping[str, str]) -> Wild:
        reply = await self._sent(_Call("POST", path, safe=True, op="token", form=form), {}, _Attempt())
        fault = faults.of_answer(reply.status, reply.headers, reply.body, safe=True)
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
            self._base + call.path,
            params=dict(call.query) if call.query else None,
            headers={**OURS, **(call.headers or {}), **proof},
            json=call.json,
            data=dict(call.form) if call.form else None,
            files=list(call.files) if call.files else None,
            extensions={"stage": attempt.stage},
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
        return Reply(response.status_code, names, bytes(body.read), safe, self._breaker.spoil)


class Transport(httpx.AsyncBaseTransport):
    """httpx over our own wire. A call's extension "stage" is told False while connecting, True when sending.

    A write always gets a new connection: on one that the peer closes at the same moment it would be lost
    without our knowing whether it arrived.
    """

    def __init__(self, base_url: str, ticks: Ticks) -> None:
        url = httpx.URL(base_url)
        secure = url.scheme == "https"
        tls = partial(httpx.create_ssl_context, trust_env=False) if secure else None
        self._wire = Wire(url.host, url.port or (443 if secure else 80), tls, ticks)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """One exchange; the body of the answer is read from its stream."""
        stage = request.extensions["stage"]
        written = await _written(request)
        stage(False)
        try:
            line = await self._wire.line(fresh=request.method != "GET")
        except NotConnected as broken:
            raise httpx.ConnectError("not connected") from broken
        stage(True)
        try:
            await line.exchange(written)
        except Cut as broken:
            line.drop()
            raise httpx.ReadError("cut") from broken
        except BaseException:
            line.drop()
            raise
        return httpx.Response(line.status, headers=line.headers, stream=_Answer(line, self._wire))

    async def aclose(self) -> None:
        """Drop the idle connections."""
        await self._wire.aclose()


class _Answer(httpx.AsyncByteStream):
    def __init__(self, line: Line, wire: Wire) -> None:
        self._line, self._wire = line, wire

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._line.pieces():
                yield piece
        except Cut as broken:
            raise httpx.ReadError("cut") from broken

    async def aclose(self) -> None:
        self._wire.give_back(self._line)


async def _written(request: httpx.Request) -> bytes:
    """Head and body as bytes."""
    if any(b"\r" in value or b"\n" in value for _, value in request.headers.raw):
        raise httpx.LocalProtocolError("line break in a header")
    lines = [b"%s %s HTTP/1.1" % (request.method.encode(), request.url.raw_path)]
    lines += [b"%s: %s" % pair for pair in request.headers.raw]
    return b"\r\n".join([*lines, b"", b""]) + await request.aread()
