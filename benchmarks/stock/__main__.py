"""`python -m benchmarks.stock DATABASE_URL PORT`: serve the rival from a filled database."""

import hashlib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_sessionmaker
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from strawberry.asgi import GraphQL

from benchmarks.stock.context import Context, context
from benchmarks.stock.engine import engine_for
from benchmarks.stock.models import Key
from benchmarks.stock.schema import schema


class Served(GraphQL[Context, None]):
    """Strawberry's view; the request's session is opened around it."""

    channels: dict[bytes, str]

    async def get_context(self, request: Any, response: Any) -> Context:
        """Who asks, and the session of this request."""
        key = request.headers["authorization"].removeprefix("Bearer ")
        channel = self.channels[hashlib.sha256(key.encode()).digest()]
        return context(request.scope["session"], channel)


def application(url: str) -> Starlette:
    """The whole server."""
    engine = engine_for(url)
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    view = Served(schema)

    async def graphql(scope: Scope, receive: Receive, send: Send) -> None:
        async with sessions() as session:
            scope["session"] = session
            await view(scope, receive, send)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with sessions() as session:
            view.channels = {key.secret_hash: key.channel for key in await session.scalars(select(Key))}
        yield
        await engine.dispose()

    async def ready(_: Request) -> PlainTextResponse:
        return PlainTextResponse("ok")

    app = Starlette(routes=[Route("/readyz", ready)], lifespan=lifespan)
    app.mount("/", graphql)
    return app


def main() -> None:
    """Serve until told to stop. The access log is off: it is of the hub, too."""
    url, port = sys.argv[1:]
    uvicorn.run(application(url), port=int(port), access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
