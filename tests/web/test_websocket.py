"""The socket door, spoken to with a foreign client library: what one socket carries, and for whom."""

import asyncio
from dataclasses import replace

import pytest

from hub.web.options import Limits
from tests.web.running import (
    BEARER,
    DEVELOPMENT,
    LISTENING,
    OFFICER_KEY,
    PORTAL_KEY,
    Site,
    running,
    until,
)
from tests.web.sockets import SILENCE, hear, say, socket


async def test_a_subscription_runs_to_its_end(site: Site) -> None:
    async with socket(site) as client:
        await say(
            client, id="1", type="subscribe", payload={"query": "subscription { ticks(upto: 2) { number } }"}
        )

        assert [await hear(client) for _ in range(3)] == [
            {"id": "1", "type": "next", "payload": {"data": {"ticks": {"number": 1}}}},
            {"id": "1", "type": "next", "payload": {"data": {"ticks": {"number": 2}}}},
            {"id": "1", "type": "complete"},
        ]


async def test_queries_and_mutations_run_on_a_socket_too(site: Site) -> None:
    async with socket(site) as client:
        query = {"query": "query ($n: String!) { greet(name: $n) }", "variables": {"n": "Bumi"}}
        await say(client, id="q", type="subscribe", payload=query)
        assert (await hear(client))["payload"] == {"data": {"greet": "Halo Bumi"}}
        assert (await hear(client)) == {"id": "q", "type": "complete"}
        await say(client, id="m", type="subscribe", payload={"query": 'mutation { note(text: "a") }'})
        assert (await hear(client))["payload"] == {"data": {"note": "a"}}


async def test_what_can_not_run_is_an_error_message_and_the_socket_stays(site: Site) -> None:
    async with socket(site) as client:
        for number, query in enumerate(["{", "{ nothing }", "subscription { nothing }"]):
            await say(client, id=str(number), type="subscribe", payload={"query": query})
            reply = await hear(client)
            assert (reply["type"], reply["id"]) == ("error", str(number))
            assert reply["payload"][0]["message"]
        await say(client, id="0", type="subscribe", payload={"query": "{ greet }"})
        assert (await hear(client))["type"] == "next"


async def test_a_subscription_that_fails_in_the_middle_says_so_and_ends(site: Site) -> None:
    async with socket(site) as client:
        await say(client, id="1", type="subscribe", payload={"query": "subscription { stumble { number } }"})
        first, second = await hear(client), await hear(client)

    assert first["payload"] == {"data": {"stumble": {"number": 1}}}
    assert second["type"] == "error"


async def test_a_completed_operation_is_silent_and_its_id_free_again(site: Site) -> None:
    async with socket(site) as client:
        await say(client, id="1", type="subscribe", payload=SILENCE)
        await until(lambda: bool(LISTENING))
        await say(client, id="1", type="complete")
        await say(client, id="1", type="subscribe", payload={"query": "{ greet }"})

        assert (await hear(client))["payload"] == {"data": {"greet": "Halo dunia"}}
        await until(lambda: not LISTENING)


async def test_operations_end_when_the_client_leaves(site: Site) -> None:
    async with socket(site) as client:
        await say(client, id="1", type="subscribe", payload=SILENCE)
        await until(lambda: bool(LISTENING))

    await until(lambda: not LISTENING)


async def test_ping_is_answered_with_its_payload(site: Site) -> None:
    async with socket(site, welcome=False) as client:
        await say(client, type="ping", payload={"n": 1})
        assert await hear(client) == {"type": "pong", "payload": {"n": 1}}
        await say(client, type="pong")
        await say(client, type="ping")
        assert await hear(client) == {"type": "pong"}


async def test_a_welcomed_socket_outlives_the_wait_for_the_welcome() -> None:
    async with running(replace(DEVELOPMENT, limits=Limits(init_wait_s=0.1))) as site, socket(site) as client:
        await asyncio.sleep(0.15)
        await say(client, type="ping")
        assert await hear(client) == {"type": "pong"}


@pytest.mark.parametrize(
    "payload",
    [{"apiKey": OFFICER_KEY}, {"Authorization": f"Bearer {OFFICER_KEY}"}, {"x-api-key": OFFICER_KEY}],
)
async def test_the_payload_of_connection_init_names_the_caller(site: Site, payload: dict[str, str]) -> None:
    async with socket(site, welcome=False, additional_headers=BEARER) as client:
        await say(client, type="connection_init", payload=payload)
        await hear(client)
        await say(client, id="1", type="subscribe", payload={"query": "{ me }"})
        assert (await hear(client))["payload"] == {"data": {"me": "officer-1"}}


async def test_without_a_payload_the_headers_of_the_handshake_count(site: Site) -> None:
    async with socket(site, additional_headers={"X-API-Key": PORTAL_KEY}) as client:
        await say(client, id="1", type="subscribe", payload={"query": "{ me }"})
        assert (await hear(client))["payload"] == {"data": {"me": "portal-1"}}


async def test_a_socket_carries_twenty_operations(site: Site) -> None:
    async with socket(site) as client:
        for number in range(20):
            await say(client, id=str(number), type="subscribe", payload=SILENCE)
        await say(client, id="one too many", type="subscribe", payload=SILENCE)
        reply = await hear(client)
        assert (reply["type"], reply["id"]) == ("error", "one too many")
        assert reply["payload"][0]["extensions"]["code"] == "TOO_MANY_OPERATIONS"
        await say(client, id="3", type="complete")
        await say(client, id="now", type="subscribe", payload={"query": "{ greet }"})
        assert (await hear(client))["type"] == "next"


async def test_pages_of_listed_and_own_origins_may_open_sockets() -> None:
    async with running(replace(DEVELOPMENT, origins=("https://portal.example",))) as site:
        for origin in ("https://PORTAL.example:443", site.url):
            async with socket(site, additional_headers={"origin": origin}):
                pass
