"""The short way to the GraphQL door keeps the rules of the long one."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from starlette.types import ASGIApp

from hub.web.app import web_app
from hub.web.metrics import Metrics
from hub.web.ports import Parts
from tests.web.running import DEVELOPMENT, SCHEMA, Context, KeyRing, Letterbox

ORIGIN = (b"origin", b"https://portal.example")
JSON = (b"content-type", b"application/json")
GREET = b'{"query":"{ greet }"}'


class Cross(KeyRing):
    """Fails as nobody foresaw."""

    async def caller(self, api_key: str) -> None:
        raise RuntimeError("unforeseen")


def site(metrics: Metrics, keys: KeyRing | None = None) -> ASGIApp:
    options = replace(DEVELOPMENT, origins=("https://portal.example",))
    parts = Parts(SCHEMA, Context, keys or KeyRing(), Letterbox(), lambda: "token", metrics, lambda: None)  # type: ignore[arg-type, return-value]
    return web_app(options, parts)


async def ask(
    app: ASGIApp,
    *headers: tuple[bytes, bytes],
    body: bytes = GREET,
    method: str = "POST",
    path: str = "/graphql",
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of one request."""
    arriving: list[dict[str, Any]] = [{"type": "http.request", "body": body}]
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return arriving.pop() if arriving else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "root_path": "",
        "query_string": b"",
        "headers": list(headers),
        "client": ("127.0.0.1", 1),
    }
    try:
        await app(scope, receive, send)
    finally:
        found = {name.decode(): value.decode() for name, value in sent[0]["headers"]} if sent else {}
    return sent[0]["status"], found, b"".join(one.get("body", b"") for one in sent[1:])


def counted(metrics: Metrics, status: int) -> float | None:
    return metrics.registry.get_sample_value(
        "hub_requests_total", {"door": "/graphql", "status": str(status)}
    )


CASES = {
    "an answer": ((JSON,), {}),
    "a refusal": (((b"content-type", b"text/plain"),), {}),
    "another method": ((JSON,), {"method": "PATCH"}),
    "a broken body": ((JSON,), {"body": b"{"}),
    "a reserved stream": ((), {"method": "PUT", "path": "/graphql/stream"}),
    "a stranger's key": ((JSON, (b"x-api-key", b"unknown")), {}),
    "the newer type": ((JSON, (b"accept", b"application/graphql-response+json")), {"body": b"{}"}),
}


@pytest.mark.parametrize("name", CASES)
async def test_both_ways_answer_alike_and_count_alike(name: str) -> None:
    headers, named = CASES[name]
    metrics = Metrics()
    app = site(metrics)

    short = await ask(app, *headers, **named)  # type: ignore[arg-type]
    long = await ask(app, ORIGIN, *headers, **named)  # type: ignore[arg-type]

    assert (short[0], short[2]) == (long[0], long[2])
    assert set(long[1]) - set(short[1]) >= {"access-control-allow-origin"}
    assert {name: long[1][name] for name in short[1] if name != "vary"} == {
        name: value for name, value in short[1].items() if name != "vary"
    }
    samples = [one for family in metrics.registry.collect() for one in family.samples]
    assert [one.value for one in samples if one.name == "hub_requests_total"] == [2]


@pytest.mark.parametrize("headers", [(), (ORIGIN,)])
async def test_what_nobody_foresaw_is_a_500_that_says_nothing_and_that_the_server_hears_of(
    headers: tuple[tuple[bytes, bytes], ...],
) -> None:
    metrics = Metrics()
    app = site(metrics, Cross())

    with pytest.raises(RuntimeError, match="unforeseen"):
        await ask(app, JSON, (b"x-api-key", b"any"), *headers)

    assert counted(metrics, 500) == 1


async def test_of_a_repeated_header_the_first_one_counts() -> None:
    app = site(Metrics())

    status, _, _ = await ask(app, JSON, (b"x-api-key", b"unknown"), (b"x-api-key", b"hub_portal_0001"))
    other, _, _ = await ask(app, JSON, (b"x-api-key", b"hub_portal_0001"), (b"x-api-key", b"unknown"))

    assert (status, other) == (401, 200)


async def test_many_at_once_are_each_answered() -> None:
    app = site(Metrics())
    bodies = [
        b'{"query":"query ($n: String!) { greet(name: $n) }","variables":{"n":"%d"}}' % n for n in range(50)
    ]

    found = await asyncio.gather(*(ask(app, JSON, body=body) for body in bodies))

    assert [one[2] for one in found] == [b'{"data":{"greet":"Halo %d"}}' % n for n in range(50)]
