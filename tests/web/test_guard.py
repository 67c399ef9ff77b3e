"""Bodies as strangers send them: every broken one is a 4xx with a code, quickly."""

import time
from contextlib import suppress

import httpx
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.web.guard import parse_object
from hub.web.options import Limits
from hub.web.refusal import Refusal
from tests.web.running import Site

LIMITS = Limits()
JSON = {"content-type": "application/json"}


def nested(depth: int) -> bytes:
    return b'{"a":' * (depth - 1) + b"{}" + b"}" * (depth - 1)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "INVALID_JSON"),
        (b"{", "INVALID_JSON"),
        (b'{"query": "\xff"}', "INVALID_JSON"),
        (b'{"query": "\\ud800"}', "INVALID_JSON"),
        (b'{"a": NaN}', "INVALID_JSON"),
        (b"[" * 20_000 + b"]" * 20_000, "INVALID_JSON"),
        (b"null", "BAD_REQUEST"),
        (b'"query"', "BAD_REQUEST"),
        (b"7", "BAD_REQUEST"),
        (b'[{"query": "{ greet }"}]', "BATCHING_OFF"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "INVALID_JSON"),
        (b'{"a": [-' + b"9" * 65 + b"]}", "NUMBER_TOO_LONG"),
        (b'{"a": 1.' + b"9" * 64 + b"}", "NUMBER_TOO_LONG"),
        (nested(33), "JSON_TOO_DEEP"),
        (nested(900), "JSON_TOO_DEEP"),
        (b'{"variables": {"a": ["\\u0000"]}}', "INVALID_TEXT"),
        (b'{"\\u0000": 1}', "INVALID_TEXT"),
    ],
)
async def test_a_broken_body_is_a_400_with_a_code(site: Site, body: bytes, code: str) -> None:
    reply = await site.client.post("/graphql", content=body, headers=JSON)

    assert reply.status_code == 400
    assert reply.json()["errors"][0]["extensions"] == {"code": code}
    assert set(reply.json()) == {"errors"}


@pytest.mark.parametrize(
    "body",
    [
        nested(32),
        b'{"text": "' + b"9" * 5_000 + b'"}',
        b'{"text": "\\\\u0000 is how NUL is written"}',
        b'{"list": [' + b"[]," * 10_000 + b"[]]}",
        '{"text": "Jalan rusak 😀"}'.encode(),
    ],
)
def test_an_unusual_but_sound_body_passes(body: bytes) -> None:
    assert parse_object(body, LIMITS) == orjson.loads(body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":"' + b'\\"' * 30_000,
        b'{"a":"' + b'\\"' * 30_000 + b'","b":' + b"1" * 70 + b"}",
        b"{" * 65_000,
        b'{"a":' + b"[" * 500 + b"]" * 500 + b"}",
        b'{"a":[' + b'"\\u0000",' * 7_000 + b"1]}",
        b'{"a":[' + b"{}," * 20_000 + b"1" * 65 + b"]}",
    ],
)
def test_no_body_costs_more_than_a_tenth_of_a_second(body: bytes) -> None:
    started = time.process_time()

    with pytest.raises(Refusal):
        parse_object(body, LIMITS)

    assert time.process_time() - started < 0.1


trees = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab"), inner, max_size=4),
    max_leaves=20,
)


def depth(value: object) -> int:
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if children is None else 1 + max((depth(child) for child in children), default=0)


@settings(deadline=None)
@given(st.dictionaries(st.text("ab"), trees, max_size=4), st.integers(1, 6))
def test_an_object_passes_exactly_when_it_is_shallow_and_free_of_nul(
    tree: dict[str, object], limit: int
) -> None:
    raw = orjson.dumps(tree)
    sound = depth(tree) <= limit and b"\\u0000" not in raw.replace(b"\\\\", b"")

    if sound:
        assert parse_object(raw, Limits(json_depth=limit)) == tree
    else:
        with pytest.raises(Refusal):
            parse_object(raw, Limits(json_depth=limit))


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_a_refusal(raw: bytes) -> None:
    with suppress(Refusal):
        assert isinstance(parse_object(raw, LIMITS), dict)


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/json; charset=latin-1", "multipart/form-data", "application/jsonp", ""],
)
async def test_other_content_types_are_a_415(site: Site, content_type: str) -> None:
    headers = {"content-type": content_type} if content_type else {}
    reply = await site.client.post("/graphql", content=b'{"query":"{greet}"}', headers=headers)

    assert reply.status_code == 415


async def test_a_body_over_64_kib_is_a_413_with_and_without_a_declared_length(site: Site) -> None:
    async def dripping():  # type: ignore[no-untyped-def]
        for _ in range(66):
            yield b" " * 1024

    declared = await site.client.post("/graphql", content=b" " * 65_537, headers=JSON)
    chunked = await site.client.post("/graphql", content=dripping(), headers=JSON)

    assert declared.status_code == chunked.status_code == 413
    assert declared.json()["errors"][0]["extensions"]["code"] == "PAYLOAD_TOO_LARGE"


@pytest.mark.parametrize(
    "query",
    [
        "query=%FF",
        "query=%00",
        "query={greet}&variables=%5B%5D",
        "query={greet}&variables=x",
        "query={greet}&extensions=7",
        "&".join(f"a{n}=1" for n in range(50)),
        "variables={}",
    ],
)
async def test_a_broken_query_string_is_a_400(site: Site, query: str) -> None:
    reply = await site.client.get("/graphql?" + query)

    assert reply.status_code == 400
    assert reply.json()["errors"][0]["extensions"]["code"]


@pytest.mark.parametrize("field", ["query", "variables", "operationName", "extensions"])
@pytest.mark.parametrize("value", [7, False, ["list"]])
async def test_a_parameter_of_the_wrong_kind_is_a_400(site: Site, field: str, value: object) -> None:
    reply = await site.client.post("/graphql", json={"query": "{ greet }", field: value})

    assert reply.status_code == 400
    assert field in reply.json()["errors"][0]["message"]


async def test_what_was_sent_is_never_repeated_in_a_refusal(site: Site) -> None:
    reply: httpx.Response = await site.client.post("/graphql", content=b'{"nik": 3171, "x"', headers=JSON)

    assert "3171" not in reply.text
