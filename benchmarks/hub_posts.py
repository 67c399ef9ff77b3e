"""The hub on posts: its own doors, keys, limits, figures and engine, over a schema of two types.

`python -m benchmarks.hub_posts PORT UPSTREAM` takes its settings from the environment, as `hub serve` does;
its database must be at this release. Only the schema is another one than the hub's.
"""

import asyncio
import os
import secrets
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import msgspec
import strawberry
import uvicorn
import uvloop
from msgspec import Struct

from benchmarks.posts.data import GREETING
from benchmarks.servers import HOST
from hub.app.building import Hub, settings_of
from hub.app.identifiers import new_id
from hub.app.roles import opened
from hub.casework.sealing import CursorSeal
from hub.connectors.breaker import Breaker, BreakerRules
from hub.connectors.credential import Fixed
from hub.connectors.http import AgencyHttp
from hub.connectors.instance import Limits as PeerLimits
from hub.domain.caller import Caller, Scope
from hub.resolvers.batches import Batch
from hub.resolvers.context import Context
from hub.resolvers.info import Info
from hub.resolvers.schema import HubSchema, Served
from hub.schema.fields import column, nested, operation
from hub.schema.limits import Limits
from hub.schema.policy import any_of
from hub.web.app import web_app
from hub.web.options import Limits as WebLimits
from hub.web.options import WebOptions
from hub.web.ports import Parts
from hub.web.serve import config

AT_ONCE = 256  # calls to the upstream
POLICY = {
    "Query.posts": any_of(Scope.CASES_READ),
    "Query.greet": any_of(Scope.REFERENCE_READ),
    "Post.*": any_of(Scope.CASES_READ),
    "User.*": any_of(Scope.CASES_READ),
}


class PostRead(Struct, rename="camel"):
    """A post as the upstream tells it, and as the engine takes it; other fields are not even decoded."""

    id: int
    user_id: int
    title: str


class UserRead(Struct):
    """A user, likewise."""

    id: int
    name: str
    email: str


POSTS = msgspec.json.Decoder(list[PostRead])
USERS = msgspec.json.Decoder(list[UserRead])


@strawberry.type(description="Who writes (warga).")
class User:
    """A user."""

    id: int = column("user.id", "Number (nomor).")
    name: str = column("user.name", "Name (nama).")
    email: str = column("user.email", "Address (surel).")


@strawberry.type(description="What is written (kiriman).")
class Post:
    """A post."""

    id: int = column("post.id", "Number (nomor).")
    user_id: int = column("post.userId", "Number of the user (nomor warga).")
    title: str = column("post.title", "Title (judul).")
    user: User = nested("user of post", "Who wrote it (warga).")


@strawberry.type(name="Query", description="Everything that is read (kueri).")
class Query:
    """The root."""

    @operation("All posts (kiriman).", rows=100)
    async def posts(self, info: Info) -> list[Post]:
        return cast("list[Post]", await info.context.whole.all("posts", (None,)))

    @operation("A greeting (salam).")
    def greet(self) -> str:
        return GREETING


@dataclass(frozen=True, slots=True)
class Upstream:
    """The REST server, through the hub's own seam: deadline, breaker, byte cap, connections of its own."""

    http: AgencyHttp

    async def posts(self, *_: object) -> Sequence[PostRead]:
        """All of them, in one call."""
        reply = await self.http.get("/posts", op="posts")
        return POSTS.decode(reply.body)

    async def users(self, _: Context, posts: Sequence[PostRead], __: object) -> Sequence[UserRead]:
        """The user of each post, each user read once."""
        asked = "&".join(f"id={number}" for number in dict.fromkeys(post.user_id for post in posts))
        reply = await self.http.get(f"/users?{asked}", op="users")
        found = {one.id: one for one in USERS.decode(reply.body)}
        return [found[post.user_id] for post in posts]


def loaders(upstream: Upstream) -> "Mapping[str, Batch[Context]]":
    """What the fields of the schema are read with."""
    return {"posts": upstream.posts, "user of post": upstream.users}


def schema() -> HubSchema:
    """The posts under the hub's reader, limits, policy check and engine."""
    served = Served(Query, None, None, POLICY)
    return HubSchema(Limits(), open_introspection=False, served=served)


def contexts(hub: Hub, functions: "Mapping[str, Batch[Context]]") -> Callable[[Caller], Context]:
    """Makes the context of every operation."""
    seal = CursorSeal(hub.keys.cursor_key, "posts")

    def context(caller: Caller) -> Context:
        services = hub.services
        return Context(caller, services, services.directory(), services.clock(), seal, new_id, functions)

    return context


def application(hub: Hub, http: AgencyHttp) -> Any:
    """The hub's doors over the schema of posts."""
    options = WebOptions(limits=WebLimits(share_s=hub.settings.share_reads_s))
    parts = Parts(
        engine=schema(),
        open_context=contexts(hub, loaders(Upstream(http))),
        keys=hub.services.authentication,
        inbox=hub.services.inbox,
        new_token=secrets.token_urlsafe,
        metrics=hub.metrics,
        gauges=hub.services.gauging.read,
        changes=lambda: hub.db.changed.count,
    )
    return web_app(options, parts)


def peer(address: str) -> AgencyHttp:
    """The upstream as a peer of the hub."""
    limits = PeerLimits(connections=AT_ONCE, concurrency=AT_ONCE)
    breaker = Breaker(BreakerRules(), time.monotonic)
    return AgencyHttp(address, limits, Fixed({}), breaker, time.monotonic)


async def serve(port: int, upstream: str) -> None:
    """Until told to stop."""
    http = peer(upstream)
    async with opened(settings_of(os.environ), migrates=False) as hub:
        try:
            await uvicorn.Server(config(application(hub, http), HOST, port)).serve()
        finally:
            await http.aclose()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(int(sys.argv[1]), sys.argv[2]))
