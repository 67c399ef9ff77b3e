"""Every way to lose a socket, or never to get one."""

import asyncio
from dataclasses import replace

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from hub.web.options import Limits
from tests.web.running import (
    BEARER,
    DEVELOPMENT,
    LISTENING,
    PORTAL_KEY,
    PRODUCTION,
    Site,
    running,
    until,
)
from tests.web.sockets import PROTOCOL, SILENCE, closing, say, socket


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


async def test_another_subprotocol_closes_with_4406(site: Site) -> None:
    async with connect(site.socket_url, subprotocols=None) as client:
        assert (await closing(client))[0] == 4406


async def test_a_message_over_32_kib_closes_with_1009(site: Site) -> None:
    async with socket(site) as client:
        await say(client, type="ping", payload={"text": "a" * 33_000})
        assert (await closing(client))[0] == 1009


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
