"""Foreign software at the door: a published client, our own connector; formats, paths, logs."""

import asyncio
import logging
import time
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from georeport import GeoReport

from hub.connectors.base import FeedsChanges, Fetches, Searches
from hub.connectors.catalogue import load_catalogue
from hub.domain.case import CaseStatus
from hub.domain.exchange import ExternalRef, Registered
from hub.errors import Refused
from tests.connectors.samples import fresh_case, key_of
from tests.web.open311.conftest import BASE, City
from tests.web.running import PRODUCTION
from tests.web.whole import whole

OURS = """\
kind = "open311"
agency = "62.71.pupr"
base_url_env = "HUB_TIER_URL"
zone = "Asia/Jakarta"
source = "docs/agencies/62.71.md"
idempotency = "search"
maturity = 3
[open311]
key_env = "HUB_SECRET_TIER_KEY"
service = "kependudukan.ktp"
jurisdiction = "62.01.02"
updates = "updates"
restricted = "private"
"""


@pytest.mark.parametrize("form", ["json", "xml"])
async def test_the_published_client_reads_services_and_requests(city: City, form: str) -> None:
    numbers = [await city.taken(description=f"KTP elektronik nomor {n} belum jadi juga.") for n in range(2)]
    client = GeoReport(f"{city.hub.url}/open311/v2/", jurisdiction="62.01", output_format=form)

    def everything() -> tuple[Any, ...]:
        return (
            client.get_service_list(),
            client.get_service_definition("kependudukan.ktp"),
            client.get_service_requests(start_date="2026-11-01T00:00:00Z", status="open"),
            client.get_service_request(numbers[0]),
        )

    services, definition, requests, request = await asyncio.to_thread(everything)

    assert {"service_code", "service_name", "metadata", "type", "group", "keywords"} <= set(services[0])
    assert [one["service_code"] for one in services if one["service_code"] == "kependudukan.ktp"]
    assert definition["service_code"] == "kependudukan.ktp"
    assert [one["service_request_id"] for one in requests] == numbers[::-1]
    assert (request["service_request_id"], request["status"]) == (numbers[0], "open")


async def test_our_own_connector_forwards_to_the_door_and_follows(city: City, tmp_path: Path) -> None:
    (tmp_path / "tier.toml").write_text(OURS)
    environment = {"HUB_TIER_URL": f"{city.hub.url}/open311/v2", "HUB_SECRET_TIER_KEY": city.key}
    loaded = load_catalogue(tmp_path, environment, lambda: datetime.now(UTC), time.monotonic, strict=True)
    connector = loaded.active["tier"]
    assert isinstance(connector, FeedsChanges)
    assert isinstance(connector, Fetches)
    case = fresh_case(title="KTP elektronik belum jadi", body="Sudah tiga bulan KTP saya belum dicetak.")
    city.hub.hub.moment[0] = datetime.now(UTC)
    try:
        first = await connector.forward(case, key_of(case))  # type: ignore[attr-defined]
        again = await connector.forward(case, key_of(case))  # type: ignore[attr-defined]
        assert isinstance(first, Registered)
        remote = None
        with pytest.raises(Refused):  # restricted, as nothing else was said: only its portal's key shows it
            remote = await connector.fetch(first.ref)
        told = (await connector.changes(None)).changes
    finally:
        await loaded.aclose()

    assert again == first
    assert remote is None
    assert {(one.ref, one.status) for one in told} == {(first.ref, CaseStatus.ASSIGNED)}


async def test_a_connector_that_reads_with_its_key_sees_its_own_case_and_finds_it(
    city: City, tmp_path: Path
) -> None:
    (tmp_path / "tier.toml").write_text(OURS + 'key_on_reads = true\nformat = "json"\n')
    environment = {"HUB_TIER_URL": f"{city.hub.url}/open311/v2", "HUB_SECRET_TIER_KEY": city.key}
    loaded = load_catalogue(tmp_path, environment, lambda: datetime.now(UTC), time.monotonic, strict=True)
    connector = loaded.active["tier"]
    assert isinstance(connector, Fetches)
    assert isinstance(connector, Searches)
    case = fresh_case()
    number = await city.taken(description=f"{case.title}\n\n{case.body}\n\n[{case.tracking_number}#1]")
    try:
        remote = await connector.fetch(ExternalRef("tier", number))
        found = await connector.search(case.tracking_number, key_of(case))
    finally:
        await loaded.aclose()

    assert (remote.status_text, remote.status) == ("open", CaseStatus.ASSIGNED)
    assert found == ExternalRef("tier", number)


