"""`facilities`, asked of a real master list: pages, places, how old it is, and what fails."""

import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from hub.connectors.breaker import BreakerRules
from hub.connectors.catalogue import load_catalogue
from hub.connectors.loopback import Loopback
from sandbox.launch import Running, control, kill, start
from tests.connectors.peers import SHIPPED, STILL
from tests.harness import ANALYST, PORTAL, Hub

FACILITIES = """
query ($region: String, $first: Int! = 50, $after: Cursor) {
  facilities(region: $region, first: $first, after: $after) {
    totalCount asOf stale pageInfo { hasNextPage endCursor }
    edges { cursor node { code name kind active region { code } } } } }
"""
BESIDE = "query { viewer { name } facilities { totalCount } topics { code } }"
NEVER_OPEN = BreakerRules(calls=10_000, unreachable=10_000)


@pytest.fixture(scope="module")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    config = {"client_id": "id", "client_secret": "key", "per_page": 3, **STILL}
    running = start("satusehat", "satusehat", tmp_path_factory.mktemp("exchange"), config)
    yield running
    kill(running)


@pytest.fixture
async def reached(hub: Hub, exchange: Running, tmp_path: Path) -> AsyncIterator[None]:
    """The hub knows the exchange by its shipped instance."""
    (tmp_path / "satusehat.toml").write_text((SHIPPED / "satusehat.toml").read_text())
    environment = {
        "HUB_SATUSEHAT_URL": exchange.url,
        "HUB_SECRET_SATUSEHAT_ID": "id",
        "HUB_SECRET_SATUSEHAT_KEY": "key",
    }
    found = load_catalogue(tmp_path, environment, hub.now, time.monotonic, NEVER_OPEN, strict=True)
    hub.agencies.systems["satusehat"] = cast(Loopback, found.active["satusehat"])
    try:
        yield
    finally:
        del hub.agencies.systems["satusehat"]
        control(exchange, "/fault", {"mode": "none"})
        await found.aclose()


async def listed(hub: Hub, **variables: Any) -> Any:
    return (await hub.ask(FACILITIES, PORTAL, **variables))["facilities"]


@pytest.mark.usefixtures("reached")
async def test_the_list_is_told_with_its_age_and_places(hub: Hub) -> None:
    found = await listed(hub)

    assert (found["totalCount"], found["stale"], len(found["edges"])) == (7, False, 7)
    assert found["asOf"]
    assert found["edges"][0]["node"] == {
        "code": "10000101",
        "name": "RSUD Sultan Imanudin",
        "kind": "HOSPITAL",
        "active": True,
        "region": {"code": "62.01.02"},
    }


@pytest.mark.usefixtures("reached")
async def test_pages_follow_each_other_within_a_place(hub: Hub) -> None:
    names, after = [], None
    for _ in range(5):
        page = await listed(hub, region="62.01", first=2, after=after)
        names += [edge["node"]["code"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert names == ["10000101", "10000102", "10000103", "10000104", "10000105"]
    answer = await hub.answer(FACILITIES, PORTAL, region="64.02", after=after)
    assert [error.extensions["code"] for error in answer.errors or []] == ["RESYNC_REQUIRED"]


@pytest.mark.usefixtures("reached")
async def test_a_dead_exchange_costs_its_own_field_only(hub: Hub, exchange: Running) -> None:
    control(exchange, "/fault", {"mode": "error500", "path": "Location"})
    answer = await hub.answer(BESIDE, PORTAL)

    assert answer.data is not None
    assert answer.data["facilities"] is None
    assert answer.data["viewer"]["name"]
    assert answer.data["topics"]
    (error,) = answer.errors or []
    assert error.path == ["facilities"]
    told = dict(error.extensions or {})
    assert (told["code"], told["source"], told["retryable"]) == ("UPSTREAM_UNAVAILABLE", "satusehat", True)
    assert told["errorId"]
    assert exchange.url not in str(error)


@pytest.mark.usefixtures("reached")
async def test_the_last_list_stands_in_and_says_so(hub: Hub, exchange: Running) -> None:
    fresh = await listed(hub)
    hub.later(minutes=5)
    control(exchange, "/fault", {"mode": "down"})

    old = await listed(hub)

    assert (old["stale"], old["asOf"], old["totalCount"]) == (True, fresh["asOf"], 7)


async def test_without_an_exchange_the_field_is_not_available(hub: Hub) -> None:
    answer = await hub.answer(FACILITIES, PORTAL)

    assert [error.extensions["code"] for error in answer.errors or []] == ["NOT_AVAILABLE"]


@pytest.mark.usefixtures("reached")
@pytest.mark.parametrize(
    ("caller", "region", "code"), [(PORTAL, "99.01", "UNKNOWN_REGION"), (ANALYST, "62.01", "FORBIDDEN")]
)
async def test_who_may_not_or_asks_for_nowhere_is_told(hub: Hub, caller: Any, region: str, code: str) -> None:
    answer = await hub.answer(FACILITIES, caller, region=region)

    assert [error.extensions["code"] for error in answer.errors or []] == [code]
