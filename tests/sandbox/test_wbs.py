from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.sandbox.harness import System, system

BASE = "/api/laporan"


@pytest.fixture(scope="module")
def inspectorate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with system("wbs", tmp_path_factory.mktemp("wbs"), {"token_key": "token-uji"}) as running:
        running.headers["Token-Key"] = "token-uji"
        yield running


def report(reference: str) -> dict[str, Any]:
    return {
        "topik_laporan": "pungli",
        "tanggal_kejadian": "2026-02-03",
        "jam_kejadian": "10:00",
        "keterangan": "Diminta uang di loket tiga.",
        "unit_kerja": "Loket pelayanan",
        "is_anonym": 1,
        "referensi": reference,
    }


def test_a_report_gets_a_code_and_can_be_followed(inspectorate: System) -> None:
    answer = inspectorate.post(BASE, report("W-1"))
    code = answer.json()["kode_laporan"]
    inspectorate.act(code, "accept", note="Sedang ditelaah.")

    shown = inspectorate.get(f"{BASE}/{code}").json()

    assert answer.status_code == 201
    assert code.startswith("WBS-")
    assert (shown["kode_laporan"], shown["status"], shown["tanggapan"]) == (
        code,
        "Telaah",
        "Sedang ditelaah.",
    )
    assert datetime.fromisoformat(shown["diperbarui"]).utcoffset() is not None


def test_a_second_report_with_the_same_reference_is_refused_with_the_first_code(inspectorate: System) -> None:
    code = inspectorate.post(BASE, report("W-2")).json()["kode_laporan"]

    again = inspectorate.post(BASE, report("W-2"))

    assert again.status_code == 409
    assert again.json() == {"error": "duplikat", "kode_laporan": code}
    assert [record["received_count"] for record in inspectorate.held("W-2")] == [1]


def test_a_report_can_be_found_by_its_reference(inspectorate: System) -> None:
    code = inspectorate.post(BASE, report("W-3")).json()["kode_laporan"]

    found = inspectorate.get(BASE, referensi="W-3").json()["data"]

    assert [item["kode_laporan"] for item in found] == [code]


def test_a_wrong_token_is_forbidden(inspectorate: System) -> None:
    answer = inspectorate.client.post(BASE, json=report("W-4"), headers={"Token-Key": "salah"})

    assert (answer.status_code, answer.json()) == (403, {"error": "Token-Key tidak dikenal"})
    assert inspectorate.held("W-4") == []


def test_missing_fields_and_unknown_codes_are_refused(inspectorate: System) -> None:
    answer = inspectorate.post(BASE, {"referensi": "W-5"})

    assert answer.status_code == 422
    assert answer.json()["kolom"] == ["topik_laporan", "keterangan"]
    assert inspectorate.get(f"{BASE}/WBS-0000-00000").status_code == 404


def test_a_report_of_no_known_category_is_refused(inspectorate: System) -> None:
    answer = inspectorate.post(BASE, {**report("W-7"), "topik_laporan": "Pengawasan"})

    assert (answer.status_code, answer.json()["kolom"]) == (422, ["topik_laporan"])
    assert inspectorate.held("W-7") == []


def test_every_word_of_the_inspectorate_can_be_reached(inspectorate: System) -> None:
    code = inspectorate.post(BASE, report("W-6")).json()["kode_laporan"]

    for act, word in (("accept", "Telaah"), ("progress", "Investigasi"), ("answer", "Selesai")):
        assert inspectorate.act(code, act)["status"] == word
    assert inspectorate.act(code, "return")["status"] == "Tidak Cukup Bukti"
    with pytest.raises(ValueError, match="cannot ask"):
        inspectorate.act(code, "ask")
