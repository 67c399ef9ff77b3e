"""The rival: stock Strawberry over WebSocket, its events in memory. `python -m benchmarks.fanout.stock PORT`.

It reads nothing from any store and decides nothing about rights: a POST to `/publish` gives every subscriber
an event through a queue of its own, and Strawberry renders it for each.
"""

import asyncio
import sys
from collections.abc import AsyncGenerator
from datetime import UTC, datetime

import strawberry
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from strawberry.asgi import GraphQL


@strawberry.type
class Case:
    """The case of an event."""

    id: strawberry.ID
    tracking_number: str
    title: str
    status: str
    version: int


@strawberry.type
class Event:
    """What is pushed."""

    id: strawberry.ID
    cursor: str
    sequence: int
    type: str
    actor: str
    status: str
    note: str | None
    occurred_at: datetime
    case: Case


QUEUES: set["asyncio.Queue[Event]"] = set()


@strawberry.type
class Query:
    """GraphQL wants one."""

    ready: bool = True


@strawberry.type
class Subscription:
    """The root of subscriptions."""

    @strawberry.subscription
    async def case_events(self) -> AsyncGenerator[Event, None]:
        """Every event."""
        queue: asyncio.Queue[Event] = asyncio.Queue(256)
        QUEUES.add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            QUEUES.discard(queue)


async def publish(request: Request) -> PlainTextResponse:
    """One event for everybody."""
    number = strawberry.ID("Q2FzZUV2ZW50OjAxOTNmMmE0LTdiMWMtN2QyZS04ZjNhLTRiNWM2ZDdlOGY5MA")
    event = Event(
        id=number,
        cursor="q3Vw0hK2m8Jd5rT9xYbN4cLsQfZaWeUgPiOv7" * 2,
        sequence=1,
        type="SUBMITTED",
        actor="REPORTER",
        status="VERIFIED",
        note=None,
        occurred_at=datetime.now(UTC),
        case=Case(
            id=number,
            tracking_number="H-1234-5678-9ABC",
            title="KTP elektronik belum dicetak",
            status="VERIFIED",
            version=2,
        ),
    )
    for queue in QUEUES:
        queue.put_nowait(event)
    return PlainTextResponse("ok")


async def ready(request: Request) -> PlainTextResponse:
    """It serves."""
    return PlainTextResponse("ok")


def main() -> None:
    """Serve until ended."""
    graphql = GraphQL[None, None](strawberry.Schema(Query, subscription=Subscription))
    app = Starlette(
        routes=[
            Route("/publish", publish, methods=["POST"]),
            Route("/readyz", ready),
            WebSocketRoute("/graphql", graphql),
        ]
    )
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        log_level="error",
        access_log=False,
    )


if __name__ == "__main__":
    main()
