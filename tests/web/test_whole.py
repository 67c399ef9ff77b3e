"""The doors with the real hub behind them."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from tests.harness import ANALYST, PORTAL
from tests.web.running import DEVELOPMENT, PRODUCTION
from tests.web.test_streams import events
from tests.web.whole import Whole, whole

pytestmark = pytest.mark.long

SUBMIT = """mutation ($input: SubmitCaseInput!) {
  submitCase(input: $input) {
    ... on CaseSubmitted { receipt case { trackingNumber } }
    ... on Problem { code field message }
  }
}"""
FOLLOW = "subscription ($after: Cursor) { caseEvents(after: $after) { cursor type sequence } }"
SSE = {"accept": "text/event-stream"}


@pytest.fixture
async def open_hub(sqlite_url: str) -> AsyncIterator[Whole]:
    async with whole(sqlite_url, DEVELOPMENT) as running:
        yield running


@pytest.fixture
async def closed_hub(sqlite_url: str) -> AsyncIterator[Whole]:
    async with whole(sqlite_url, PRODUCTION) as running:
        yield running


def case(number: int) -> dict[str, object]:
    return {
        "idempotencyKey": f"doors-{number:04}",
        "kind": "COMPLAINT",
        "title": "KTP elektronik belum jadi",
        "body": "Sudah tiga bulan KTP elektronik saya belum dicetak.",
        "region": "62.01.02",
        "topic": "kependudukan.ktp",
        "identityProtection": "NAMED",
        "visibility": "PUBLIC",
        "reporter": {"name": "Pelapor Contoh", "email": "pelapor@example.org"},
    }


async def submit(hub: Whole, key: str, number: int) -> str:
    reply = await hub.ask(SUBMIT, key, input=case(number))
    result = reply.json()["data"]["submitCase"]
    assert "case" in result, result
    return str(result["case"]["trackingNumber"])


async def listen(
    hub: Whole, key: str, count: int, after: str | None = None, **headers: str
) -> list[dict[str, str]]:
    """The first `count` events of a stream."""
    body = {"query": FOLLOW, "variables": {"after": after}}
    sent = {**SSE, "authorization": f"Bearer {key}", **headers}
    heard = b""
    async with (
        asyncio.timeout(5),
        hub.client.stream("POST", "/graphql", json=body, headers=sent) as reply,
    ):
        async for chunk in reply.aiter_raw():
            heard += chunk
            if heard.count(b"\ndata: ") >= count:
                break
    return events(heard.decode())[:count]


async def keep_handing_in(hub: Whole, key: str) -> None:
    for number in range(1, 100):
        await submit(hub, key, number)
        await asyncio.sleep(0.05)


async def start_of_feed(hub: Whole, key: str) -> str:
    reply = await hub.ask("{ events(first: 1) { pageInfo { endCursor } } }", key)
    return str(reply.json()["data"]["events"]["pageInfo"]["endCursor"])


async def test_a_case_is_handed_in_and_read_back(open_hub: Whole) -> None:
    key = await open_hub.key(PORTAL)
    number = await submit(open_hub, key, 1)
    reply = await open_hub.ask(
        "query ($n: String!) { case(trackingNumber: $n) { title status } }", key, n=number
    )

    assert reply.status_code == 200
    assert reply.json() == {"data": {"case": {"title": "KTP elektronik belum jadi", "status": "ASSIGNED"}}}


async def test_a_stream_resumes_from_the_id_of_its_last_event_without_gap_or_duplicate(
    open_hub: Whole,
) -> None:
    key = await open_hub.key(PORTAL)
    await submit(open_hub, key, 1)
    start = await start_of_feed(open_hub, key)
    await submit(open_hub, key, 2)
    await submit(open_hub, key, 3)
    seen = await listen(open_hub, key, 4, start)
    rest = await listen(open_hub, key, 2, start, **{"last-event-id": seen[1]["id"]})

    assert [one["id"] for one in rest] == [one["id"] for one in seen[2:]]
    assert [json.loads(one["data"])["data"]["caseEvents"]["cursor"] for one in seen] == [
        one["id"] for one in seen
    ]


async def test_a_socket_hears_what_happens_after_it_subscribed(open_hub: Whole) -> None:
    key = await open_hub.key(PORTAL)
    protocol = Subprotocol("graphql-transport-ws")
    async with asyncio.timeout(5), connect(open_hub.socket_url, subprotocols=[protocol]) as socket:
        await socket.send(json.dumps({"type": "connection_init", "payload": {"apiKey": key}}))
        assert json.loads(await socket.recv()) == {"type": "connection_ack"}
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": FOLLOW}}))
        handing_in = asyncio.ensure_future(keep_handing_in(open_hub, key))
        first: dict[str, Any] = json.loads(await socket.recv())
        handing_in.cancel()

    assert (first["id"], first["type"]) == ("1", "next")
    assert first["payload"]["data"]["caseEvents"]["type"] == "SUBMITTED"


@pytest.mark.parametrize("after", ["forged", "AAAA.BBBB"])
async def test_a_cursor_the_hub_can_not_continue_from_ends_the_stream_with_a_code(
    open_hub: Whole, after: str
) -> None:
    key = await open_hub.key(PORTAL)
    said, end = await listen(open_hub, key, 2, after)

    assert json.loads(said["data"])["errors"][0]["extensions"]["code"] == "RESYNC_REQUIRED"
    assert end["event"] == "complete"


async def test_rights_are_the_credential_s_on_every_door(open_hub: Whole) -> None:
    key = await open_hub.key(ANALYST)
    query = await open_hub.ask("{ cases(first: 1) { edges { cursor } } }", key)
    stranger = await open_hub.ask("{ cases(first: 1) { edges { cursor } } }")
    [said, _] = await listen(open_hub, key, 2)

    assert (query.status_code, query.json()["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")
    assert (stranger.status_code, stranger.json()["errors"][0]["extensions"]["code"]) == (
        401,
        "UNAUTHENTICATED",
    )
    assert json.loads(said["data"])["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_strangers_read_reference_data_but_not_the_schema_in_production(closed_hub: Whole) -> None:
    topics = await closed_hub.ask("{ topics { code } }")
    schema = await closed_hub.ask("{ __schema { queryType { name } } }")
    partner = await closed_hub.ask("{ __schema { queryType { name } } }", await closed_hub.key(PORTAL))

    assert topics.json()["data"]["topics"]
    assert (schema.status_code, "data" in schema.json()) == (401, False)
    assert partner.json() == {"data": {"__schema": {"queryType": {"name": "Query"}}}}


async def test_the_schema_is_open_in_development(open_hub: Whole) -> None:
    reply = await open_hub.ask("{ __schema { queryType { name } } }")

    assert reply.status_code == 200


async def test_a_store_that_answers_makes_the_hub_ready(open_hub: Whole) -> None:
    assert (await open_hub.client.get("/readyz")).status_code == 200


async def test_a_webhook_for_an_unknown_instance_is_a_404(open_hub: Whole) -> None:
    assert (await open_hub.client.post("/webhooks/nobody", content=b"{}")).status_code == 404


@pytest.mark.parametrize(
    "document",
    [
        "{ viewer { name } " + "viewer { name } " * 300 + "}",
        "{" + "a{" * 400,
        "query " + "@skip(if: true) " * 200 + "{ viewer { name } }",
        "{ ...a } " + " ".join(f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }}" for n in range(75)),
        "{ agencies(first: 100) { edges { node { cases(first: 100) { edges { node { title } } } } } } }",
        "#" * 9_000,
        '{ case(trackingNumber: "\\u0000") { title } }',
    ],
)
async def test_a_hostile_document_is_a_4xx_with_a_code(closed_hub: Whole, document: str) -> None:
    reply = await closed_hub.ask(document, await closed_hub.key(PORTAL))

    assert 400 <= reply.status_code < 500
    assert reply.json()["errors"][0]["extensions"]["code"]
    assert "Traceback" not in reply.text
