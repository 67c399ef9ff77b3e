"""The facility master: a token with the grant in the query, bundles with links, nothing clinical."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.harness import System, system

TOKEN = "/oauth2/v1/accesstoken?grant_type=client_credentials"
CLIENT = {"client_id": "sandbox-client", "client_secret": "sandbox-client-secret"}
LOCATIONS = "/fhir-r4/v1/Location"


@pytest.fixture(scope="module")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with system("satusehat", tmp_path_factory.mktemp("exchange"), {"per_page": 3}) as running:
        token = running.client.post(TOKEN, data=CLIENT).json()
        assert token["expires_in"] == "3600"
        running.headers["Authorization"] = f"Bearer {token['access_token']}"
        yield running


def names(bundle: Any) -> list[str]:
    return [entry["resource"]["name"] for entry in bundle["entry"]]


def test_bundles_lead_from_page_to_page(exchange: System) -> None:
    found, url = [], LOCATIONS
    while url:
        bundle = exchange.client.get(url, headers=exchange.headers).json()
        found += names(bundle)
        assert bundle["total"] == 7
        links = {link["relation"]: link["url"] for link in bundle["link"]}
        url = links.get("next", "")

    assert len(found) == len(set(found)) == 7


def test_places_are_found_by_the_code_of_their_region(exchange: System) -> None:
    query = {"administrative-code": "620101"}
    bundle = exchange.client.get(LOCATIONS, params=query, headers=exchange.headers).json()

    assert names(bundle) == ["Puskesmas Kumai"]
    codes = bundle["entry"][0]["resource"]["address"]["extension"][0]["extension"]
    assert {one["url"]: one["valueCode"] for one in codes} == {
        "province": "62",
        "city": "6201",
        "district": "620101",
    }


def test_strangers_are_told_as_fhir_tells(exchange: System) -> None:
    assert exchange.client.get(LOCATIONS).json()["resourceType"] == "OperationOutcome"
    assert exchange.client.get(LOCATIONS).status_code == 401
    assert exchange.client.post(TOKEN, data={**CLIENT, "client_secret": "x"}).status_code == 401
    assert exchange.client.post("/oauth2/v1/accesstoken", data=CLIENT).status_code == 400
