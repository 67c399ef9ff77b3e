from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.launch import kill, restart
from tests.sandbox.harness import System, system

PATH = "/api/TemplateData/keluaran/10001.json"
CONFIG = {
    "permits": [
        {"no_permohonan": "A-1", "jenis_izin": "Izin Reklame", "no_hp": "081299990000"},
        {"no_permohonan": "A-2", "jenis_izin": "Izin Praktik", "taken_back": True},
    ]
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with system("sicantik", tmp_path_factory.mktemp("sicantik"), CONFIG) as running:
        yield running


def rows(office: System, **query: str) -> list[Any]:
    found: list[Any] = office.get(PATH, **query).json()["data"]["data"]
    return found


def test_every_step_is_a_row_and_each_tells_the_applicant_to_whoever_asks(office: System) -> None:
    (held,) = office.held("A-1")
    for deed in ("accept", "progress"):
        office.act(held["id"], deed)

    shown = rows(office, no_permohonan="A-1")

    assert sorted(row["nama_proses"] for row in shown) == [
        "Pendaftaran",
        "Peninjauan Lapangan",
        "Verifikasi Berkas",
    ]
    assert [row["status"] for row in shown if row["nama_proses"] == "Peninjauan Lapangan"] == ["Proses"]
    assert {row["no_hp"] for row in shown} == {"081299990000"}
    assert {type(row["id"]) for row in shown} == {int, str}
    assert {row["tgl_penetapan"] for row in shown} == {None, "0000-00-00"}


def test_a_step_taken_back_is_still_shown_and_marked(office: System) -> None:
    assert [row["nama_proses"] for row in rows(office, no_permohonan="A-2") if row["del"] == "1"] == [
        "Salah Input"
    ]


def test_without_a_number_everything_is_answered_and_an_unknown_one_has_no_rows(office: System) -> None:
    assert {row["no_permohonan"] for row in rows(office)} == {"A-1", "A-2"}
    assert rows(office, no_permohonan="A-9") == []
    assert office.get("/api/TemplateData/keluaran/10009.json").status_code == 404


def test_a_template_may_want_quotes_another_parameter_and_another_key(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    config = {**CONFIG, "query": "key1", "quote": "'", "rows": ["data", "perizinan"]}
    with system("sicantik", tmp_path_factory.mktemp("quoted"), config) as office:
        answers = [office.get(PATH, key1=value).json()["data"]["perizinan"] for value in ("'A-1'", "A-1")]

    assert [len(one) for one in answers] == [1, 0]


def test_a_restart_forgets_no_step_and_adds_no_application(office: System) -> None:
    before = rows(office)

    kill(office.running)
    restart(office.running)

    assert rows(office) == before
