"""The government bus in front of a system: keys per product, tokens, refusals with codes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.launch import NotReady
from tests.sandbox.harness import System, system

PRODUCTS = [
    {"context": "aduan", "version": "1.0", "key": "key-a", "path": "/api/v1"},
    {"context": "rekap", "version": "2.1", "key": "key-b", "path": "/api/v1"},
]
CASES, RECAP = "/aduan/1.0/pengaduan", "/rekap/2.1/rekap"


@pytest.fixture(scope="module")
def bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with system("rest", tmp_path_factory.mktemp("bus"), {"splp": {"products": PRODUCTS}}) as running:
        running.headers["X-API-Key"] = "sandbox-api-key"
        yield running


def code_of(bus: System, path: str, **headers: str) -> tuple[int, Any]:
    answer = bus.client.get(path, headers={**bus.headers, **headers})
    return answer.status_code, answer.json().get("code")


@pytest.mark.parametrize("header", ["apikey", "Authorization", "AuthorizationSPLP"])
def test_a_key_opens_its_product_in_every_header(bus: System, header: str) -> None:
    bare = header == "apikey"
    answer = bus.client.get(CASES, headers={**bus.headers, header: "key-a" if bare else "Bearer key-a"})

    assert (answer.status_code, answer.json()) == (200, {"status": True, "data": []})


def test_refusals_have_the_gateways_codes(bus: System) -> None:
    assert code_of(bus, CASES) == (401, "900902")
    assert code_of(bus, CASES, apikey="nobody") == (401, "900901")
    assert code_of(bus, CASES, apikey="key-b") == (403, "900908")
    assert code_of(bus, "/aduan/2.0/pengaduan", apikey="key-a") == (404, "404")
    assert code_of(bus, "/api/v1/pengaduan", apikey="key-a") == (404, "404")


def test_what_opened_the_bus_does_not_reach_the_system(bus: System) -> None:
    """`Authorization` is the system's own where another header opened the bus."""
    assert code_of(bus, CASES, apikey="key-a", **{"X-API-Key": "wrong"}) == (200, None)
    answer = bus.client.get(CASES, headers={"apikey": "key-a"})
    assert answer.json()["kode"] == "401"


@pytest.mark.parametrize("path", ["/token", "/oauth2/token"])
def test_a_token_opens_all_products(bus: System, path: str) -> None:
    grant = {"grant_type": "client_credentials"}
    client = ("sandbox-bus-client", "sandbox-bus-secret")
    token = bus.client.post(path, data=grant, auth=client).json()["access_token"]

    assert code_of(bus, CASES, Authorization=f"Bearer {token}") == (200, None)
    assert bus.client.post(path, data=grant, auth=("x", "y")).status_code == 401
    assert bus.client.post(path, data={}, auth=client).status_code == 400


def test_a_spent_quota_and_a_gateway_that_always_says_200(tmp_path: Path) -> None:
    config = {"splp": {"products": PRODUCTS, "quota": 1, "shape": "fault", "status": 200}}
    with system("rest", tmp_path, config) as bus:
        answers = [bus.client.get(RECAP, headers={"apikey": "key-b"}) for _ in range(3)]

    assert {answer.status_code for answer in answers} == {200}
    assert answers[-1].json()["fault"]["code"] == 900804
    assert answers[-1].headers["retry-after"] == "1"


def test_a_tenant_wraps_everything(tmp_path: Path) -> None:
    with system("rest", tmp_path, {"splp": {"products": PRODUCTS, "wrapped": True}}) as bus:
        headers = {"apikey": "key-a", "X-API-Key": "sandbox-api-key"}
        good, lost = bus.client.get(CASES, headers=headers), bus.client.get(CASES + "s", headers=headers)

    assert (good.json()["api_status"], good.json()["data"]) == (1, {"status": True, "data": []})
    assert (lost.status_code, lost.json()["api_status"]) == (200, 0)


@pytest.mark.parametrize(
    "config",
    [
        {"splp": {"products": PRODUCTS, "shape": "xml"}},
        {"splp": {"products": [{"context": "a"}]}},
        {"grant": "magic"},
        {"grants": "login"},
    ],
)
def test_a_wrong_config_stops_the_start(tmp_path: Path, config: dict[str, Any]) -> None:
    with pytest.raises(NotReady), system("rest", tmp_path, config):
        pass
