"""Publishing on a portal of open data: closed periods, nothing twice, and to the end after any break."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hub.casework.publishing import Published, Publishing
from hub.domain.opendata import DataSet
from hub.domain.period import period
from hub.errors import ConfigError, ConnectorError, RuleViolation, Unconfirmed
from tests.connectors.ckan.portal import NAME, catalogue, data_set, portal
from tests.harness import hub_on
from tests.sandbox.harness import System

CLOSED, RUNNING = period("2026Q3"), period("2026Q4")  # the clock of the harness stands in November 2026


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with portal(tmp_path_factory.mktemp("ckan")) as running:
        yield running


@pytest.fixture
async def publishing(there: System, tmp_path: Path, sqlite_url: str) -> AsyncIterator[Publishing]:
    """The use case over a real portal; it reads nothing from the store."""
    peers = catalogue(tmp_path / "instances", there.running.url)
    async with hub_on(sqlite_url) as hub:
        yield Publishing(replace(hub.tools, peers=peers))
    await peers.aclose()


def held(there: System, data: DataSet) -> dict[str, Any]:
    """The data set as the portal's memory has it."""
    (record,) = there.held(data.name)
    found: dict[str, Any] = record["payload"]
    return found


async def test_the_same_period_twice_makes_no_second_file(there: System, publishing: Publishing) -> None:
    data = data_set("dua-kali")
    first = await publishing.publish(NAME, CLOSED, data)
    before = there.held(data.name)
    again = await publishing.publish(NAME, CLOSED, data)

    assert (first, again) == (Published(2, 0, 0), Published(0, 0, 2))
    assert there.held(data.name) == before  # not even a word was written
    assert [one["name"] for one in held(there, data)["resources"]] == ["a.csv", "b.csv"]
    assert held(there, data)["private"] is False


async def test_a_changed_figure_replaces_its_file_and_a_new_period_is_added(
    there: System, publishing: Publishing
) -> None:
    name = "berubah"
    await publishing.publish(NAME, CLOSED, data_set(name, a="x\r\n1\r\n", b="y\r\n1\r\n"))
    changed = await publishing.publish(NAME, CLOSED, data_set(name, a="x\r\n2\r\n", b="y\r\n1\r\n"))
    added = await publishing.publish(NAME, CLOSED, data_set(name, c="x\r\n3\r\n"))

    assert (changed, added) == (Published(0, 1, 1), Published(1, 0, 0))
    resources = held(there, data_set(name))["resources"]
    assert [(one["name"], one["_content"]) for one in resources] == [
        ("a.csv", "x\r\n2\r\n"),
        ("b.csv", "y\r\n1\r\n"),
        ("c.csv", "x\r\n3\r\n"),
    ]


@pytest.mark.parametrize(
    "fault",
    [
        {"mode": "error500", "path": "resource_create", "count": 1},
        {"mode": "silent", "path": "resource_create", "count": 1},
        {"mode": "silent", "path": "package_create", "count": 1},
        {"mode": "garbage", "path": "resource_create", "count": 1, "after": True},
        {"mode": "error500", "path": "package_patch", "count": 1},
        {"mode": "silent", "path": "package_patch", "count": 1},
    ],
    ids=lambda fault: f"{fault['mode']}-{fault['path']}",
)
async def test_a_run_that_broke_off_shows_nothing_and_the_next_one_ends_it(
    there: System, publishing: Publishing, fault: dict[str, Any]
) -> None:
    data = data_set(f"putus-{fault['mode']}-{fault['path']}".replace("_", "-"))
    mode = str(fault.pop("mode"))
    with there.fault(mode, **fault), pytest.raises(ConnectorError) as broken:
        await publishing.publish(NAME, CLOSED, data)
    assert isinstance(broken.value, Unconfirmed)
    done_at_last = mode == "silent" and fault["path"] == "package_patch"
    assert held(there, data)["private"] is not done_at_last

    await publishing.publish(NAME, CLOSED, data)

    assert held(there, data)["private"] is False
    assert [one["name"] for one in held(there, data)["resources"]] == ["a.csv", "b.csv"]


async def test_new_words_are_written_without_sending_a_file(there: System, publishing: Publishing) -> None:
    data = data_set("kata-baru")
    await publishing.publish(NAME, CLOSED, data)
    done = await publishing.publish(NAME, CLOSED, replace(data, title="Judul baru"))
    assert (done, held(there, data)["title"]) == (Published(0, 0, 2), "Judul baru")


async def test_a_running_period_is_never_published(there: System, publishing: Publishing) -> None:
    data = data_set("terlalu-dini")
    with pytest.raises(RuleViolation, match="2026Q4 is not over"):
        await publishing.publish(NAME, RUNNING, data)
    assert there.held(data.name) == []


async def test_a_portal_that_is_none_is_told(publishing: Publishing, sqlite_url: str) -> None:
    with pytest.raises(ConfigError, match="there is no portal satudata-lain"):
        await publishing.publish("satudata-lain", CLOSED, data_set())
    async with hub_on(sqlite_url) as hub:
        with pytest.raises(ConfigError, match="takes no data"):
            await Publishing(hub.tools).publish("kobar-rsud", CLOSED, data_set())
