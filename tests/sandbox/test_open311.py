from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.sandbox.harness import System, eventually, system

KEY = "sandbox-api-key"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with system("open311", tmp_path_factory.mktemp("open311"), {"extended": False}) as running:
        yield running


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    config = {"mode": "batch", "token_seconds": 0.3, "jurisdiction": "kota.example"}
    with system("open311", tmp_path_factory.mktemp("slow"), config) as running:
        yield running


def form(**changes: str) -> dict[str, str]:
    given = {
        "api_key": KEY,
        "service_code": "002",
        "description": "Lampu jalan mati",
        "address_string": "Jalan Pasar 1",
        **changes,
    }
    return {name: value for name, value in given.items() if value}


def post(city: System, path: str = "/requests.json", **changes: str) -> httpx.Response:
    return city.client.post(path, data=form(**changes))


def created(city: System, **changes: str) -> int:
    number = post(city, **changes).json()[0]["service_request_id"]
    assert isinstance(number, int)
    return number


def test_ids_are_numbers_from_zero_and_a_duplicate_is_not_noticed(city: System) -> None:
    first = [created(city, **{"attribute[external_ref]": "A-1#1"}) for _ in range(2)]

    assert first == [0, 1]
    assert [record["received_count"] for record in city.held(quote("A-1#1"))] == [2, 2]
    assert city.held(quote("A-1#1"))[0]["id"] == "0"
    assert KEY not in str(city.held(quote("A-1#1")))


@pytest.mark.parametrize(
    ("path", "changes", "status"),
    [
        ("/requests.json", {"api_key": "wrong"}, 403),
        ("/requests.json", {"service_code": ""}, 400),
        ("/requests.json", {"service_code": "777"}, 404),
        ("/requests.json", {"description": ""}, 400),
        ("/requests.json", {"address_string": ""}, 400),
        ("/servicerequestupdates.json", {"service_request_id": "9999", "status": "OPEN"}, 404),
        ("/servicerequestupdates.json", {"service_request_id": "0", "status": ""}, 400),
    ],
)
def test_errors_are_lists(city: System, path: str, changes: dict[str, str], status: int) -> None:
    created(city)
    reply = post(city, path, **changes)
    as_xml = post(city, path.replace("json", "xml"), **changes)

    assert (reply.status_code, reply.json()[0]["code"]) == (status, status)
    assert f"<errors><error><code>{status}</code><description>" in as_xml.text


@pytest.mark.parametrize("path", ["/nowhere.xml", "/services.yaml", "/"])
def test_an_unknown_path_is_a_text(city: System, path: str) -> None:
    reply = city.get(path)

    assert (reply.status_code, reply.text) == (404, "Not Found")


def test_services_say_true_and_false_as_words(city: System) -> None:
    entry = city.get("/services.json").json()[0]

    assert (entry["service_code"], entry["metadata"], entry["type"]) == ("001", "false", "realtime")
    assert "<services><service><service_code>001</service_code>" in city.get("/services.xml").text
    assert city.get("/services/001.xml").text.endswith("<attributes/></service_definition>")
    assert city.get("/services/777.xml").status_code == 404


def test_a_place_nobody_gave_is_zero_and_core_words_are_two(city: System) -> None:
    number = created(city, description="Lampu <mati> & gelap")
    city.act(number, "progress")
    [opened] = city.get(f"/requests/{number}.json").json()
    city.act(number, "answer", note="Sudah diganti.")
    [closed] = city.get(f"/requests/{number}.json").json()

    assert (opened["status"], opened["lat"], opened["long"]) == ("open", 0, 0)
    assert (closed["status"], closed["status_notes"]) == ("closed", "Sudah diganti.")
    assert closed["updated_datetime"].endswith("+07:00")
    assert "Lampu &lt;mati&gt; &amp; gelap" in city.get(f"/requests/{number}.xml").text


def test_lists_are_narrowed_and_paged(city: System) -> None:
    numbers = [created(city, service_code="099") for _ in range(5)]

    def listed(**query: str | int) -> list[Any]:
        answer = city.get("/requests.json", service_code="099", **query).json()
        return [one["service_request_id"] for one in answer]

    assert listed() == numbers[::-1]
    assert listed(page=2, page_size=2) == numbers[2:0:-1]
    assert listed(end_date="2020-01-01T00:00:00Z") == []
    assert listed(status="closed") == []
    several = city.get("/requests.json", service_request_id=f"{numbers[1]},9999,{numbers[0]}").json()
    assert [one["service_request_id"] for one in several] == numbers[1::-1]
    far = city.get("/requests.json", start_date="2020-01-01T00:00:00Z", end_date="2021-01-01T00:00:00Z")
    assert far.status_code == 400


def test_updates_are_what_officers_did_and_need_the_key(city: System) -> None:
    number = created(city)
    city.act(number, "ask", note="Di mana?")
    note = {"service_request_id": str(number), "status": "OPEN", "update_id": "n-1", "description": "Pasar."}
    answer = post(city, "/servicerequestupdates.json", **note)
    city.act(number, "answer", note="Selesai.")
    shown = city.get("/servicerequestupdates.json", api_key=KEY).json()
    mine = [one for one in shown if one["service_request_id"] == number]

    assert answer.json() == [{"update_id": "n-1"}]
    assert [(one["status"], one["description"]) for one in mine] == [
        ("OPEN", "Di mana?"),
        ("IN_PROGRESS", "Pasar."),
        ("FIXED", "Selesai."),
    ]
    assert city.get("/servicerequestupdates.json").status_code == 403


def test_a_batch_endpoint_gives_a_token_whose_number_comes_later(slow: System) -> None:
    assert post(slow).status_code == 404  # jurisdiction_id is missing
    token = post(slow, jurisdiction_id="kota.example").json()[0]["token"]
    soon = slow.get(f"/tokens/{token}.json").json()
    later = eventually(lambda: slow.get(f"/tokens/{token}.json").json()[0]["service_request_id"] is not None)

    assert soon == [{"service_request_id": None, "token": token}]
    assert later
    assert slow.get("/tokens/T99.json").status_code == 404
    assert "<token>T0</token>" in slow.get(f"/tokens/{token}.xml").text
