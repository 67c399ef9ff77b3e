"""No secret and no person is shown to anybody or written to any file."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.connectors.kit.masking import Masks, is_personal
from hub.errors import Misunderstood

NIK, PHONE, MAIL = "6201021502900001", "081234567890", "siti@warga.example"
KEY = "kunci-yang-sangat-rahasia"
MASKS = Masks(
    pii=("isian_khusus",),
    secrets=frozenset({KEY}),
    known=frozenset({"Ditolak - Bukan Wewenang"}),
    address="https://dinas.example/api",
)
CANARIES = (NIK, PHONE, MAIL, KEY, "Siti Aminah", "Jalan Melati")


def people(canary: object) -> dict[str, object]:
    return {
        "pelapor": {"nama": canary, "alamatRumah": canary, "kontak": [canary, {"no_hp": canary}]},
        "NamaLengkap": canary,
        "isian_khusus": {"apa": canary},
        "access_token": canary,
    }


@pytest.mark.parametrize("canary", [*CANARIES, pytest.param(int(NIK), id="number"), "Siti"])
def test_persons_leave_no_trace_in_a_file(canary: object) -> None:
    kept = json.dumps(MASKS.scrubbed({"data": [people(canary)], "nomor": 7}))

    assert str(canary) not in kept
    assert json.loads(kept)["nomor"] == 7


@pytest.mark.parametrize("canary", [NIK, PHONE, MAIL, KEY, pytest.param(int(NIK), id="number")])
def test_numbers_of_persons_and_keys_are_found_in_any_field(canary: object) -> None:
    answer = {"judul": f"dari {canary} kemarin", "kode": canary, str(canary): 1, "daftar": [[canary]]}

    assert str(canary) not in json.dumps(MASKS.scrubbed(answer))
    assert str(canary) not in json.dumps(MASKS.shown(answer))


@pytest.mark.parametrize("canary", [*CANARIES, "Siti"])
def test_persons_are_not_shown_on_a_screen(canary: object) -> None:
    assert str(canary) not in json.dumps(MASKS.shown(people(canary)))


def test_free_text_is_not_kept_and_words_of_the_file_are() -> None:
    kept = MASKS.scrubbed(
        {
            "catatan": "Ibu Siti tinggal di belakang pasar",
            "status": "Ditolak - Bukan Wewenang",
            "waktu": "2026-03-02 08:00:00",
            "nomor": "HD-7",
            "lanjut": "https://dinas.example/api/daftar/2",
        }
    )

    assert kept == {
        "catatan": "Teks contoh.",
        "status": "Ditolak - Bukan Wewenang",
        "waktu": "2026-03-02 08:00:00",
        "nomor": "HD-7",
        "lanjut": "http://127.0.0.1:1/daftar/2",
    }


def test_headers_that_prove_us_are_hidden() -> None:
    shown = [
        MASKS.header(name, KEY, ["X-Dinas"]) for name in ("x-dinas", "authorization", "x-api-key", "accept")
    ]

    assert shown == ["***"] * 4
    assert MASKS.header("accept", "application/json", ["X-Dinas"]) == "application/json"


@pytest.mark.parametrize(
    "name", ["nama", "nama_pelapor", "NoHP", "no_hp", "reporterName", "e-mail", "NIK", "emailAddress"]
)
def test_names_of_personal_fields_are_known_in_any_spelling(name: str) -> None:
    assert is_personal(name)


@pytest.mark.parametrize("name", ["status", "nomor", "renamed", "kategori", "waktu", "whatever", "id"])
def test_other_fields_are_left_alone(name: str) -> None:
    assert not is_personal(name)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)


@given(JSON, st.sampled_from(CANARIES))
def test_no_answer_breaks_the_scrubbing_and_none_smuggles(answer: object, canary: str) -> None:
    kept = MASKS.scrubbed({"apa": answer, "pelapor": {"apa": [answer, canary]}})

    assert canary not in json.dumps(kept)
    assert isinstance(kept, dict)
    assert kept.keys() == {"apa", "pelapor"}
    json.dumps(MASKS.shown(answer))


def test_what_is_nested_too_deeply_is_neither_shown_nor_kept() -> None:
    deep: object = NIK
    for _ in range(2000):
        deep = [deep]

    for look in (MASKS.shown, MASKS.scrubbed):
        with pytest.raises(Misunderstood):
            look(deep)


def test_what_an_agency_sends_cannot_play_with_the_terminal() -> None:
    shown = json.dumps(MASKS.shown({"a": "\x1b[2J\x9b31m\u202e"}), ensure_ascii=False)

    assert MASKS.shown_text("\x1b[2Jbaik\nsekali") == "\ufffd[2Jbaik\nsekali"
    assert not {"\x1b", "\x9b", "\u202e"} & set(shown)
