"""The published workload: its upstream, its right answers, and the hub's own part in it."""

import asyncio
import re

import httpx
import orjson
import pytest

from benchmarks.hub_posts import POLICY, schema
from benchmarks.posts.data import POSTS, USERS, all_posts, users
from benchmarks.posts.questions import QUESTIONS, answers
from benchmarks.posts.upstream import Connection, Upstream, body_of
from benchmarks.servers import HOST, free_port
from hub.engine.compiling import Compiled


def test_there_are_100_posts_of_10_users_and_every_post_has_one() -> None:
    posts = orjson.loads(all_posts())

    assert [one["id"] for one in posts] == list(range(1, POSTS + 1))
    assert {one["userId"] for one in posts} == set(range(1, USERS + 1))


def test_users_are_read_by_number_each_once_and_unknown_ones_left_out() -> None:
    found = orjson.loads(body_of("/users?id=2&id=1&id=2&id=99") or b"")

    assert [one["id"] for one in found] == [1, 2]
    assert body_of("/users/3") == orjson.dumps(orjson.loads(users([3]))[0])
    assert len(orjson.loads(body_of("/users") or b"")) == USERS
    assert body_of("/users/99") is body_of("/nothing") is None


async def test_the_upstream_answers_over_one_connection_and_counts() -> None:
    upstream, port = Upstream(), free_port()
    server = await asyncio.get_running_loop().create_server(lambda: Connection(upstream), HOST, port)
    async with server, httpx.AsyncClient(base_url=f"http://{HOST}:{port}") as client:
        assert (await client.get("/posts")).content == all_posts()
        assert (await client.get("/nothing")).status_code == 404
        assert (await client.get("/posts")).content == all_posts()
        assert (await client.get("/calls")).json() == 3
        assert (await client.get("/calls")).json() == 3


def test_the_right_answer_joins_each_post_with_its_user() -> None:
    data = orjson.loads(answers()[QUESTIONS["headline"].bodies[0].encode()])["data"]

    assert len(data["posts"]) == POSTS
    assert all(one["user"]["id"] == one["userId"] for one in data["posts"])


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_hub_has_a_plan_for_every_question(name: str) -> None:
    served = schema()
    query = re.sub("@+", "0f", orjson.loads(QUESTIONS[name].bodies[0])["query"])

    reading = served.reader.read(query, None)

    assert isinstance(served.engine.plan(reading.asked, {}), Compiled)


def test_every_field_of_the_small_schema_has_a_rule() -> None:
    fields = {f"{kind}.*" for kind in ("Post", "User")} | {"Query.posts", "Query.greet"}

    assert set(POLICY) == fields
    assert all(POLICY.values())
