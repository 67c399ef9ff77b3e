"""`"extensions": {"sources": true}` beside a query: how agencies' systems took part, for who may look."""

from collections.abc import AsyncIterator

import pytest

from tests.harness import PORTAL
from tests.resolvers.operations import SUBMIT, submission
from tests.web.running import PRODUCTION
from tests.web.whole import Whole, whole

RECORDS = "{ cases { edges { node { records { statusText } } } } }"


@pytest.fixture
async def running(sqlite_url: str) -> AsyncIterator[Whole]:
    async with whole(sqlite_url, PRODUCTION) as found:
        yield found


async def told(running: Whole, query: str, key: str | None, asked: object) -> object:
    """The `extensions` of the answer; None where it has none."""
    headers = {"x-api-key": key} if key else {}
    body = {"query": query, "extensions": asked}
    return (await running.client.post("/graphql", json=body, headers=headers)).json().get("extensions")


async def test_who_asks_is_told_who_does_not_is_not(running: Whole) -> None:
    key = await running.key(PORTAL)
    await running.ask(SUBMIT, key, input=submission(1))
    await running.hub.drain()

    answer = await told(running, RECORDS, key, {"sources": True})

    assert isinstance(answer, dict)
    (source,) = answer["sources"]
    assert source.keys() == {"name", "status", "latencyMs", "asOf"}
    assert (source["name"], source["status"]) == ("kobar-disdukcapil", "OK")
    assert answer["upstream"] == {"estimated": 40, "calls": 1}
    for asked in ({}, {"sources": "yes"}, {"sources": False}, {"other": True}):
        assert await told(running, RECORDS, key, asked) is None
    assert await told(running, "{ viewer { name } }", None, {"sources": True}) is None
