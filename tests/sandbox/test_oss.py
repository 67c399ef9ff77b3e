from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.harness import System, system

NIB, LICENCE = "9120000000017", "I-20260301083000000001"


@pytest.fixture(scope="module")
def oss(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    broken = {"nib": "9120000000093", "data_checklist": [], "kode": 504}
    licence = {"id_izin": LICENCE, "nama_izin": "Sertifikat Standar", "kewenangan": "00"}
    business = {"nib": NIB, "data_checklist": [licence]}
    config = {"user_key": "kunci-uji", "businesses": [business, broken]}
    with system("oss", tmp_path_factory.mktemp("oss"), config) as running:
        running.headers["user_key"] = "kunci-uji"
        yield running


def business(oss: System, body: dict[str, Any], **headers: str) -> dict[str, Any]:
    answer = oss.post("/inqueryNIB", body, **headers)
    assert answer.status_code == 200
    inside: dict[str, Any] = answer.json()["responinqueryNIB"]
    return inside


def test_a_business_number_is_answered_with_its_checklist_its_owner_and_a_code_as_text(oss: System) -> None:
    inside = business(oss, {"INQUERYNIB": {"nib": NIB}})

    assert inside["kode"] == "200"
    assert inside["dataNIB"]["data_checklist"][0]["kewenangan"] == "00"
    assert inside["dataNIB"]["nomor_telpon_perseroan"]


def test_the_standing_of_a_licence_follows_the_officers_and_has_a_code_as_number(oss: System) -> None:
    (held,) = oss.held(NIB)
    oss.act(held["id"], "answer")

    answer = oss.post("/checkLicenseStatus", {"IZINSTATUS": {"id_izin": LICENCE}}).json()

    inside = answer["responcheckLicenseStatus"]
    assert inside["kode"] == 200
    assert (inside["dataIZIN"]["kd_status"], inside["dataIZIN"]["uraian_status"]) == ("50", "Disetujui")


def test_the_envelope_is_misspelt_for_some_licences(oss: System) -> None:
    answer = oss.post("/checkLicenseStatus", {"IZINSTATUS": {"id_izin": "I-2"}}).json()

    assert answer["responcheckStatusLicense"]["kode"] == 404


@pytest.mark.parametrize(
    ("body", "headers", "code"),
    [
        ({"INQUERYNIB": {"nib": "9999999999999"}}, {}, "404"),
        ({"nib": NIB}, {}, "400"),
        ({"INQUERYNIB": {}}, {}, "400"),
        ({"INQUERYNIB": {"nib": NIB}}, {"user_key": "salah"}, "401"),
        ({"INQUERYNIB": {"nib": "9120000000093"}}, {}, "504"),
    ],
)
def test_every_failure_is_http_200_with_a_code_inside(
    oss: System, body: dict[str, Any], headers: dict[str, str], code: str
) -> None:
    assert business(oss, body, **headers)["kode"] == code


def test_a_read_by_get_is_refused_inside_the_body(oss: System) -> None:
    assert oss.get("/inqueryNIB").json()["responinqueryNIB"]["kode"] == "405"
