"""Hubs of several tiers in one process: each with its store, rules and real doors; GraphQL between."""

import json
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_bytes
from typing import Any

import httpx

from hub.casework.services import build as build_services
from hub.connectors.auth import Fixed
from hub.connectors.breaker import Breaker, BreakerRules
from hub.connectors.http import AgencyHttp
from hub.connectors.instance import Instance, Limits
from hub.connectors.kind import Parts, manifest_of
from hub.connectors.peerhub import prepare
from hub.connectors.peerhub.connector import HubConnector
from hub.domain.caller import Caller, Role
from hub.domain.directory import Directory
from hub.domain.exchange import Idempotency
from hub.resolvers.contexts import Contexts
from hub.resolvers.schema import build as build_schema
from hub.store import cases, credentials
from hub.web.app import web_app
from hub.web.options import WebOptions
from hub.web.ports import Parts as DoorParts
from tests.connectors.samples import Hands
from tests.harness import Hub, hub_on, shipped

CHANNEL = "open311"  # any that the reference data know; every tier is a portal to the one above
REPORTERS = Caller("portal", "Portal", Role.PORTAL, channel="lapornurani")
PROVINCE = "62.pupr"  # owns roads of the province: the case of these tests
ROAD: dict[str, Any] = {
    "title": "Jalan lintas provinsi berlubang",
    "body": "Jalan lintas provinsi di kilometer 12 berlubang besar. Telepon saya 0812-3456-7890.",
    "topic": "jalan-lintas.provinsi",
}


class Lossy(httpx.AsyncBaseTransport):
    """The way to a peer: everything arrives; of the next `lost` calls the answer does not."""

    def __init__(self, app: Any) -> None:
        self._inner, self.lost = httpx.ASGITransport(app=app), 0
        self.asked: list[str] = []  # documents

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """One call."""
        self.asked.append(json.loads(await request.aread())["query"])
        answer = await self._inner.handle_async_request(request)
        if self.lost:
            self.lost -= 1
            raise httpx.ReadError("cut")
        return answer


@dataclass
class Tier:
    """One hub of the chain."""

    name: str
    hub: Hub
    app: Any

    async def key(self, caller: Caller) -> str:
        """A new credential here."""
        secret, bounds = token_bytes(32), {"agency": caller.agency, "region": caller.region}
        return await self.hub.tools.db.write(
            lambda conn: credentials.issue(
                conn, caller.name, caller.role, **bounds, channel=caller.channel, secret=secret,
                id=f"{caller.role.value.lower()}{secret.hex()[:8]}", now=self.hub.now(),
            )
        )  # fmt: skip

    async def count(self) -> int:
        """How many cases it has."""
        async with self.hub.tools.db.reading() as conn:
            return await cases.count(conn)

    async def connect(
        self,
        above: "Tier",
        name: str,
        peer_id: str | None = None,
        role: Role = Role.PEER,
        api_key: str | None = None,
    ) -> Lossy:
        """Give this hub an instance `name` that is the hub `above`; the way there, to be disturbed."""
        caller = Caller(f"hub-{self.name}", f"Hub {self.name}", role, channel=CHANNEL)
        way, key = Lossy(above.app), api_key or await above.key(caller)
        found = connector(name, peer_id or above.name, key, way, self.hub)
        self.hub.agencies.systems[name] = found  # type: ignore[assignment]
        return way

    def routed(self, owners: Mapping[str, str | None]) -> None:
        """Change where agencies work: agency -> instance."""
        self.hub.tools = replace(self.hub.tools, directory=lambda: rerouted(owners))
        self.hub.services = build_services(self.hub.tools, self.hub.services.lookup.live)


def connector(name: str, peer_id: str, api_key: str, way: httpx.AsyncBaseTransport, hub: Hub) -> HubConnector:
    """A real connector of the kind, over a transport of the test's own."""
    instance = Instance(
        name=name, kind="hub", agency="62.diskominfo", zone="Asia/Jakarta", source="",
        idempotency=Idempotency.KEY, maturity=3, base_url="http://127.0.0.1",
    )  # fmt: skip
    prepared = prepare(instance, {"hub": {"id": peer_id}}, None)  # type: ignore[arg-type]
    ticks = Hands()
    proof = Fixed({"Authorization": f"Bearer {api_key}"})
    http = AgencyHttp("http://127.0.0.1", Limits(), proof, Breaker(BreakerRules(), ticks), ticks, way)
    parts = Parts(instance, manifest_of(instance, prepared, active=True), http, hub.now, None)
    found = prepared.build(parts)
    assert isinstance(found, HubConnector)
    return found


def rerouted(owners: Mapping[str, str | None]) -> Directory:
    """The shipped reference data with other systems behind some agencies."""
    agencies = dict(shipped().agencies)
    for code, system in owners.items():
        agencies[code] = replace(agencies[code], connector=system, external_id=None)
    return replace(shipped(), agencies=agencies)


@asynccontextmanager
async def tiers(template: Path, folder: Path, names: Sequence[str]) -> AsyncIterator[list[Tier]]:
    """One hub per name, each on an SQLite file of its own."""
    async with AsyncExitStack() as stack:
        found = []
        for seed, name in enumerate(names, start=1):
            file = folder / f"{name}.db"
            shutil.copy(template, file)
            hub = await stack.enter_async_context(hub_on(f"sqlite+aiosqlite:///{file}", seed))
            hub.tools = replace(hub.tools, hub_id=name)
            hub.services = build_services(hub.tools, hub.services.lookup.live)
            found.append(Tier(name, hub, application(hub)))
        yield found


def application(hub: Hub) -> Any:
    """The hub's doors, as they are at the moment of each request."""
    options = WebOptions("production")

    async def app(scope: Any, receive: Any, send: Any) -> None:
        contexts = Contexts(hub.services, hub.cursors, hub.tools.new_id)
        parts = DoorParts(
            schema, contexts, hub.services.authentication, hub.services.inbox, lambda: token_bytes(24).hex()
        )
        await web_app(options, parts)(scope, receive, send)

    schema = build_schema()
    return app
