"""A real server on loopback in front of a small schema: enough to try every door without the rooms behind."""

import asyncio
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import httpx
import strawberry
import uvicorn
from graphql import GraphQLError, OperationType, get_operation_ast, parse
from starlette.types import ASGIApp

from hub.domain.caller import Caller, Role
from hub.errors import CredentialFault, NotAvailable, StoreFault
from hub.web.app import web_app
from hub.web.options import WebOptions
from hub.web.ports import Parts
from hub.web.serve import config

PORTAL = Caller("portal-1", "Portal Contoh", Role.PORTAL, channel="portal-contoh")
OFFICER = Caller("officer-1", "Petugas Contoh", Role.OFFICER, agency="62.01.disdukcapil")
PORTAL_KEY, OFFICER_KEY = "hub_portal_0001", "hub_officer_0001"
BEARER = {"authorization": f"Bearer {PORTAL_KEY}"}
DEVELOPMENT, PRODUCTION = WebOptions("development"), WebOptions("production")


@dataclass
class Context:
    """What the small schema's resolvers see."""

    caller: Caller
    resume_after: str | None = None
    position: str | None = None


Info = strawberry.Info[Context, None]


@strawberry.type
class Tick:
    number: int
    cursor: str


@strawberry.type
class Query:
    @strawberry.field
    def greet(self, name: str = "dunia") -> str:
        return f"Halo {name}"

    @strawberry.field
    def me(self, info: Info) -> str:
        return info.context.caller.subject

    @strawberry.field
    async def slow(self) -> str:
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    @strawberry.field
    def faulty(self) -> str | None:
        raise ValueError("only this field")

    @strawberry.field
    def sum(self, of: list[int]) -> int:
        return sum(of)


@strawberry.type
class Mutation:
    @strawberry.mutation
    def note(self, text: str) -> str:
        return text


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def ticks(self, info: Info, upto: int, after: str = "0") -> AsyncGenerator[Tick, None]:
        start = int(info.context.resume_after or after)
        for number in range(start + 1, upto + 1):
            info.context.position = str(number)
            yield Tick(number=number, cursor=str(number))

    @strawberry.subscription
    async def silence(self, info: Info) -> AsyncGenerator[Tick, None]:
        LISTENING.append(info.context.caller.subject)
        try:
            await asyncio.Event().wait()
        finally:
            LISTENING.remove(info.context.caller.subject)
        yield Tick(number=0, cursor="")

    @strawberry.subscription
    async def stumble(self) -> AsyncGenerator[Tick, None]:
        yield Tick(number=1, cursor="1")
        raise ValueError("fell")


LISTENING: list[str] = []  # who hangs on `silence` right now


@dataclass(frozen=True)
class Known:
    """What is known of an operation here."""

    kind: OperationType

    @property
    def shareable(self) -> bool:
        return self.kind is OperationType.QUERY


class Schema(strawberry.Schema):
    """Prints no tracebacks: the faults here are on purpose."""

    def known(self, query: str, operation_name: str | None) -> Known | None:
        try:
            operation = get_operation_ast(parse(query), operation_name)
        except GraphQLError:
            return None
        return Known(operation.operation) if operation else None

    def process_errors(self, errors: object, execution_context: object = None) -> None:
        return None


SCHEMA = Schema(Query, Mutation, Subscription)


@dataclass
class KeyRing:
    """Whose keys are good at the moment."""

    known: dict[str, Caller] = field(default_factory=lambda: {PORTAL_KEY: PORTAL, OFFICER_KEY: OFFICER})
    broken: bool = False

    async def caller(self, api_key: str) -> Caller | None:
        if self.broken:
            raise StoreFault("no answer")
        return self.known.get(api_key)


@dataclass
class Letterbox:
    """Keeps what came in; a store that can be broken."""

    kept: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)
    broken: bool = False

    async def receive(self, connector: str, body: bytes, headers: dict[str, str]) -> bool:
        if self.broken:
            raise StoreFault("disk full")
        if connector not in ("lapor-contoh", "fussy-contoh"):
            raise NotAvailable(connector)
        if headers.get("x-signature") != "genuine":
            raise CredentialFault
        self.kept.append((connector, body, headers))
        return True

    async def ready(self) -> None:
        if self.broken:
            raise StoreFault("no answer")


@dataclass
class Site:
    """A running server and a client for it."""

    url: str
    client: httpx.AsyncClient
    keys: KeyRing
    letters: Letterbox

    @property
    def socket_url(self) -> str:
        """Address of the WebSocket door."""
        return self.url.replace("http", "ws", 1) + "/graphql"

    async def ask(
        self, query: str, headers: dict[str, str] | None = None, **fields: object
    ) -> httpx.Response:
        """POST an operation."""
        return await self.client.post("/graphql", json={"query": query, **fields}, headers=headers)


@asynccontextmanager
async def running(options: WebOptions = DEVELOPMENT) -> AsyncIterator[Site]:
    """The doors on a free port of loopback."""
    keys, letters = KeyRing(), Letterbox()
    counter = iter(range(1, 1_000_000))
    parts = Parts(SCHEMA, Context, keys, letters, lambda: f"token-{next(counter)}")
    async with (
        listening(web_app(options, parts)) as url,
        httpx.AsyncClient(base_url=url, timeout=5) as client,
    ):
        yield Site(url, client, keys, letters)


@asynccontextmanager
async def listening(app: ASGIApp) -> AsyncIterator[str]:
    """Serve an application with the production configuration; gives its address."""
    # asyncio only turns Nagle's delay off (40 ms per answer) where the protocol is given by number
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(config(app, "127.0.0.1", 0))
    serving = asyncio.ensure_future(server.serve(sockets=[listener]))
    try:
        while not server.started:
            await asyncio.sleep(0.005)
            if serving.done():
                await serving
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        with suppress(asyncio.CancelledError):
            await serving
        listener.close()


async def until(true: Callable[[], bool], seconds: float = 2.0) -> None:
    """Wait for a condition to hold, polling; fails when it does not within `seconds`."""
    for _ in range(int(seconds / 0.01)):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come true in time")
