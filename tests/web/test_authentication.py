"""Who a request comes from."""

import pytest

from hub.domain.caller import ANONYMOUS
from hub.web.authentication import Authentication, Visitor
from hub.web.refusal import Refusal
from tests.web.running import BEARER, OFFICER_KEY, PORTAL, PORTAL_KEY, KeyRing, Site

DOOR = Authentication(KeyRing())


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": f"Bearer {PORTAL_KEY}"},
        {"authorization": f"bearer  {PORTAL_KEY} "},
        {"x-api-key": PORTAL_KEY},
        {"authorization": f"Bearer {PORTAL_KEY}", "x-api-key": OFFICER_KEY},
    ],
)
async def test_a_key_is_taken_from_either_header(headers: dict[str, str]) -> None:
    assert await DOOR.of_headers(headers) == Visitor(PORTAL, PORTAL_KEY)


async def test_no_credential_is_a_stranger() -> None:
    assert (await DOOR.of_headers({})).caller is ANONYMOUS


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "Bearer hub_nobody"},
        {"authorization": "Bearer"},
        {"authorization": ""},
        {"authorization": "Basic dXNlcjpwYXNz"},
        {"x-api-key": ""},
        {"x-api-key": "k" * 257},
        {"authorization": "Bearer hub_nobody", "x-api-key": PORTAL_KEY},
    ],
)
async def test_a_credential_nobody_holds_is_refused_not_taken_for_none(headers: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        await DOOR.of_headers(headers)

    assert (refused.value.status, refused.value.code) == (401, "UNAUTHENTICATED")


async def test_the_refusal_names_the_scheme_and_not_the_key(site: Site) -> None:
    reply = await site.ask("{ greet }", {"authorization": "Bearer hub_nobody"})

    assert reply.status_code == 401
    assert reply.headers["www-authenticate"] == "Bearer"
    assert "hub_nobody" not in reply.text


def test_a_visitor_does_not_show_the_key() -> None:
    assert PORTAL_KEY not in repr(Visitor(PORTAL, PORTAL_KEY))


async def test_a_store_that_can_not_be_asked_is_no_verdict_on_the_key() -> None:
    ring = KeyRing()
    door = Authentication(ring)
    visitor = await door.of_headers(BEARER)
    ring.broken = True
    with pytest.raises(Refusal) as refused:
        await door.of_headers(BEARER)

    assert (refused.value.status, refused.value.headers["retry-after"]) == (503, "5")
    assert await door.still(visitor)


async def test_a_revoked_key_and_one_with_another_owner_are_no_longer_good() -> None:
    ring = KeyRing()
    door = Authentication(ring)
    visitor = await door.of_headers(BEARER)
    assert await door.still(visitor)

    ring.known[PORTAL_KEY] = ring.known[OFFICER_KEY]
    assert not await door.still(visitor)
    del ring.known[PORTAL_KEY]
    assert not await door.still(visitor)
