"""The socket door, spoken to with a foreign client library: every close code, and what one socket carries."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from hub.web.options import Limits
from tests.web.running import (
    BEARER,
    DEVELOPMENT,
    LISTENING,
    OFFICER_KEY,
    PORTAL_KEY,
    PRODUCTION,
    Site,
    running,
    until,
)

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


@pytest.mark.parametrize(
    "message",
    [
        "{",
        "[]",
        "null",
        "7",
        '"text"',
        "{}",
        '{"type": "unheard"}',
        '{"type": "subscribe", "payload": {"query": "{ greet }"}}',
        '{"type": "subscribe", "id": 7, "payload": {"query": "{ greet }"}}',
        '{"type": "subscribe", "id": "", "payload": {"query": "{ greet }"}}',
        '{"type": "subscribe", "id": "1"}',
        '{"type": "subscribe", "id": "1", "payload": {"query": 7}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": "{ greet }", "variables": []}}',
        '{"type": "complete"}',
        '{"a":' * 40 + "1" + "}" * 40,
        '{"type": "ping", "payload": {"a": "\\u0000"}}',
        b'{"type": "ping"}',
    ],
)
async def test_a_malformed_message_closes_with_4400(site: Site, message: str | bytes) -> None:
    async with socket(site) as client:
        await client.send(message)
        code, reason = await closing(client)

    assert code == 4400
    assert reason


async def test_a_payload_of_connection_init_that_is_no_object_closes_with_4400(site: Site) -> None:
    async with socket(site, welcome=False) as client:
        await say(client, type="connection_init", payload=["no"])
        assert (await closing(client))[0] == 4400


async def test_an_operation_before_the_welcome_closes_with_4401(site: Site) -> None:
    async with socket(site, welcome=False) as client:
        await say(client, id="1", type="subscribe", payload={"query": "{ greet }"})
        assert await closing(client) == (4401, "Unauthorized")


async def test_a_second_initialisation_closes_with_4429(site: Site) -> None:
    async with socket(site) as client:
        await say(client, type="connection_init")
        assert await closing(client) == (4429, "Too many initialisation requests")


async def test_an_id_that_is_in_use_closes_with_4409(site: Site) -> None:
    async with socket(site) as client:
        await say(client, id="x", type="subscribe", payload=SILENCE)
        await say(client, id="x", type="subscribe", payload=SILENCE)
        assert await closing(client) == (4409, "Subscriber for x already exists")


async def test_silence_after_the_handshake_closes_with_4408() -> None:
    async with (
        running(replace(DEVELOPMENT, limits=Limits(init_wait_s=0.05))) as site,
        socket(site, welcome=False) as client,
    ):
        assert await closing(client) == (4408, "Connection initialisation timeout")


async def test_a_welcomed_socket_outlives_the_wait_for_the_welcome() -> None:
    async with running(replace(DEVELOPMENT, limits=Limits(init_wait_s=0.1))) as site, socket(site) as client:
        await asyncio.sleep(0.15)
        await say(client, type="ping")
        assert await hear(client) == {"type": "pong"}


async def test_another_subprotocol_closes_with_4406(site: Site) -> None:
    async with connect(site.socket_url, subprotocols=None) as client:
        assert (await closing(client))[0] == 4406


async def test_a_message_over_32_kib_closes_with_1009(site: Site) -> None:
    async with socket(site) as client:
        await say(client, type="ping", payload={"text": "a" * 33_000})
        assert (await closing(client))[0] == 1009


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


@pytest.mark.parametrize(
    "payload", [{"apiKey": "hub_nobody"}, {"Authorization": "Basic YTpi"}, {"apiKey": ""}]
)
async def test_an_unknown_key_closes_with_4403(site: Site, payload: dict[str, str]) -> None:
    async with socket(site, welcome=False) as client:
        await say(client, type="connection_init", payload=payload)
        assert await closing(client) == (4403, "Forbidden")


async def test_a_store_that_can_not_be_asked_closes_with_1013() -> None:
    async with running() as site, socket(site, welcome=False) as client:
        site.keys.broken = True
        await say(client, type="connection_init", payload={"apiKey": PORTAL_KEY})
        assert (await closing(client))[0] == 1013


async def test_a_revoked_key_loses_its_open_sockets() -> None:
    limits = Limits(recheck_s=0.05)
    async with (
        running(replace(PRODUCTION, limits=limits)) as site,
        socket(site, additional_headers=BEARER) as client,
    ):
        await say(client, id="1", type="subscribe", payload=SILENCE)
        await until(lambda: bool(LISTENING))
        del site.keys.known[PORTAL_KEY]

        assert await closing(client) == (4403, "Forbidden")
        await until(lambda: not LISTENING)


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


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://other.example"}, 403),
        ({"origin": "null"}, 403),
        ({"authorization": "Bearer hub_nobody"}, 401),
    ],
)
async def test_a_handshake_that_is_not_wanted_gets_a_status_instead_of_a_socket(
    site: Site, headers: dict[str, str], status: int
) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await connect(site.socket_url, subprotocols=[PROTOCOL], additional_headers=headers)

    assert refused.value.response.status_code == status


async def test_pages_of_listed_and_own_origins_may_open_sockets() -> None:
    async with running(replace(DEVELOPMENT, origins=("https://portal.example",))) as site:
        for origin in ("https://PORTAL.example:443", site.url):
            async with socket(site, additional_headers={"origin": origin}):
                pass


async def test_one_address_holds_a_bounded_number_of_sockets_that_say_nothing() -> None:
    options = replace(DEVELOPMENT, limits=Limits(waiting_per_client=2))
    async with (
        running(options) as site,
        socket(site),
        socket(site),
        socket(site),
    ):  # welcomed ones don't count
        async with socket(site, welcome=False), socket(site, welcome=False):
            with pytest.raises(InvalidStatus) as refused:
                await connect(site.socket_url, subprotocols=[PROTOCOL])
            assert refused.value.response.status_code == 429
        await asyncio.sleep(0.05)
        async with socket(site):
            pass
