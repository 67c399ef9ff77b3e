"""One SSE connection for all operations of a client: PUT, GET, POST, DELETE."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest

from hub.web.options import Limits
from tests.web.running import BEARER, DEVELOPMENT, LISTENING, OFFICER_KEY, Site, running, until

TOKEN = "x-graphql-event-stream-token"
SILENCE = "subscription { silence { number } }"
TICKS = "subscription { ticks(upto: 2) { number } }"


async def reserve(site: Site, headers: dict[str, str] | None = None) -> str:
    reply = await site.client.put("/graphql/stream", headers=headers)
    assert reply.status_code == 201
    return reply.text


async def start(
    site: Site, token: str, operation_id: object, query: str = SILENCE, **headers: str
) -> httpx.Response:
    body = {"query": query, "extensions": {"operationId": operation_id}}
    return await site.client.post("/graphql/stream", json=body, headers={TOKEN: token, **headers})


async def stop(site: Site, token: str, operation_id: str) -> httpx.Response:
    return await site.client.delete(f"/graphql/stream?operationId={operation_id}", headers={TOKEN: token})


@asynccontextmanager
async def connected(site: Site, token: str, **headers: str) -> AsyncIterator[AsyncIterator[tuple[str, Any]]]:
    async with site.client.stream("GET", "/graphql/stream", headers={TOKEN: token, **headers}) as reply:
        assert reply.status_code == 200
        yield heard(reply)


async def heard(reply: httpx.Response) -> AsyncIterator[tuple[str, Any]]:
    name = ""
    async for line in reply.aiter_lines():
        if line.startswith("event: "):
            name = line[7:]
        if line.startswith("data: "):
            yield name, json.loads(line[6:])


async def next_of(events: AsyncIterator[tuple[str, Any]]) -> tuple[str, Any]:
    async with asyncio.timeout(2):
        return await anext(events)


async def test_operations_share_one_stream_and_carry_their_id(site: Site) -> None:
    token = await reserve(site)
    async with connected(site, token) as events:
        assert (await start(site, token, "a", TICKS)).status_code == 202
        assert await next_of(events) == ("next", {"id": "a", "payload": {"data": {"ticks": {"number": 1}}}})
        assert await next_of(events) == ("next", {"id": "a", "payload": {"data": {"ticks": {"number": 2}}}})
        assert await next_of(events) == ("complete", {"id": "a"})
        await start(site, token, "b", "{ greet }")
        assert await next_of(events) == ("next", {"id": "b", "payload": {"data": {"greet": "Halo dunia"}}})


async def test_an_operation_may_be_started_before_the_stream_is_opened(site: Site) -> None:
    token = await reserve(site)
    await start(site, token, "early", "{ greet }")
    await start(site, token, "stopped")
    await stop(site, token, "stopped")

    async with connected(site, token) as events:
        assert (await next_of(events))[1]["id"] == "early"
        assert await next_of(events) == ("complete", {"id": "early"})
    assert not LISTENING


async def test_delete_ends_an_operation_and_frees_its_id(site: Site) -> None:
    token = await reserve(site)
    async with connected(site, token):
        await start(site, token, "a")
        await until(lambda: bool(LISTENING))
        assert (await start(site, token, "a")).status_code == 409
        assert (await stop(site, token, "a")).status_code == 200
        await until(lambda: not LISTENING)
        assert (await start(site, token, "a")).status_code == 202


async def test_everything_ends_with_the_stream(site: Site) -> None:
    token = await reserve(site)
    async with connected(site, token):
        await start(site, token, "a")
        await until(lambda: bool(LISTENING))

    await until(lambda: not LISTENING)
    assert (await start(site, token, "b")).status_code == 404


async def test_what_can_not_run_is_said_on_the_stream(site: Site) -> None:
    token = await reserve(site)
    async with connected(site, token) as events:
        await start(site, token, "a", "{ nothing }")
        name, data = await next_of(events)
        assert (name, data["id"]) == ("next", "a")
        assert data["payload"]["errors"]
        assert await next_of(events) == ("complete", {"id": "a"})


async def test_a_stream_belongs_to_whoever_reserved_it(site: Site) -> None:
    token = await reserve(site, BEARER)

    assert (await start(site, token, "a")).status_code == 404
    assert (await start(site, token, "a", authorization=f"Bearer {OFFICER_KEY}")).status_code == 404
    assert (await start(site, token, "a", "{ me }", **BEARER)).status_code == 202
    async with connected(site, token) as events:
        assert (await next_of(events))[1]["payload"] == {"data": {"me": "portal-1"}}


async def test_a_token_opens_one_stream_once_also_from_the_address(site: Site) -> None:
    token = await reserve(site)
    async with site.client.stream("GET", f"/graphql/stream?token={token}") as first:
        second = await site.client.get("/graphql/stream", headers={TOKEN: token})
        assert (first.status_code, second.status_code) == (200, 409)
    assert (await site.client.get("/graphql/stream", headers={TOKEN: "token-unknown"})).status_code == 404


@pytest.mark.parametrize("operation_id", [None, "", 7])
async def test_an_operation_needs_an_id(site: Site, operation_id: object) -> None:
    token = await reserve(site)

    assert (await start(site, token, operation_id)).status_code == 400
    assert (await stop(site, token, "")).status_code == 400


async def test_a_reservation_nobody_uses_is_given_up() -> None:
    limits = Limits(reservation_s=0.05, waiting_per_client=1)
    async with running(replace(DEVELOPMENT, limits=limits)) as site:
        token = await reserve(site)
        assert (await site.client.put("/graphql/stream")).status_code == 429
        await asyncio.sleep(0.1)
        assert (await start(site, token, "a")).status_code == 404
        await reserve(site)


async def test_a_stream_carries_twenty_operations(site: Site) -> None:
    token = await reserve(site)
    statuses = [(await start(site, token, str(number))).status_code for number in range(21)]

    assert statuses == [202] * 20 + [429]


async def test_the_protocol_has_four_methods(site: Site) -> None:
    reply = await site.client.request("PATCH", "/graphql/stream", headers={TOKEN: "token-1"})

    assert reply.status_code == 405
    assert reply.headers["allow"] == "GET, POST, PUT, DELETE"
