"""Every profile opens the door it is made for, and nothing is asked twice that was answered for good."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest

from hub.connectors.auth import (
    ApiKey,
    AuthKeys,
    Basic,
    Bearer,
    ClientCredentials,
    Login,
    NoAuth,
    Password,
    Splp,
    TwoHeaders,
    credential,
)
from hub.connectors.breaker import Breaker, BreakerRules
from hub.connectors.credential import TokenAsk
from hub.connectors.http import AgencyHttp
from hub.connectors.instance import Limits
from hub.connectors.manners import Manners
from hub.errors import (
    ConnectorError,
    CredentialFault,
    Misunderstood,
    Refused,
    Throttled,
    Unconfirmed,
    Unreachable,
)
from sandbox.launch import Running, kill, start_all
from tests.connectors.peers import STILL
from tests.connectors.rawpeer import answer, raw_peer

PRODUCTS = [
    {"context": "pengaduan", "version": "1.0", "key": "key-of-cases", "path": "/api/v1"},
    {"context": "rekap", "version": "2.0", "key": "key-of-figures", "path": "/api/v1"},
]
SYSTEMS: dict[str, dict[str, Any]] = {
    "client": {"grant": "client_credentials", "client_id": "id", "client_secret": "secret"},
    "password": {"grant": "password", "client_id": "id", "client_secret": "cs", "user": "u", "password": "p"},
    "login": {"grant": "login", "user": "u", "password": "p"},
    "short": {"grant": "login", "user": "u", "password": "p", "token_seconds": 0.2},
    "bus": {"api_key": "own", "splp": {"products": PRODUCTS}},
    "fault": {"api_key": "own", "splp": {"products": PRODUCTS, "shape": "fault", "status": 200}},
    "wrapped": {"api_key": "own", "splp": {"products": PRODUCTS, "wrapped": True}},
    "spent": {"api_key": "own", "splp": {"products": PRODUCTS, "quota": 1}},
    "both": {"grant": "login", "user": "u", "password": "p", "splp": {"products": PRODUCTS}},
}
VALUES = {"ID": "id", "SECRET": "secret", "CS": "cs", "USER": "u", "PASSWORD": "p", "OWN": "own"}
VALUES |= {"CASES": "key-of-cases", "FIGURES": "key-of-figures", "WRONG": "wrong"}
VALUES |= {"BUS_ID": "sandbox-bus-client", "BUS_SECRET": "sandbox-bus-secret"}
CLIENT = ClientCredentials("/oauth/token", "ID", "SECRET")
PASSWORD = Password("/oauth/token", "USER", "PASSWORD", "ID", "CS")
LOGIN = Login(
    "/api/v1/masuk", "USER", "PASSWORD", "nama", "sandi", token="data.token", expires="data.berlaku"
)
KEY = ApiKey("X-API-Key", "OWN")
CASES = "/api/v1/pengaduan?nomor_tiket=-"
BUS_CASES = "/pengaduan?nomor_tiket=-"


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Running]]:
    wanted: list[tuple[str, str, dict[str, Any] | None]] = [
        ("rest", name, {**config, **STILL}) for name, config in SYSTEMS.items()
    ]
    running = {one.name: one for one in start_all(wanted, tmp_path_factory.mktemp("systems"))}
    yield running
    for one in running.values():
        kill(one)


def seam(
    address: str, keys: AuthKeys, splp: Splp | None = None, manners: Manners | None = None, **values: str
) -> AgencyHttp:
    proof = credential(keys, {**VALUES, **values}, time.monotonic, splp)
    manners = manners or Manners(bus=splp is not None, wrapped=splp.wrapped if splp else "")
    breaker = Breaker(BreakerRules(), time.monotonic)
    return AgencyHttp(address, Limits(deadline=3.0), proof, breaker, time.monotonic, manners=manners)


async def read(http: AgencyHttp, path: str) -> Any:
    try:
        return (await http.get(path)).json()
    finally:
        await http.aclose()


async def refused(http: AgencyHttp, path: str, method: str = "GET") -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        (await http.ask(method, path, json={} if method == "POST" else None, safe=method == "GET")).json()
    await http.aclose()
    return caught.value


@pytest.mark.parametrize(("name", "keys"), [("client", CLIENT), ("password", PASSWORD), ("login", LOGIN)])
async def test_a_token_opens_the_door(systems: dict[str, Running], name: str, keys: AuthKeys) -> None:
    assert await read(seam(systems[name].url, keys), CASES) == {"status": True, "data": []}


@pytest.mark.parametrize(
    ("name", "keys", "values"),
    [
        ("client", CLIENT, {"SECRET": "wrong"}),
        ("password", PASSWORD, {"PASSWORD": "wrong"}),
        ("password", PASSWORD, {"CS": "wrong"}),
        ("login", LOGIN, {"PASSWORD": "wrong"}),  # refused with HTTP 200
        ("client", Bearer("WRONG"), {}),
    ],
)
async def test_a_wrong_secret_is_a_credential_fault(
    systems: dict[str, Running], name: str, keys: AuthKeys, values: dict[str, str]
) -> None:
    assert type(await refused(seam(systems[name].url, keys, **values), CASES)) is CredentialFault


async def test_a_token_that_ended_early_is_replaced_once(systems: dict[str, Running]) -> None:
    """It lasts a moment, says nothing about it, and is refused with 401 afterwards."""
    keys = Login("/api/v1/masuk", "USER", "PASSWORD", "nama", "sandi", token="data.token")
    http = seam(systems["short"].url, keys)

    assert (await http.get(CASES)).status == 200
    await asyncio.sleep(0.2)
    await asyncio.sleep(0.05)
    assert (await http.get(CASES)).status == 200
    await http.aclose()


async def test_all_who_wait_for_a_token_share_one() -> None:
    token = answer(200, b'{"access_token": "t", "expires_in": "300"}')
    async with raw_peer(token, answer(200)) as peer:
        http = seam(peer.url, PASSWORD)
        await asyncio.gather(*(http.get("/x") for _ in range(4)))
        await http.aclose()

    asked = [request for request in peer.requests if request.startswith(b"POST /oauth/token")]
    assert len(asked) == 1
    assert asked[0].endswith(b"client_id=id&client_secret=cs&grant_type=password&username=u&password=p")
    assert [b"authorization: bearer t" in one.lower() for one in peer.requests[1:]] == [True] * 4


@pytest.mark.parametrize(
    ("keys", "headers"),
    [
        (NoAuth(), []),
        (ApiKey("X-K", "OWN"), [b"x-k: own"]),
        (TwoHeaders("auth", "OWN", "token", "SECRET"), [b"auth: own", b"token: secret"]),
        (Basic("USER", "PASSWORD"), [b"authorization: basic dtpw"]),
        (Bearer("OWN"), [b"authorization: bearer own"]),
    ],
)
async def test_fixed_proofs_travel_in_their_headers(keys: AuthKeys, headers: list[bytes]) -> None:
    async with raw_peer(answer(200)) as peer:
        await read(seam(peer.url, keys), "/x")

    lines = peer.requests[0].lower().split(b"\r\n")
    assert [line for line in headers if line not in lines] == []


@pytest.mark.parametrize("header", ["apikey", "Authorization", "AuthorizationSPLP"])
async def test_a_products_key_opens_the_bus_in_every_header(systems: dict[str, Running], header: str) -> None:
    http = seam(systems["bus"].url + "/pengaduan/1.0", KEY, Splp(header, "CASES"))

    assert await read(http, BUS_CASES) == {"status": True, "data": []}


async def test_a_client_of_the_bus_gets_a_token_beside_the_products_path(systems: dict[str, Running]) -> None:
    for path in ("/token", "/oauth2/token"):
        splp = Splp(token_path=path, client_id_env="BUS_ID", client_secret_env="BUS_SECRET")
        http = seam(systems["bus"].url + "/pengaduan/1.0", KEY, splp)
        assert await read(http, BUS_CASES) == {"status": True, "data": []}


async def test_the_service_behind_the_bus_has_a_proof_of_its_own(systems: dict[str, Running]) -> None:
    keys = Login("/masuk", "USER", "PASSWORD", "nama", "sandi", "data.token", "data.berlaku")
    bus = systems["both"].url + "/pengaduan/1.0"

    assert await read(seam(bus, keys, Splp(secret_env="CASES")), BUS_CASES) == {"status": True, "data": []}
    fault = await refused(seam(bus, keys, Splp(secret_env="CASES"), PASSWORD="wrong"), BUS_CASES)
    assert (type(fault), str(fault)) == (CredentialFault, "LOGIN_REFUSED")


@pytest.mark.parametrize("name", ["bus", "fault"])
@pytest.mark.parametrize(
    ("secret", "code"), [("FIGURES", "BUS_900908"), ("WRONG", "BUS_900901"), (None, "BUS_900902")]
)
async def test_a_key_opens_its_own_product_only_and_is_not_tried_again(
    systems: dict[str, Running], name: str, secret: str | None, code: str
) -> None:
    """Whatever the shape of the refusal, and also with HTTP 200."""
    splp = Splp(secret_env=secret) if secret else None
    http = seam(systems[name].url + "/pengaduan/1.0", KEY, splp, Manners(bus=True))

    for method in ("GET", "POST"):
        fault = await refused(http, BUS_CASES, method)
        assert (type(fault), str(fault)) == (CredentialFault, code)


async def test_a_spent_quota_means_later(systems: dict[str, Running]) -> None:
    http = seam(systems["spent"].url + "/rekap/2.0", KEY, Splp(secret_env="FIGURES"))
    found = [await _outcome(http) for _ in range(3)]
    await http.aclose()

    assert found[-1] == (Throttled, "BUS_900804", 1.0)  # the minute may turn once in between


async def _outcome(http: AgencyHttp) -> object:
    try:
        await http.get("/pengaduan?nomor_tiket=-")
    except ConnectorError as fault:
        return type(fault), str(fault), fault.retry_after
    return None


@pytest.mark.parametrize("status", [200, 401, 403, 500])
@pytest.mark.parametrize("keys", [NoAuth(), LOGIN])
async def test_a_static_key_the_bus_refuses_is_sent_once(status: int, keys: AuthKeys) -> None:
    """A token of the service behind it is another matter: it was not what the bus refused."""
    body = b'{"fault": {"code": 900901, "message": "Invalid Credentials"}}'
    token = [answer(200, b'{"data": {"token": "t", "berlaku": 60}}')] if keys is LOGIN else []
    async with raw_peer(*token, answer(status, body)) as peer:
        fault = await refused(seam(peer.url, keys, Splp(secret_env="CASES")), "/x", "POST")

    assert (type(fault), len(peer.requests)) == (CredentialFault, 1 + len(token))


async def test_a_token_the_bus_refuses_is_replaced_once() -> None:
    gone = answer(401, b'{"code": "900901"}')
    tokens = [answer(200, b'{"access_token": "%d", "expires_in": 300}' % number) for number in (1, 2)]
    splp = Splp(token_path="/token", client_id_env="BUS_ID", client_secret_env="BUS_SECRET")
    async with raw_peer(tokens[0], gone, tokens[1], gone) as peer:
        fault = await refused(seam(peer.url + "/a/1.0", NoAuth(), splp), "/x", "POST")

    assert (type(fault), len(peer.requests)) == (CredentialFault, 4)
    assert [one.split(b" ")[1] for one in peer.requests] == [b"/token", b"/a/1.0/x"] * 2


async def test_without_the_bus_a_code_in_a_good_answer_is_the_agencys_own() -> None:
    body = b'{"code": 900901, "data": []}'
    async with raw_peer(answer(200, body)) as peer:
        assert await read(seam(peer.url, NoAuth()), "/x") == {"code": 900901, "data": []}


async def test_a_wrapped_answer_is_unwrapped(systems: dict[str, Running]) -> None:
    bus = systems["wrapped"].url + "/pengaduan/1.0"
    splp = Splp(secret_env="CASES", wrapped="data")

    assert await read(seam(bus, KEY, splp), BUS_CASES) == {"status": True, "data": []}


@pytest.mark.parametrize(
    ("body", "read_fault", "write_fault"),
    [
        (b'{"api_status": 0, "api_message": "error"}', Refused, Refused),
        (b'{"data": []}', Misunderstood, Unconfirmed),
        (b"<html>", Misunderstood, Unconfirmed),
        (b'{"code": "900800"}', Throttled, Throttled),
    ],
)
async def test_a_wrapping_that_says_no_or_nothing(
    body: bytes, read_fault: type[ConnectorError], write_fault: type[ConnectorError]
) -> None:
    async with raw_peer(answer(200, body)) as peer:
        splp = Splp(secret_env="CASES", wrapped="data")
        assert type(await refused(seam(peer.url, NoAuth(), splp), "/x")) is read_fault
        assert type(await refused(seam(peer.url, NoAuth(), splp), "/x", "POST")) is write_fault


async def test_statuses_mean_what_the_instance_says() -> None:
    own = Manners(own={"420": "throttled", "500": "refused", "404": "unreachable", "401": "throttled"})
    kinds = {420: Throttled, 500: Refused, 404: Unreachable, 401: Throttled, 502: Unconfirmed}
    for status, kind in kinds.items():
        async with raw_peer(answer(status, b"{}", "retry-after: 7")) as peer:
            fault = await refused(seam(peer.url, NoAuth(), manners=own), "/x", "POST")
        assert type(fault) is kind
        assert fault.retry_after == (7.0 if kind is Throttled else None)


def test_no_secret_is_shown_by_what_holds_it() -> None:
    ask = TokenAsk("/token", form={"client_secret": "very-secret"}, headers={"Authorization": "very-secret"})
    assert "very-secret" not in repr(ask)
