"""A portal of open data as it behaves: envelopes, refusals in every dress, and answers nobody can read."""

import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from hub.connectors.catalogue import load_catalogue
from hub.connectors.ckan.connector import CkanConnector
from hub.domain.exchange import HealthState
from hub.errors import (
    ConfigError,
    ConnectorError,
    CredentialFault,
    Misunderstood,
    Refused,
    Throttled,
    Unconfirmed,
    Unreachable,
)
from tests.connectors.ckan.portal import NAME, catalogue, data_set, environment, portal
from tests.connectors.samples import NOW
from tests.sandbox.harness import System


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with portal(tmp_path_factory.mktemp("ckan"), foreign=["milik-orang-lain"]) as running:
        yield running


@pytest.fixture
async def hub(there: System, tmp_path: Path) -> AsyncIterator[CkanConnector]:
    found = catalogue(tmp_path / "instances", there.running.url)
    connector = found.get(NAME)
    assert isinstance(connector, CkanConnector)
    yield connector
    await found.aclose()


async def test_a_data_set_is_hidden_until_it_is_described_and_its_files_are_what_was_sent(
    there: System, hub: CkanConnector
) -> None:
    data = data_set("satu", berkas="nama,nilai\r\nKobar,5\r\n")
    assert await hub.data_set("satu") is None
    held = await hub.create_set(data)
    assert (held.hidden, held.files) == (True, ())
    await hub.put_file(held, data.files[0], None)
    await hub.describe_set(held, data)

    shown = there.get("/api/3/action/package_show", id="satu").json()["result"]
    (resource,) = shown["resources"]
    content = there.client.get(resource["url"]).content
    rows = there.get("/api/3/action/datastore_search", resource_id=resource["id"]).json()["result"]
    now = await hub.data_set("satu")

    assert (shown["private"], shown["license_id"], shown["owner_org"]) == (False, "cc-by", "diskominfo-kobar")
    assert {"key": "Periode", "value": "2026Q3"} in shown["extras"]
    assert (resource["name"], resource["format"], content) == ("berkas.csv", "CSV", data.files[0].content)
    assert rows["records"] == [{"nama": "Kobar", "nilai": "5"}]
    assert now is not None
    assert [(one.name, one.digest) for one in now.files] == [("berkas.csv", data.files[0].digest)]


async def test_a_file_is_replaced_in_its_place(there: System, hub: CkanConnector) -> None:
    old, new = data_set("dua", a="x\r\n1\r\n"), data_set("dua", a="x\r\n9\r\n")
    held = await hub.create_set(old)
    await hub.put_file(held, old.files[0], None)
    now = await hub.data_set("dua")
    assert now is not None
    await hub.put_file(now, new.files[0], now.files[0].id)
    after = await hub.data_set("dua")

    assert after is not None
    assert [(one.id, one.digest) for one in after.files] == [(now.files[0].id, new.files[0].digest)]


async def test_a_name_of_another_organisation_is_left_alone(hub: CkanConnector) -> None:
    with pytest.raises(Refused, match=r"^OF_ANOTHER_ORGANISATION$"):
        await hub.data_set("milik-orang-lain")


async def test_a_validation_error_names_the_field_and_not_its_value(hub: CkanConnector) -> None:
    with pytest.raises(Refused) as refusal:
        await hub.create_set(data_set("Nama Salah"))
    assert str(refusal.value) == "CKAN_REFUSED name"
    await hub.create_set(data_set("tiga"))
    with pytest.raises(Refused, match=r"^CKAN_REFUSED name$"):
        await hub.create_set(data_set("tiga"))


async def test_a_refusal_in_http_200_is_a_refusal(tmp_path: Path) -> None:
    with portal(tmp_path / "portal", statuses=False) as there:
        found = catalogue(tmp_path / "instances", there.running.url)
        connector = found.get(NAME)
        assert isinstance(connector, CkanConnector)
        try:
            assert await connector.data_set("tidak-ada") is None
            with pytest.raises(Refused, match=r"^CKAN_REFUSED name$"):
                await connector.create_set(data_set("Nama Salah"))
        finally:
            await found.aclose()


async def test_a_token_that_may_not_publish_is_a_credential_fault(there: System, tmp_path: Path) -> None:
    found = catalogue(tmp_path / "instances", there.running.url, "token-lain")
    connector = found.get(NAME)
    assert isinstance(connector, CkanConnector)
    try:
        with pytest.raises(CredentialFault):
            await connector.create_set(data_set("empat"))
        assert (await connector.health()).state is HealthState.DOWN
    finally:
        await found.aclose()


FAULTS: dict[str, tuple[type[ConnectorError], type[ConnectorError]]] = {
    "down": (Unreachable, Unreachable),
    "error500": (Unconfirmed, Unreachable),
    "error503": (Throttled, Throttled),
    "throttle429": (Throttled, Throttled),
    "silent": (Unconfirmed, Unreachable),
    "garbage": (Unconfirmed, Misunderstood),
    "huge": (Unconfirmed, Misunderstood),
}


@pytest.mark.parametrize("mode", FAULTS)
async def test_every_fault_means_what_it_means_at_other_peers(
    there: System, hub: CkanConnector, mode: str
) -> None:
    wrote, read = FAULTS[mode]
    with there.fault(mode):
        with pytest.raises(ConnectorError) as first:
            await hub.create_set(data_set(f"gagal-{mode}"))
        with pytest.raises(ConnectorError) as second:
            await hub.data_set(f"gagal-{mode}")
    assert (type(first.value), type(second.value)) == (wrote, read)
    assert "http" not in str(first.value) + str(second.value)


async def test_health_follows_the_portal(there: System, hub: CkanConnector) -> None:
    assert (await hub.health()).state is HealthState.UP
    with there.fault("down"):
        assert (await hub.health()).state is HealthState.DOWN


async def test_a_portal_that_is_described_wrongly_stops_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "instances"
    catalogue(folder, "http://127.0.0.1:1")
    file = folder / f"{NAME}.toml"
    file.write_text(file.read_text().replace('"diskominfo-kobar"', '"Dinas Kominfo"'))
    with pytest.raises(ConfigError, match="BAD_VALUE"):
        load_catalogue(folder, environment("http://127.0.0.1:1"), lambda: NOW, time.monotonic)
