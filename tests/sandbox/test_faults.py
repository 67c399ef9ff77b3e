import socket
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sandbox.faults import UNKNOWN_WORD
from tests.sandbox.harness import System, system

BASE = "/api/v1/pengaduan"
HEALTH = "/api/v1/sehat"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with system("rest", tmp_path_factory.mktemp("faults")) as running:
        running.headers["X-API-Key"] = "sandbox-api-key"
        yield running


def complaint(ticket: str) -> dict[str, Any]:
    return {"nomor_tiket": ticket, "judul": "Air mati", "isi": "Sejak kemarin."}


def filed(office: System, ticket: str) -> str:
    return str(office.post(BASE, complaint(ticket)).json()["data"]["nomor"])


def test_down_refuses_connections_even_kept_ones_and_none_reopens_the_same_port(office: System) -> None:
    assert office.get(HEALTH).json() == {"status": True}  # leaves a kept connection behind

    with office.fault("down"):
        for _ in range(2):
            with pytest.raises(httpx.TransportError):
                office.get(HEALTH)
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{office.running.url}{HEALTH}", trust_env=False)
        with socket.socket() as other, pytest.raises(OSError, match="in use"):  # the port stays its own
            other.bind(("127.0.0.1", int(office.running.url.rsplit(":", 1)[1])))
        assert office.control("/state")["fault"] == "down"

    assert office.get(HEALTH).json() == {"status": True}


def test_slow_waits_before_it_answers(office: System) -> None:
    with office.fault("slow", seconds=0.3):
        started = time.monotonic()
        answer = office.get(HEALTH)

    assert answer.json() == {"status": True}
    assert time.monotonic() - started >= 0.3


def test_drip_sends_byte_by_byte(office: System) -> None:
    with (
        office.fault("drip", seconds=0.01),
        office.client.stream("GET", HEALTH, headers=office.headers) as answer,
    ):
        started = time.monotonic()
        pieces = list(answer.iter_raw())

    assert b"".join(pieces) == b'{"status":true}'
    assert time.monotonic() - started >= 0.01 * (len(b'{"status":true}') - 2)
    assert len(pieces) > 5


@pytest.mark.parametrize(
    ("mode", "status", "retry_after"),
    [("error500", 500, None), ("error503", 503, "1"), ("throttle429", 429, "1")],
)
def test_error_modes_answer_with_their_status_and_store_nothing(
    office: System, mode: str, status: int, retry_after: str | None
) -> None:
    with office.fault(mode):
        answer = office.post(BASE, complaint(f"F-{mode}"))

    assert answer.status_code == status
    assert answer.headers.get("retry-after") == retry_after
    assert office.held(f"F-{mode}") == []


def test_an_error_can_also_come_after_the_work_is_done(office: System) -> None:
    with office.fault("error500", after=True):
        answer = office.post(BASE, complaint("F-after"))

    assert answer.status_code == 500
    assert len(office.held("F-after")) == 1


def test_silent_stores_the_request_and_closes_the_connection_without_an_answer(office: System) -> None:
    with office.fault("silent"), pytest.raises(httpx.RemoteProtocolError):
        office.post(BASE, complaint("F-silent"))

    assert len(office.held("F-silent")) == 1


def test_garbage_is_http_200_with_broken_json(office: System) -> None:
    with office.fault("garbage"):
        answer = office.get(HEALTH)

    assert answer.status_code == 200
    with pytest.raises(ValueError, match="Unterminated"):
        answer.json()


def test_huge_is_ten_mebibytes(office: System) -> None:
    with office.fault("huge"):
        answer = office.get(HEALTH)

    assert len(answer.content) > 10 * 1024 * 1024
    assert set(answer.json()) == {"data"}


def test_duplicate_and_reorder_disturb_the_feed_but_not_its_cursor(office: System) -> None:
    since = office.get("/api/v1/perubahan", batas=500).json()["berikut"]
    number = filed(office, "F-feed")
    office.act(number, "progress")
    true = [since + 1, since + 2]

    with office.fault("duplicate"):
        doubled = office.get("/api/v1/perubahan", sejak=since).json()
    with office.fault("reorder"):
        reversed_ = office.get("/api/v1/perubahan", sejak=since).json()

    assert [change["urut"] for change in doubled["data"]] == [true[0], true[0], true[1], true[1]]
    assert [change["urut"] for change in reversed_["data"]] == true[::-1]
    assert doubled["berikut"] == reversed_["berikut"] == true[-1]


def test_unknown_word_replaces_every_status_word(office: System) -> None:
    number = filed(office, "F-word")
    with office.fault("unknown_word"):
        spoiled = office.get(f"{BASE}/{number}").json()["data"]

    assert spoiled["status"] == UNKNOWN_WORD
    assert {entry["status"] for entry in spoiled["riwayat"]} == {UNKNOWN_WORD}
    assert office.get(f"{BASE}/{number}").json()["data"]["status"] == "Diterima"


def test_count_and_path_hit_only_the_next_matching_requests(office: System) -> None:
    office.control("/fault", {"mode": "error500", "count": 2, "path": "^POST .*pengaduan$"})

    assert office.get(HEALTH).status_code == 200
    assert [office.post(BASE, complaint("F-count")).status_code for _ in range(3)] == [500, 500, 200]
    assert office.control("/state")["fault"] == "none"


@pytest.mark.parametrize(
    "wrong",
    [{"mode": "grumpy"}, {"mode": "slow", "path": "("}, {"mode": "slow", "count": 0}, {"moed": "slow"}],
)
def test_a_fault_that_makes_no_sense_is_refused(office: System, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"mode|path|count|moed"):
        office.control("/fault", wrong)
    assert office.control("/state")["fault"] == "none"


def test_late_hangs_up_first_and_stores_afterwards(office: System) -> None:
    with office.fault("late", seconds=0.3, count=1), pytest.raises(httpx.RemoteProtocolError):
        office.post(BASE, complaint("F-late"))
    assert office.control("/records?ticket=F-late") == []

    until = time.monotonic() + 5
    while not office.control("/records?ticket=F-late") and time.monotonic() < until:
        time.sleep(0.02)
    [record] = office.control("/records?ticket=F-late")
    assert (record["title"], record["received_count"]) == ("Air mati", 1)
