"""Subscriptions over plain HTTP: events, parts, resuming, heartbeats, and their ends."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
import pytest

from hub.web.options import Limits
from tests.web.running import BEARER, DEVELOPMENT, LISTENING, PORTAL_KEY, PRODUCTION, Site, running, until

SSE = {"accept": "text/event-stream"}
MULTIPART = {"accept": 'multipart/mixed;boundary="graphql";subscriptionSpec="1.0",application/json'}
TICKS = {"query": "subscription { ticks(upto: 3) { number } }"}
SILENCE = {"query": "subscription { silence { number } }"}


def events(text: str) -> list[dict[str, str]]:
    """Events as a browser would read them; comments left out."""
    blocks = [block.split("\n") for block in text.split("\n\n") if block]
    pairs = [[line.partition(":") for line in block if not line.startswith(":")] for block in blocks]
    return [{name: value.strip() for name, _, value in block} for block in pairs if block]


@asynccontextmanager
async def listening(site: Site, body: object, headers: dict[str, str]) -> AsyncIterator[httpx.Response]:
    async with site.client.stream("POST", "/graphql", json=body, headers=headers) as reply:
        yield reply


async def test_events_carry_their_cursor_as_id(site: Site) -> None:
    reply = await site.client.post("/graphql", json=TICKS, headers=SSE)

    assert reply.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert reply.headers["cache-control"] == "no-store, no-transform"
    assert events(reply.text) == [
        {"id": "1", "event": "next", "data": '{"data":{"ticks":{"number":1}}}'},
        {"id": "2", "event": "next", "data": '{"data":{"ticks":{"number":2}}}'},
        {"id": "3", "event": "next", "data": '{"data":{"ticks":{"number":3}}}'},
        {"event": "complete", "data": ""},
    ]


async def test_a_reconnecting_client_goes_on_after_the_last_event_it_saw(site: Site) -> None:
    reply = await site.client.post("/graphql", json=TICKS, headers={**SSE, "last-event-id": "2"})

    assert [event.get("id") for event in events(reply.text)] == ["3", None]


async def test_a_browser_s_event_source_subscribes_by_get(site: Site) -> None:
    reply = await site.client.get("/graphql/stream", params=TICKS, headers=SSE)

    assert len(events(reply.text)) == 4


async def test_a_stream_by_get_in_production_needs_a_credential(closed_site: Site) -> None:
    stranger = await closed_site.client.get("/graphql", params=TICKS, headers=SSE)
    portal = await closed_site.client.get("/graphql", params=TICKS, headers={**SSE, **BEARER})

    assert stranger.status_code == 401
    assert len(events(portal.text)) == 4


async def test_what_can_not_run_is_an_event_for_clients_that_take_nothing_else(site: Site) -> None:
    for query in ("{", "{ nothing }", "subscription { nothing }"):
        reply = await site.client.post("/graphql", json={"query": query}, headers=SSE)
        first, last = events(reply.text)
        assert first["event"] == "next"
        assert json.loads(first["data"])["errors"]
        assert last["event"] == "complete"


async def test_a_query_for_a_client_of_both_kinds_is_plain_json(site: Site) -> None:
    reply = await site.ask("{ greet }", {"accept": "text/event-stream, application/json"})

    assert reply.json() == {"data": {"greet": "Halo dunia"}}


async def test_parts_hold_payloads_and_the_stream_is_closed(site: Site) -> None:
    reply = await site.client.post("/graphql", json=TICKS, headers=MULTIPART)
    head, *parts, tail = reply.text.split("\r\n--graphql")

    assert reply.headers["content-type"] == 'multipart/mixed; boundary="graphql"; subscriptionSpec="1.0"'
    assert head == ""
    assert tail == "--\r\n"
    assert [json.loads(part.partition("\r\n\r\n")[2]) for part in parts] == [
        {},
        {"payload": {"data": {"ticks": {"number": 1}}}},
        {"payload": {"data": {"ticks": {"number": 2}}}},
        {"payload": {"data": {"ticks": {"number": 3}}}},
    ]


async def test_a_subscription_that_can_not_run_is_said_beside_an_empty_payload(site: Site) -> None:
    reply = await site.client.post("/graphql", json={"query": "subscription { nothing }"}, headers=MULTIPART)

    assert '{"payload":null,"errors":[{' in reply.text


async def test_a_query_with_multipart_and_json_accepted_is_plain_json(site: Site) -> None:
    reply = await site.ask("{ greet }", MULTIPART)

    assert reply.json() == {"data": {"greet": "Halo dunia"}}


@pytest.mark.parametrize(("headers", "beat"), [(SSE, b":\n\n"), (MULTIPART, b"application/json\r\n\r\n{}")])
async def test_a_quiet_stream_beats(headers: dict[str, str], beat: bytes) -> None:
    limits = Limits(sse_heartbeat_s=0.03, multipart_heartbeat_s=0.03)
    async with (
        running(replace(DEVELOPMENT, limits=limits)) as site,
        listening(site, SILENCE, headers) as reply,
    ):
        seen = b""
        async for chunk in reply.aiter_raw():
            seen += chunk
            if seen.count(beat) == 3:
                break

    assert seen.replace(beat, b"").replace(b"\r\n--graphql\r\ncontent-type: ", b"") == b""


async def test_a_subscription_ends_when_the_client_leaves(site: Site) -> None:
    async with listening(site, SILENCE, SSE):
        await until(lambda: bool(LISTENING))

    await until(lambda: not LISTENING)


async def test_a_revoked_key_loses_its_open_streams() -> None:
    limits = Limits(recheck_s=0.05)
    async with (
        running(replace(PRODUCTION, limits=limits)) as site,
        listening(site, SILENCE, {**SSE, **BEARER}) as reply,
    ):
        await until(lambda: bool(LISTENING))
        del site.keys.known[PORTAL_KEY]
        rest = await reply.aread()

    assert b"event: next" not in rest
    assert not LISTENING


async def test_a_stream_that_fails_in_the_middle_keeps_what_came_before(site: Site) -> None:
    reply = await site.client.post(
        "/graphql", json={"query": "subscription { stumble { number } }"}, headers=SSE
    )
    first, second, last = events(reply.text)

    assert json.loads(first["data"]) == {"data": {"stumble": {"number": 1}}}
    assert json.loads(second["data"])["errors"]
    assert last["event"] == "complete"
