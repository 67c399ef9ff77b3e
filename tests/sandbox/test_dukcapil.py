"""The simulated civil registry: its spellings, its refusals inside HTTP 200, its invented people."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.harness import System, system

REGENCY = "/dukcapil/get_json/62-01/disdukcapil/CALL_VERIFY_BY_ELEMEN"
KUKAR = "/dukcapil/get_json/KUKAR/VERIFIKASI_PELAPOR"
CENTRAL = "/dukcapil/get_json/KEMENTERIAN/CALL_VERIFY_BY_ELEMEN"
PROOF = {"user_id": "sandbox-user", "password": "sandbox-password", "ip_user": "10.0.0.1"}
SEKAR = {"nik": "6201991708909001", "NAMA_LGKP": "SEKAR CONTOH RIMBA", "TGL_LHR": "17-08-1990"}
ENVELOPE = {
    "content",
    "lastPage",
    "numberOfElements",
    "sort",
    "totalElements",
    "firstPage",
    "number",
    "size",
    "quotaLimiter",
}


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with system("dukcapil", tmp_path_factory.mktemp("registry")) as running:
        yield running


def ask(registry: System, path: str = REGENCY, **changed: Any) -> dict[str, Any]:
    answer = registry.post(path, {**SEKAR, "TRESHOLD": "90", **PROOF, **changed})
    assert answer.status_code == 200
    assert set(answer.json()) == ENVELOPE
    (row,) = answer.json()["content"]
    return dict(row)


def test_every_asked_field_gets_a_word_and_the_name_a_score(registry: System) -> None:
    assert ask(registry) == {"NAMA_LGKP": "Sesuai (100)", "TGL_LHR": "Sesuai", "RESPONSE_CODE": "00"}
    assert ask(registry, NAMA_LGKP="Bayu", TGL_LHR="1990-08-17") == {
        "NAMA_LGKP": "Tidak Sesuai (18)",
        "TGL_LHR": "Tidak Sesuai",
        "RESPONSE_CODE": "00",
    }


@pytest.mark.parametrize("threshold", [90, None, "", "ninety"])
def test_the_threshold_is_text_under_its_misspelt_name(registry: System, threshold: object) -> None:
    assert ask(registry, TRESHOLD=threshold)["NAMA_LGKP"] == "Tidak Sesuai (100)"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("6201991010409006", "11"),
        ("6201990207779007", "12"),
        ("6201992509889008", "14"),
        ("6201991708909099", "13"),
        ("62019917", "15"),
        ("0000000000000000", "15"),
    ],
)
def test_who_is_not_simply_there_has_a_code(registry: System, number: str, code: str) -> None:
    row = ask(registry, nik=number)

    assert row["RESPONSE_CODE"] == code
    assert ("NAMA_LGKP" in row) == (code in {"11", "12", "14"})  # codes stand beside verdicts


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"user_id": "lain"}, "Login Gagal"),
        ({"password": "lain"}, "Login Gagal"),
        ({"password": None}, "Login Gagal"),
        ({"ip_user": "10.9.9.9"}, "IP Client  Tidak terdaftar"),
        ({"ip_user": None}, "IP Client  Tidak terdaftar"),
    ],
)
def test_a_wrong_proof_is_refused_before_anything_is_compared(
    registry: System, changed: dict[str, Any], text: str
) -> None:
    assert ask(registry, **changed) == {"RESPON": text}


def test_another_spelling_is_as_good_as_nothing(registry: System) -> None:
    assert ask(registry, **{"user_id": None, "USER_ID": "sandbox-user"}) == {"RESPON": "Login Gagal"}
    assert ask(registry, **{"nik": None, "NIK": SEKAR["nik"]})["RESPONSE_CODE"] == "15"


def test_one_consumer_asks_for_http_basic_besides_and_answers_without_codes(registry: System) -> None:
    upper = {"NIK": "6201991708909099", "USER_ID": "sandbox-user", "PASSWORD": "sandbox-password"}
    upper["IP_USER"] = "10.0.0.1"

    assert registry.post(KUKAR, upper).status_code == 401
    answer = registry.post(KUKAR, upper, authorization="Basic c2FuZGJveDpiYXNpYw==")
    assert answer.json()["content"] == [{"RESPON": "Data Tidak Ditemukan"}]


def test_one_consumer_says_08_for_nobody(registry: System) -> None:
    row = ask(registry, CENTRAL, nik="6201991708909099", ip_address="10.0.0.1")

    assert row == {"RESPONSE_CODE": "08", "RESPONSE": "Data Tidak Ditemukan"}


def test_methods_that_hand_out_data_are_not_there(registry: System) -> None:
    for method in ("CALL_NIK", "BYNIK"):
        answer = registry.post(f"/dukcapil/get_json/62-01/disdukcapil/{method}", {**SEKAR, **PROOF})
        assert answer.status_code == 404


@pytest.mark.parametrize(
    ("mode", "text"),
    [
        ("quota", "Kuota Akses Hari ini telah Habis"),
        ("login", "Login Gagal"),
        ("unlisted", "IP Client  Tidak terdaftar"),
        ("sleeping", "User ID Tidak Aktif"),
        ("unknown_word", "Layanan Dalam Pemeliharaan Data"),
    ],
)
def test_the_panel_makes_it_refuse(registry: System, mode: str, text: str) -> None:
    with registry.fault(mode):
        assert ask(registry) == {"RESPON": text}


def test_every_call_can_be_counted(registry: System) -> None:
    before = registry.control("/state")["records"]
    ask(registry)
    ask(registry, password="lain")

    assert registry.control("/state")["records"] == before + 2
    assert {one["ticket"] for one in registry.control("/records")} <= {
        path.removeprefix("/dukcapil/get_json/") for path in (REGENCY, KUKAR, CENTRAL)
    }


def test_a_quota_counts_what_was_answered_today(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    terms = [{"quota": 2}, {"path": "LAIN/X", "address": "10.0.0.2", "active": False}]
    with system("dukcapil", tmp_path_factory.mktemp("quota"), {"consumers": terms}) as registry:
        assert ask(registry)["TGL_LHR"] == "Sesuai"
        assert ask(registry, password="lain") == {"RESPON": "Login Gagal"}  # costs nothing
        assert ask(registry)["TGL_LHR"] == "Sesuai"
        assert ask(registry) == {"RESPON": "Kuota Akses Hari ini telah Habis"}
        assert ask(registry, ip_user="10.0.0.2") == {"RESPON": "IP Address Tidak Sesuai"}
        sleeping = ask(registry, "/dukcapil/get_json/LAIN/X", ip_user="10.0.0.2")
        assert sleeping == {"RESPON": "User ID Tidak Aktif"}
