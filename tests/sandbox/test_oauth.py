import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.harness import System, eventually, system

BASE = "/v2/laporan"
GRANT = {"grant_type": "client_credentials", "client_id": "hub-uji", "client_secret": "rahasia-uji"}
CONFIG = {"client_id": "hub-uji", "client_secret": "rahasia-uji"}
WITA = timezone(timedelta(hours=8))


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with system("oauth", tmp_path_factory.mktemp("oauth"), CONFIG) as running:
        token = running.client.post("/oauth/token", data=GRANT).json()["access_token"]
        running.headers["Authorization"] = f"Bearer {token}"
        yield running


def report(reference: str) -> dict[str, Any]:
    return {
        "judul": "Jalan rusak",
        "isi": "Lubang besar di depan pasar.",
        "kode_wilayah": "52.71",
        "topik": "jalan",
        "rujukan": reference,
        "jenis": "pengaduan",
    }


def test_the_very_first_report_has_id_zero(tmp_path: Path) -> None:
    with system("oauth", tmp_path, CONFIG) as fresh:
        grant = fresh.client.post("/oauth/token", data=GRANT)
        fresh.headers["Authorization"] = f"Bearer {grant.json()['access_token']}"
        answer = fresh.post(BASE, report("R-0"))

        assert (grant.json()["expires_in"], grant.json()["token_type"]) == (120, "Bearer")
        assert answer.status_code == 201
        assert answer.json() == {"kode": "00", "hasil": {"id": 0}}
        assert fresh.get(f"{BASE}/0").json()["hasil"]["rujukan"] == "R-0"


@pytest.mark.parametrize("wrong", [{"client_secret": "salah"}, {"client_id": "lain"}])
def test_wrong_client_credentials_get_no_token(province: System, wrong: dict[str, str]) -> None:
    answer = province.client.post("/oauth/token", data={**GRANT, **wrong})

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_credentials_may_also_come_by_http_basic(province: System) -> None:
    answer = province.client.post(
        "/oauth/token", data={"grant_type": "client_credentials"}, auth=("hub-uji", "rahasia-uji")
    )

    assert answer.status_code == 200


def test_another_grant_is_not_supported(province: System) -> None:
    answer = province.client.post("/oauth/token", data={**GRANT, "grant_type": "password"})

    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


@pytest.mark.parametrize("header", ["", "Bearer salah", "Bearer a.b.c", "Basic xyz"])
def test_a_wrong_token_is_refused(province: System, header: str) -> None:
    answer = province.client.get(f"{BASE}/0", headers={"Authorization": header})

    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_token"})


def test_a_token_runs_out(tmp_path: Path) -> None:
    with system("oauth", tmp_path, {**CONFIG, "token_seconds": 0.3}) as hasty:
        token = hasty.client.post("/oauth/token", data=GRANT).json()["access_token"]
        hasty.headers["Authorization"] = f"Bearer {token}"
        assert hasty.get(BASE, rujukan="R").status_code == 200

        eventually(lambda: hasty.get(BASE, rujukan="R").status_code == 401)


def test_a_repeated_report_is_stored_twice_but_can_be_searched(province: System) -> None:
    ids = [province.post(BASE, report("R-1")).json()["hasil"]["id"] for _ in range(2)]

    found = province.get(BASE, rujukan="R-1").json()["hasil"]

    assert [item["id"] for item in found] == ids
    assert ids[0] != ids[1]
    assert [record["received_count"] for record in province.held("R-1")] == [2, 2]


def test_a_business_error_is_http_200_with_a_code(province: System) -> None:
    answer = province.post(BASE, {"judul": "x"})

    assert answer.status_code == 200
    assert answer.json()["kode"] == "17"
    assert "rujukan" in answer.json()["uraian"]
    assert province.get(f"{BASE}/987654").json()["kode"] == "44"


def test_the_detail_shows_state_version_and_wita_wall_time(province: System) -> None:
    number = province.post(BASE, report("R-2")).json()["hasil"]["id"]
    province.act(number, "accept")
    province.act(number, "return", note="Kewenangan kota.", proposed="52.71.pupr")

    shown = province.get(f"{BASE}/{number}").json()["hasil"]

    assert (shown["keadaan"], shown["alihan"], shown["versi"]) == ("BUKAN_KEWENANGAN", "52.71.pupr", 3)
    changed = datetime.strptime(shown["diubah"], "%d/%m/%Y %H:%M:%S").replace(tzinfo=WITA)
    assert abs(changed.timestamp() - time.time()) < 10


def test_the_change_feed_comes_in_pages_of_fifty(province: System) -> None:
    number = province.post(BASE, report("R-3")).json()["hasil"]["id"]
    since = province.held("R-3")[0]["events"][-1]["seq"]
    for turn in range(60):
        province.act(number, "progress", note=f"Langkah {turn}")

    first = province.get(f"{BASE}/ubah", sejak=since, halaman=1).json()
    second = province.get(f"{BASE}/ubah", sejak=since, halaman=2).json()

    assert (len(first["hasil"]), first["lanjut"]) == (50, True)
    assert (len(second["hasil"]), second["lanjut"]) == (10, False)
    orders = [change["urutan"] for change in first["hasil"] + second["hasil"]]
    assert orders == list(range(since + 1, since + 61))
    assert {change["id"] for change in second["hasil"]} == {number}


def test_a_message_after_a_question_puts_the_report_back_to_work(province: System) -> None:
    number = province.post(BASE, report("R-4")).json()["hasil"]["id"]
    assert province.act(number, "ask")["status"] == "MENUNGGU_PELAPOR"

    answer = province.post(f"{BASE}/{number}/balasan", {"pesan": "Di depan toko."}).json()

    assert answer["hasil"]["keadaan"] == "PROSES"
    assert province.post(f"{BASE}/{number}/balasan", {"pesan": ""}).json()["kode"] == "17"
