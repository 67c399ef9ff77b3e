"""Ariadne on posts, as its documentation shows it. `python ariadne_posts.py PORT UPSTREAM GREETING`

Runs in the benchmark's own environment: nothing of the hub can be imported here.
"""

import sys
from typing import Any

import httpx
import uvicorn
from aiodataloader import DataLoader
from ariadne import ObjectType, QueryType, make_executable_schema
from ariadne.asgi import GraphQL

PORT, UPSTREAM, GREETING = sys.argv[1:]
TYPES = """
type User { id: Int! name: String! email: String! }
type Post { id: Int! userId: Int! title: String! user: User! }
type Query { posts: [Post!]! greet: String! }
"""
query, post = QueryType(), ObjectType("Post")
http = httpx.AsyncClient(base_url=UPSTREAM, timeout=30)


@query.field("greet")
def greet(*_: Any) -> str:
    """A constant."""
    return GREETING


@query.field("posts")
async def posts(*_: Any) -> Any:
    """All of them."""
    return (await http.get("/posts")).json()


@post.field("user")
async def user(found: Any, info: Any) -> Any:
    """Whose it is, in one call for all."""
    return await info.context["users"].load(found["userId"])


async def users(ids: list[int]) -> list[Any]:
    """The loader's function."""
    found = {one["id"]: one for one in (await http.get("/users", params={"id": ids})).json()}
    return [found[number] for number in ids]


def context(request: Any, _: Any = None) -> dict[str, Any]:
    """A fresh loader for every request."""
    return {"request": request, "users": DataLoader(users)}


if __name__ == "__main__":
    app = GraphQL(make_executable_schema(TYPES, query, post), context_value=context)
    uvicorn.run(app, port=int(PORT), access_log=False, log_level="warning")
