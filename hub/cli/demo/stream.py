"""A real subscription: `graphql-transport-ws` from a cursor, taken up again where it broke off."""

import asyncio
from collections.abc import AsyncGenerator

import msgspec
from msgspec import Struct
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from hub.cli.demo.answers import Followed, Happened
from hub.cli.demo.client import Trouble
from hub.cli.demo.documents import FOLLOW

PROTOCOL = Subprotocol("graphql-transport-ws")
PAUSE_S = 0.3


class _Payload(Struct):
    data: Followed | None = None


class _Message(Struct):
    type: str
    payload: msgspec.Raw = msgspec.Raw(b"null")


async def follow(host: str, port: int, api_key: str, after: str) -> AsyncGenerator[Happened, None]:
    """Everything that happens behind the cursor, without end.

    Raises:
        Trouble: the hub ended the subscription.
        OSError: the hub is gone.
    """
    url, cursor = f"ws://{host}:{port}/graphql", after
    while True:
        async with connect(url, subprotocols=[PROTOCOL], proxy=None, close_timeout=1) as socket:
            try:
                await _open(socket, api_key, cursor)
                async for text in socket:
                    event = _event(text)
                    if event is not None:
                        yield event
                        cursor = event.cursor
            except ConnectionClosed:
                pass
        await asyncio.sleep(PAUSE_S)


async def _open(socket: ClientConnection, api_key: str, after: str) -> None:
    await _send(socket, {"type": "connection_init", "payload": {"apiKey": api_key}})
    if msgspec.json.decode(await socket.recv(), type=_Message).type != "connection_ack":
        raise Trouble("the hub does not welcome the subscriber")
    payload = {"query": FOLLOW, "variables": {"after": after}}
    await _send(socket, {"id": "1", "type": "subscribe", "payload": payload})


async def _send(socket: ClientConnection, message: dict[str, object]) -> None:
    await socket.send(msgspec.json.encode(message).decode())


def _event(text: str | bytes) -> Happened | None:
    message = msgspec.json.decode(text, type=_Message)
    if message.type in ("error", "complete"):
        raise Trouble(f"the hub ended the subscription: {bytes(message.payload).decode()[:300]}")
    if message.type != "next":
        return None
    data = msgspec.json.decode(message.payload, type=_Payload).data
    if data is None:
        raise Trouble(f"the subscription failed: {bytes(message.payload).decode()[:300]}")
    return data.case_events
