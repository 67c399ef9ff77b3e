"""The whole hub behind its real doors, on loopback: real store, rules and schema; agencies in memory."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from secrets import token_bytes

import httpx

from hub.domain.caller import Caller
from hub.resolvers.contexts import Contexts
from hub.resolvers.schema import build
from hub.store import credentials
from hub.web.app import web_app
from hub.web.metrics import Metrics
from hub.web.options import WebOptions
from hub.web.ports import Parts
from tests.harness import Hub, hub_on
from tests.web.running import listening


@dataclass
class Whole:
    """A running hub, its address and a client for it."""

    hub: Hub
    url: str
    client: httpx.AsyncClient
    issued: Iterator[int] = field(default_factory=count)

    @property
    def socket_url(self) -> str:
        """Address of the WebSocket door."""
        return self.url.replace("http", "ws", 1) + "/graphql"

    async def key(self, caller: Caller) -> str:
        """A new credential with the bounds of the caller."""

        async def issue(conn: object) -> str:
            return await credentials.issue(
                conn,  # type: ignore[arg-type]
                name=caller.name,
                role=caller.role,
                agency=caller.agency,
                channel=caller.channel,
                region=caller.region,
                secret=token_bytes(32),
                id=f"{caller.subject.replace('-', '')}{next(self.issued)}",
                now=self.hub.now(),
            )

        return await self.hub.tools.db.write(issue)

    async def ask(self, query: str, api_key: str | None = None, **variables: object) -> httpx.Response:
        """POST an operation."""
        headers = {"accept": "application/graphql-response+json"}
        if api_key is not None:
            headers["authorization"] = f"Bearer {api_key}"
        return await self.client.post(
            "/graphql", json={"query": query, "variables": variables}, headers=headers
        )


@asynccontextmanager
async def whole(database_url: str, options: WebOptions) -> AsyncIterator[Whole]:
    """The hub on a migrated database, served."""
    async with hub_on(database_url) as hub:
        numbers = count(1)
        contexts = Contexts(hub.services, hub.cursors, lambda: f"error-{next(numbers)}")
        engine = build(open_introspection=options.development)
        parts = Parts(
            engine,
            contexts,
            hub.services.authentication,
            hub.services.inbox,
            lambda: token_bytes(24).hex(),
            reports=hub.services.reports,
            metrics=Metrics(),
            gauges=hub.services.gauging.read,
            counted=engine.engine.counted,
            changes=lambda: hub.tools.db.changed.count,
        )
        async with (
            listening(web_app(options, parts)) as url,
            httpx.AsyncClient(base_url=url, timeout=10) as client,
        ):
            yield Whole(hub, url, client)
