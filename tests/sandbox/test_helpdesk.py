from collections.abc import Iterator

import pytest

from tests.sandbox.harness import System, system

BASE = "/v2/keluhan"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with system("helpdesk", tmp_path_factory.mktemp("desk"), {"api_key": "kunci-uji"}) as running:
        running.headers["Authorization"] = "Bearer kunci-uji"
        yield running


def report(ticket: str) -> dict[str, str]:
    return {"perihal": "Lampu mati", "uraian": "Gelap sejak Senin.", "ref_luar": ticket, "nama": "Budi"}


def test_a_report_is_followed_by_its_number(desk: System) -> None:
    made = desk.post(BASE, report("A-1"))
    record = made.json()["keluhan"]["id"]
    desk.act(record, "accept", note="Diteruskan ke teknisi.")

    shown = desk.get(f"{BASE}/{record}").json()["keluhan"]

    assert (made.status_code, made.json()["keluhan"]["status"]) == (201, "Baru")
    assert (shown["status"], shown["tanggapan"]) == ("Disposisi", "Diteruskan ke teknisi.")
    assert shown["pelapor"] == {"nama": "Budi", "no_hp": None}


def test_the_same_report_twice_is_two_reports(desk: System) -> None:
    first, second = (desk.post(BASE, report("A-2")).json()["keluhan"]["id"] for _ in range(2))

    found = desk.get(BASE, ref_luar="A-2").json()

    assert first != second
    assert [one["id"] for one in found["daftar"]] == [first, second]


def test_a_list_is_read_to_its_end_by_the_cursor(desk: System) -> None:
    made = [desk.post(BASE, report("A-3")).json()["keluhan"]["id"] for _ in range(5)]

    seen, cursor = [], ""
    for _ in range(5):
        page = desk.get(BASE, ref_luar="A-3", jumlah=2, kursor=cursor).json()
        seen += [one["id"] for one in page["daftar"]]
        cursor = page["kursor_berikut"]
        if cursor is None:
            break

    assert (seen, cursor) == (made, None)


def test_failures_have_statuses_of_their_own(desk: System) -> None:
    assert desk.post(BASE, {"perihal": "tanpa uraian"}).json() == {
        "pesan": "isian kurang",
        "isian": ["uraian"],
    }
    assert desk.get(f"{BASE}/HD-0").status_code == 404
    assert desk.client.get(BASE, headers={"Authorization": "Bearer lain"}).status_code == 401


def test_its_description_is_open_and_names_its_own_address(desk: System) -> None:
    told = desk.client.get("/openapi.json").json()

    assert told["servers"] == [{"url": f"{desk.running.url}/v2"}]
    assert set(told["paths"]) == {"/keluhan", "/keluhan/{id}"}
    assert "Disposisi" in told["components"]["schemas"]["Keluhan"]["properties"]["status"]["enum"]
