"""A foreign WebSocket client, and the few words of the protocol the tests speak."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.web.running import Site

PROTOCOL = Subprotocol("graphql-transport-ws")
SILENCE = {"query": "subscription { silence { number } }"}


@asynccontextmanager
async def socket(site: Site, welcome: bool = True, **options: Any) -> AsyncIterator[ClientConnection]:
    async with connect(site.socket_url, subprotocols=[PROTOCOL], **options) as client:
        if welcome:
            await say(client, type="connection_init")
            assert await hear(client) == {"type": "connection_ack"}
        yield client


async def say(client: ClientConnection, **message: object) -> None:
    await client.send(json.dumps(message))


async def hear(client: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(2):
        return dict(json.loads(await client.recv()))


async def closing(client: ClientConnection) -> tuple[int, str]:
    async with asyncio.timeout(2):
        with suppress(ConnectionClosed):
            async for _ in client:
                pass
    return client.close_code or 0, client.close_reason or ""
