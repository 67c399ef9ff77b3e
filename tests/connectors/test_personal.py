"""Personal fields are hidden from those who look, and gone before anything is kept."""

import copy
from typing import Any

import pytest

from hub.connectors.personal import Personal
from hub.errors import Misunderstood

ANSWER: dict[str, Any] = {
    "data": [
        {"nomor": "7", "pelapor": {"nama": "Budi Contoh", "NIK": "0000"}, "petugas": {"nama": "Kantor"}},
        {"nomor": "8", "pelapor": None, "kontak": [{"telepon": "0800"}, {"telepon": "0801"}]},
    ],
    "nik": 17,
}


def test_a_name_fits_at_every_depth_and_through_lists() -> None:
    hidden = Personal(["nik", "pelapor.nama", "kontak.telepon"])

    assert hidden.masked(ANSWER) == {
        "data": [
            {"nomor": "7", "pelapor": {"nama": "***", "NIK": "***"}, "petugas": {"nama": "Kantor"}},
            {"nomor": "8", "pelapor": None, "kontak": [{"telepon": "***"}, {"telepon": "***"}]},
        ],
        "nik": "***",
    }
    assert hidden.dropped(ANSWER) == {
        "data": [
            {"nomor": "7", "pelapor": {}, "petugas": {"nama": "Kantor"}},
            {"nomor": "8", "pelapor": None, "kontak": [{}, {}]},
        ],
    }


def test_a_star_is_any_one_step() -> None:
    assert Personal(["data.*.nama"]).dropped({"data": {"a": {"nama": 1}, "nama": 2}}) == {
        "data": {"a": {}, "nama": 2}
    }


def test_the_answer_itself_stays_as_it_was() -> None:
    before = copy.deepcopy(ANSWER)
    Personal(["nama"]).dropped(ANSWER)
    assert before == ANSWER
    assert Personal([]).dropped(ANSWER) is ANSWER


def test_what_is_nested_too_deeply_is_not_passed_on_unseen() -> None:
    deep: Any = "x"
    for _ in range(5000):
        deep = {"a": deep}
    with pytest.raises(Misunderstood):
        Personal(["nik"]).dropped(deep)
