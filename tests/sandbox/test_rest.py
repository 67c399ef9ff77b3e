from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.harness import System, system

BASE = "/api/v1/pengaduan"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with system(
        "rest", tmp_path_factory.mktemp("rest"), {"api_key": "kunci-uji", "prefix": "RSUD"}
    ) as running:
        running.headers["X-API-Key"] = "kunci-uji"
        yield running


def complaint(ticket: str, **more: object) -> dict[str, Any]:
    return {"nomor_tiket": ticket, "judul": "Antrean obat panjang", "isi": "Menunggu empat jam.", **more}


def test_a_new_complaint_gets_a_number_and_a_link(office: System) -> None:
    answer = office.post(BASE, complaint("T-1", rahasia=0, anonim=1))

    assert answer.status_code == 200
    assert answer.json()["status"] is True
    number = answer.json()["data"]["nomor"]
    assert number.startswith("RSUD-20")
    assert answer.json()["data"]["tautan"] == f"{office.running.url}/pengaduan/{number}"
    assert office.held("T-1")[0]["id"] == number


def test_the_same_idempotency_key_gives_the_same_answer_and_no_second_record(office: System) -> None:
    first = office.post(BASE, complaint("T-2"), **{"Idempotency-Key": "key-2"}).json()
    again = office.post(BASE, complaint("T-2"), **{"Idempotency-Key": "key-2"}).json()

    assert again == {**first, "duplikat": True}
    assert [record["received_count"] for record in office.held("T-2")] == [1]


def test_two_posts_without_a_key_make_two_records(office: System) -> None:
    for _ in range(2):
        office.post(BASE, complaint("T-3"))

    assert [record["received_count"] for record in office.held("T-3")] == [2, 2]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"judul": "x", "isi": "y"}, "nomor_tiket"),
        ({"nomor_tiket": "T-4", "judul": " ", "isi": "y"}, "judul"),
        ({"nomor_tiket": "T-4", "judul": "x", "isi": "y", "rahasia": "ya"}, "rahasia"),
    ],
)
def test_a_business_error_is_http_200_with_a_code(office: System, body: dict[str, Any], named: str) -> None:
    answer = office.post(BASE, body)

    assert answer.status_code == 200
    assert answer.json()["status"] is False
    assert answer.json()["kode"] == "E12"
    assert named in answer.json()["pesan"]
    assert office.held("T-4") == []


def test_a_body_that_is_no_json_is_a_business_error_too(office: System) -> None:
    answer = office.client.post(BASE, content=b"<xml/>", headers=office.headers)

    assert (answer.status_code, answer.json()["kode"]) == (200, "E12")


def test_a_wrong_key_is_told_with_http_200(office: System) -> None:
    answer = office.client.get(BASE, headers={"X-API-Key": "salah"})

    assert answer.status_code == 200
    assert answer.json() == {"status": False, "kode": "401", "pesan": "Login Gagal"}


def test_the_detail_tells_the_history_with_offsets(office: System) -> None:
    number = office.post(BASE, complaint("T-5")).json()["data"]["nomor"]
    office.act(number, "progress", note="Sedang dikerjakan.")
    office.act(number, "return", note="Bukan kami.", proposed="62.01.dinkes")

    data = office.get(f"{BASE}/{number}").json()["data"]

    assert (data["status"], data["alihkan_ke"]) == ("Ditolak - Bukan Wewenang", "62.01.dinkes")
    assert [entry["status"] for entry in data["riwayat"]] == [
        "Diterima",
        "Diproses",
        "Ditolak - Bukan Wewenang",
    ]
    assert all(entry["waktu"].endswith("+07:00") and len(entry["waktu"]) == 25 for entry in data["riwayat"])
    assert data["riwayat"][1]["keterangan"] == "Sedang dikerjakan."


def test_an_unknown_number_is_a_business_error(office: System) -> None:
    assert office.get(f"{BASE}/RSUD-1999-000001").json()["kode"] == "E04"


def test_a_search_by_ticket_finds_exactly_that_one(office: System) -> None:
    number = office.post(BASE, complaint("T-6")).json()["data"]["nomor"]

    assert [found["nomor"] for found in office.get(BASE, nomor_tiket="T-6").json()["data"]] == [number]
    assert office.get(BASE, nomor_tiket="T-").json()["data"] == []


def test_the_change_feed_can_be_read_page_by_page_without_a_gap(office: System) -> None:
    start = office.get("/api/v1/perubahan", batas=500).json()["berikut"]
    number = office.post(BASE, complaint("T-7")).json()["data"]["nomor"]
    for act in ("accept", "progress", "answer"):
        office.act(number, act)

    seen, cursor = [], start
    while page := office.get("/api/v1/perubahan", sejak=cursor, batas=3).json():
        if not page["data"]:
            break
        seen += page["data"]
        cursor = page["berikut"]

    assert [change["status"] for change in seen] == ["Diterima", "Diterima", "Diproses", "Selesai"]
    assert [change["urut"] for change in seen] == list(range(start + 1, start + 5))
    assert {change["nomor_tiket"] for change in seen} == {"T-7"}
    assert page["berikut"] == cursor


def test_a_note_after_a_question_puts_the_record_back_to_work(office: System) -> None:
    number = office.post(BASE, complaint("T-8")).json()["data"]["nomor"]
    office.act(number, "ask", note="Kapan?")
    assert office.get(f"{BASE}/{number}").json()["data"]["status"] == "Tunda"

    answer = office.post(f"{BASE}/{number}/catatan", {"isi": "Kemarin pagi."}).json()

    assert answer["data"]["status"] == "Diproses"
    assert answer["data"]["riwayat"][-1]["keterangan"] == "Kemarin pagi."


def test_a_note_at_another_time_changes_no_status(office: System) -> None:
    number = office.post(BASE, complaint("T-9")).json()["data"]["nomor"]
    office.act(number, "answer", note="Sudah selesai.")

    data = office.post(f"{BASE}/{number}/catatan", {"isi": "Terima kasih."}).json()["data"]

    assert (data["status"], data["keterangan"]) == ("Selesai", "Sudah selesai.")


def test_health_needs_no_key(office: System) -> None:
    assert office.client.get("/api/v1/sehat").json() == {"status": True}
