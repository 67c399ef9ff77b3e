"""Answers on thin lines: compressed where the client takes it and nothing can be guessed from the size."""

import gzip
import json

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.web.squeezing import INLINE, SMALLEST, takes_gzip
from tests.web.running import BEARER, Site

GZIP = {"accept-encoding": "gzip"}
LONG = "query ($name: String!) { greet(name: $name) }"
NOTE = "mutation ($name: String!) { note(text: $name) }"


async def raw(site: Site, query: str, name: str, headers: dict[str, str]) -> tuple[httpx.Response, bytes]:
    """The answer and its bytes as they came over the line."""
    body = {"query": query, "variables": {"name": name}}
    async with site.client.stream("POST", "/graphql", json=body, headers=headers) as reply:
        return reply, b"".join([part async for part in reply.aiter_raw()])


@pytest.mark.parametrize("size", [2_000, 60_000])
async def test_a_known_caller_gets_a_long_answer_compressed(site: Site, size: int) -> None:
    reply, sent = await raw(site, LONG, "x" * size, BEARER | GZIP)

    assert reply.headers["content-encoding"] == "gzip"
    assert int(reply.headers["content-length"]) == len(sent) < size / 10
    assert json.loads(gzip.decompress(sent)) == {"data": {"greet": f"Halo {'x' * size}"}}


async def test_an_answer_too_long_for_the_loop_is_compressed_beside_it(site: Site) -> None:
    many = "query ($name: String!) { " + " ".join(f"f{n}: greet(name: $name)" for n in range(1_500)) + " }"

    reply, sent = await raw(site, many, "z" * 200, BEARER | GZIP)

    plain = gzip.decompress(sent)
    assert len(plain) > INLINE
    assert reply.headers["content-encoding"] == "gzip"
    assert len(json.loads(plain)["data"]) == 1_500


@pytest.mark.parametrize(
    ("query", "size", "headers"),
    [
        (NOTE, 5_000, BEARER | GZIP),  # answers of mutations hold receipts and secrets
        (LONG, 5_000, GZIP),  # nobody knows who asks
        (LONG, 5_000, BEARER | {"accept-encoding": "identity"}),
        (LONG, 5_000, BEARER | {"accept-encoding": "gzip;q=0, br"}),
        (LONG, SMALLEST - 100, BEARER | GZIP),
    ],
)
async def test_other_answers_stay_as_they_are(
    site: Site, query: str, size: int, headers: dict[str, str]
) -> None:
    reply, sent = await raw(site, query, "x" * size, headers)

    assert "content-encoding" not in reply.headers
    assert b"x" * size in sent
    assert "accept-encoding" in reply.headers["vary"]


@pytest.mark.parametrize(
    "accept",
    ["text/event-stream", 'multipart/mixed;boundary="graphql";subscriptionSpec="1.0",application/json'],
)
async def test_streams_are_left_alone(site: Site, accept: str) -> None:
    query = "subscription ($name: String!) { ticks(upto: 200, after: $name) { number cursor } }"

    reply, sent = await raw(site, query, "0", BEARER | GZIP | {"accept": accept})

    assert "content-encoding" not in reply.headers
    assert sent.count(b'"number":') == 200


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        (None, False),
        ("", False),
        ("gzip", True),
        ("GZIP;q=0.5, br", True),
        ("x-gzip", True),
        ("*", True),
        ("*;q=0", False),
        ("gzip;q=0, *", False),
        ("gzip; q=0.000", False),
        ("gzip;q=nonsense", False),
        ("br, deflate", False),
        ("ungzip", False),
    ],
)
def test_accept_encoding_is_read_as_the_rfc_says(header: str | None, takes: bool) -> None:
    assert takes_gzip(header) is takes


@given(st.text())
def test_no_header_breaks_it(header: str) -> None:
    assert takes_gzip(header) in (True, False)