@pytest.mark.parametrize("path", ["/open311/discovery", "/open311/v2/discovery"])
async def test_the_discovery_file_names_the_endpoint_in_both_formats(shared: City, path: str) -> None:
    told = (await shared.hub.client.get(f"{path}.json")).json()
    tree = ET.fromstring((await shared.hub.client.get(f"{path}.xml")).text)  # noqa: S314 - our own

    [endpoint] = told["endpoints"]
    assert (endpoint["url"], endpoint["type"]) == (f"{shared.hub.url}/open311/v2", "production")
    assert endpoint["formats"] == ["text/xml", "application/json"]
    assert "halo@example.org" in told["contact"]
    assert tree.findtext("endpoints/endpoint/url") == endpoint["url"]
    assert [one.text for one in tree.findall("endpoints/endpoint/formats/format")] == endpoint["formats"]


@pytest.mark.parametrize("host", ['"><x', "a b", "evil.example/path", "a" * 300])
async def test_a_host_nobody_can_have_is_not_repeated(shared: City, host: str) -> None:
    reply = await shared.hub.client.get("/open311/discovery.json", headers={"host": host})

    assert reply.status_code == 400 or reply.json()["endpoints"][0]["url"] == "/open311/v2"


@pytest.mark.parametrize(
    ("path", "accept", "expected"),
    [
        ("services", "", "text/xml"),
        ("services", "*/*", "text/xml"),
        ("services", "application/json", "application/json"),
        ("services", "application/xml", "text/xml"),
        ("services", "text/html", "text/xml"),
        ("services.json", "text/xml", "application/json"),
        ("services.xml", "application/json", "text/xml"),
        ("services/kependudukan.ktp", "application/json", "application/json"),
        ("services/kependudukan.ktp.xml", "application/json", "text/xml"),
    ],
)
async def test_the_ending_decides_about_the_format_then_accept_then_xml(
    shared: City, path: str, accept: str, expected: str
) -> None:
    reply = await shared.hub.client.get(f"{BASE}/{path}", headers={"accept": accept})

    assert reply.status_code == 200
    assert reply.headers["content-type"] == f"{expected}; charset=utf-8"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "nowhere.json", 404),
        ("GET", "services.yaml", 404),
        ("GET", "requests/a/b.json", 404),
        ("GET", "services/sihir.json", 404),
        ("GET", "tokens/T12.json", 404),
        ("GET", "services.json?jurisdiction_id=nowhere", 404),
        ("DELETE", "requests.json", 405),
        ("POST", "services.json", 405),
        ("PUT", "requests/H-1.json", 405),
    ],
)
async def test_errors_are_a_list_of_code_and_description(
    shared: City, method: str, path: str, status: int
) -> None:
    reply = await shared.hub.client.request(method, f"{BASE}/{path}", headers={"accept": "application/json"})
    listed = ET.fromstring(reply.text) if reply.text.startswith("<") else reply.json()  # noqa: S314 - our own

    assert reply.status_code == status
    if path != "services.yaml":
        assert [one["code"] for one in listed] == [status]
        assert listed[0]["description"]


async def test_a_number_is_its_own_token(city: City) -> None:
    number = await city.taken()

    assert (await city.get(f"tokens/{number}.json")).json() == [
        {"service_request_id": number, "token": number}
    ]


async def test_a_hub_may_have_no_such_door(sqlite_url: str) -> None:
    async with whole(sqlite_url, PRODUCTION) as hub:
        assert (await hub.client.get("/open311/v2/services.json")).status_code == 404


async def test_keys_in_a_query_stand_in_no_log(city: City, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for path in ("requests.json", "requests/nobody.json", "nowhere.json"):
            await city.get(path, api_key=city.key)
        await city.get("requests.json", api_key="hub_wrong_secret", start_date="x")

    access = logging.getLogger("uvicorn.access")
    of_pytest = [one for one in access.handlers if type(one).__module__.startswith("_pytest")]
    served = [one for one in caplog.records if not one.name.startswith(("http", access.name))]
    assert (access.propagate, access.handlers) == (False, of_pytest)  # nobody else listens to it
    assert not [record for record in served if "hub_" in record.getMessage()]
