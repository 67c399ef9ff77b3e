"""What caches and clients may keep of an answer, and how they ask whether it still holds."""

import gzip

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.web.answering import known
from tests.web.running import BEARER, OFFICER_KEY, Site

NEW, OLD = "application/graphql-response+json", "application/json"
GREET = {"query": "{ greet }"}
LONG = {"query": "{ " + " ".join(f"greeting{n}: greet" for n in range(60)) + " }"}


async def get(site: Site, parameters: dict[str, str], method: str = "GET", **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    usual = {"accept-encoding": "identity"}
    return await site.client.request(method, "/graphql", params=parameters, headers=BEARER | usual | named)


async def test_a_client_that_has_the_answer_gets_304_and_no_body(site: Site) -> None:
    first = await get(site, GREET)
    tag = first.headers["etag"]
    second = await get(site, GREET, if_none_match=f'"older", W/{tag}')

    assert tag.startswith('"')
    assert (second.status_code, second.content) == (304, b"")
    for name in ("etag", "cache-control", "vary"):
        assert second.headers[name] == first.headers[name]
    assert "content-type" not in second.headers


async def test_another_answer_has_another_tag_and_is_sent(site: Site) -> None:
    tag = (await get(site, GREET)).headers["etag"]
    other = await get(site, {"query": '{ greet(name: "Bumi") }'}, if_none_match=tag)

    assert (other.status_code, other.json()) == (200, {"data": {"greet": "Halo Bumi"}})
    assert other.headers["etag"] != tag


async def test_every_representation_has_a_tag_of_its_own(site: Site) -> None:
    found = [
        await get(site, LONG),
        await get(site, LONG, accept=NEW),
        await get(site, LONG, accept_encoding="gzip"),
        await get(site, LONG, accept=NEW, accept_encoding="gzip"),
    ]

    assert len({one.headers["etag"] for one in found}) == 4
    assert len({one.text for one in found}) == 1
    packed = found[2].headers
    assert packed["content-encoding"] == "gzip"
    again = await get(site, LONG, accept_encoding="gzip", if_none_match=packed["etag"])
    plain = await get(site, LONG, if_none_match=packed["etag"])
    assert (again.status_code, plain.status_code) == (304, 200)


async def test_head_tells_what_get_tells_and_sends_nothing(site: Site) -> None:
    for headers in ({}, {"accept_encoding": "gzip"}):
        whole, head = await get(site, LONG, **headers), await get(site, LONG, "HEAD", **headers)

        assert head.content == b""
        assert dict(head.headers) == dict(whole.headers)
        not_modified = await get(site, LONG, "HEAD", if_none_match=head.headers["etag"], **headers)
        assert not_modified.status_code == 304


@pytest.mark.parametrize(
    ("headers", "caching"),
    [
        ({}, "public, no-cache"),
        (BEARER, "private, no-cache"),
        ({"x-api-key": OFFICER_KEY}, "private, no-cache"),
    ],
)
async def test_only_what_was_told_to_nobody_in_particular_is_public(
    site: Site, headers: dict[str, str], caching: str
) -> None:
    for reply in (
        await site.client.get("/graphql", params=GREET, headers=headers),
        await site.client.post("/graphql", json=GREET, headers=headers),
    ):
        assert reply.headers["cache-control"] == caching
        assert reply.headers["vary"] == "accept, authorization, x-api-key, accept-encoding"


async def test_callers_never_share_a_tag_for_different_answers(site: Site) -> None:
    mine = await get(site, {"query": "{ me }"})
    theirs = await get(
        site, {"query": "{ me }"}, authorization=f"Bearer {OFFICER_KEY}", if_none_match=mine.headers["etag"]
    )

    assert (theirs.status_code, theirs.json()) == (200, {"data": {"me": "officer-1"}})


@pytest.mark.parametrize("accept", [OLD, NEW])
@pytest.mark.parametrize("query", ["{ greet faulty }", "{ nothing }", "{"])
async def test_nobody_keeps_an_answer_with_an_error(site: Site, query: str, accept: str) -> None:
    by_get = await get(site, {"query": query}, accept=accept, if_none_match="*")
    by_post = await site.ask(query, {"accept": accept})

    for reply in (by_get, by_post):
        assert reply.json()["errors"]
        assert reply.headers["cache-control"] == "no-store"
        assert "etag" not in reply.headers


async def test_nobody_keeps_the_answer_of_a_mutation(site: Site) -> None:
    reply = await site.ask('mutation { note(text: "a") }', BEARER)

    assert reply.json() == {"data": {"note": "a"}}
    assert reply.headers["cache-control"] == "no-store"
    assert "etag" not in reply.headers


async def test_a_query_by_post_has_no_tag(site: Site) -> None:
    reply = await site.ask("{ greet }", BEARER | {"if-none-match": "*"})

    assert reply.status_code == 200
    assert "etag" not in reply.headers


async def test_what_is_compressed_is_the_same_answer(site: Site) -> None:
    async with site.client.stream(
        "GET", "/graphql", params=LONG, headers=BEARER | {"accept-encoding": "gzip"}
    ) as reply:
        sent = b"".join([part async for part in reply.aiter_raw()])

    assert gzip.decompress(sent) == (await get(site, LONG)).content


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (None, False),
        ("", False),
        ("*", True),
        (" * ", True),
        ('"a"', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ('"b","c"', False),
        ("a", False),
        ('"a-gzip"', False),
        ('*, "b"', False),
    ],
)
def test_if_none_match_is_read_as_the_rfc_says(header: str | None, found: bool) -> None:
    assert known('"a"', header) is found


@given(st.text())
def test_no_header_breaks_it(header: str) -> None:
    assert known('"a"', header) in (True, False)
