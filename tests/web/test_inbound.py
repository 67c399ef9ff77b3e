"""Webhooks of agencies, and the two addresses an operator's machine asks."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from tests.web.running import DEVELOPMENT, Site, running

GENUINE = {"x-signature": "genuine"}


@pytest.fixture
async def post() -> AsyncIterator[Site]:
    async with running(replace(DEVELOPMENT, webhook_status={"fussy-contoh": 200})) as site:
        yield site


async def test_a_webhook_is_kept_byte_by_byte_before_it_is_accepted(post: Site) -> None:
    raw = b'{ "id":1,\r\n "text": "\xff" }'
    reply = await post.client.post("/hooks/lapor-contoh", content=raw, headers=GENUINE)

    assert reply.status_code == 202
    [(connector, body, headers)] = post.letters.kept
    assert (connector, body, headers["x-signature"]) == ("lapor-contoh", raw, "genuine")


async def test_a_sender_that_accepts_only_200_gets_it(post: Site) -> None:
    reply = await post.client.post("/webhooks/fussy-contoh", content=b"{}", headers=GENUINE)

    assert reply.status_code == 200


@pytest.mark.parametrize(
    ("path", "headers", "status", "code"),
    [
        ("/webhooks/lapor-contoh", {"x-signature": "forged"}, 401, "BAD_SIGNATURE"),
        ("/webhooks/lapor-contoh", {}, 401, "BAD_SIGNATURE"),
        ("/webhooks/unknown", GENUINE, 404, "UNKNOWN_CONNECTOR"),
        ("/hooks/unknown", GENUINE, 404, "UNKNOWN_CONNECTOR"),
        ("/hooks/lapor-contoh", {}, 401, "BAD_SIGNATURE"),
        ("/webhooks/..%2fsecret", GENUINE, 404, "NOT_FOUND"),
        ("/webhooks/a%00b", GENUINE, 404, "UNKNOWN_CONNECTOR"),
        ("/webhooks/" + "a" * 65, GENUINE, 404, "UNKNOWN_CONNECTOR"),
    ],
)
async def test_what_is_not_genuine_is_not_kept(
    post: Site, path: str, headers: dict[str, str], status: int, code: str
) -> None:
    reply = await post.client.post(path, content=b"{}", headers=headers)

    assert (reply.status_code, reply.json()["errors"][0]["extensions"]["code"]) == (status, code)
    assert post.letters.kept == []


async def test_a_webhook_may_hold_256_kib(post: Site) -> None:
    exact = await post.client.post("/webhooks/lapor-contoh", content=b"a" * 262_144, headers=GENUINE)
    above = await post.client.post("/webhooks/lapor-contoh", content=b"a" * 262_145, headers=GENUINE)

    assert (exact.status_code, above.status_code) == (202, 413)


async def test_what_could_not_be_stored_is_not_accepted(post: Site) -> None:
    post.letters.broken = True
    reply = await post.client.post("/webhooks/lapor-contoh", content=b"{}", headers=GENUINE)

    assert reply.status_code == 503
    assert reply.headers["retry-after"] == "30"


async def test_a_webhook_is_posted(post: Site) -> None:
    assert (await post.client.get("/webhooks/lapor-contoh")).status_code == 405


async def test_a_live_process_says_so_and_a_ready_one_too(post: Site) -> None:
    assert (await post.client.get("/healthz")).json() == {"status": "alive"}
    assert (await post.client.get("/readyz")).json() == {"status": "ready"}


async def test_a_process_without_its_store_lives_but_is_not_ready(post: Site) -> None:
    post.letters.broken = True
    alive, ready = await post.client.get("/healthz"), await post.client.get("/readyz")

    assert (alive.status_code, ready.status_code) == (200, 503)
    assert ready.json()["errors"][0]["extensions"]["code"] == "NOT_READY"
