"""The rival on posts: Strawberry, httpx and a DataLoader as their documentation shows them.

`python -m benchmarks.stock.posts PORT UPSTREAM`
"""

import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import strawberry
import uvicorn
from starlette.applications import Starlette
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import SchemaExtension

from benchmarks.posts.data import GREETING

USUAL = httpx.Limits(max_connections=100, max_keepalive_connections=20)  # httpx's own


@dataclass
class Context:
    """One request."""

    http: httpx.AsyncClient
    users: "DataLoader[int, User]"


Info = strawberry.Info[Context, None]


@strawberry.type
class User:
    id: int
    name: str
    email: str


@strawberry.type
class Post:
    id: int
    user_id: int
    title: str

    @strawberry.field
    async def user(self, info: Info) -> User:
        return await info.context.users.load(self.user_id)


@strawberry.type
class Query:
    @strawberry.field
    async def posts(self, info: Info) -> list[Post]:
        found = (await info.context.http.get("/posts")).json()
        return [Post(id=one["id"], user_id=one["userId"], title=one["title"]) for one in found]

    @strawberry.field
    def greet(self) -> str:
        return GREETING


class Served(GraphQL[Context, None]):
    """Strawberry's view, with a fresh loader for every request."""

    http: httpx.AsyncClient

    async def get_context(self, request: Any, response: Any) -> Context:
        """What the resolvers get."""

        async def users(ids: Sequence[int]) -> list[User]:
            found = (await self.http.get("/users", params={"id": list(ids)})).json()
            known = {one["id"]: User(id=one["id"], name=one["name"], email=one["email"]) for one in found}
            return [known[number] for number in ids]

        return Context(self.http, DataLoader(load_fn=users))


def application(
    upstream: str,
    limits: httpx.Limits = USUAL,
    extensions: "Sequence[Callable[[], SchemaExtension]]" = (),
) -> Starlette:
    """The whole server; `limits` of the connections to the upstream."""
    view = Served(strawberry.Schema(query=Query, extensions=list(extensions)))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with httpx.AsyncClient(base_url=upstream, timeout=30, limits=limits) as view.http:
            yield

    app = Starlette(lifespan=lifespan)
    app.mount("/graphql", view)
    return app


def main() -> None:
    """Serve until told to stop."""
    port, upstream = sys.argv[1:]
    uvicorn.run(application(upstream), port=int(port), access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
