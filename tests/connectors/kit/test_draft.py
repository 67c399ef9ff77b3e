"""What can be guessed about a system nobody has seen, and what is left to a person."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.connectors.catalogue import load_catalogue
from hub.connectors.expression import searching
from hub.connectors.instance import read_instance
from hub.connectors.kit.calls import Call
from hub.connectors.kit.curl import read_calls
from hub.connectors.kit.draft import FILL_IN, Draft, draft
from hub.connectors.kit.guessing import joined
from hub.connectors.kit.openapi import read_document
from hub.errors import ConfigError
from tests.connectors.kit.test_openapi import HELPDESK
from tests.connectors.samples import NOW

CREATE = """curl https://bantuan.example/api/tiket -H 'Authorization: Bearer sangat-rahasia' --json '{
  "Perihal": "Lampu mati", "uraian": "Budi melapor", "externalId": "X-1", "is_anonim": 1, "rahasia": false,
  "tgl_kejadian": "05-01-2026", "asal": "web", "prioritas": 2}'
{"success": true, "data": {"nomor": 17}}
"""
READ = """curl https://bantuan.example/api/tiket/17
{"success": true, "data": {"nomor": 17, "status": "Dikerjakan", "diubah": "2026-01-05T08:00",
  "tanggapan": null}}
"""
LIST = """curl 'https://bantuan.example/api/tiket?externalId=X-1'
{"success": true, "data": [{"nomor": 17, "externalId": "X-1", "status": "Antre"}]}
"""


def drafted(text: str) -> Draft:
    return draft("dinas-bantuan", "62.01.dinsos", read_calls(text))


def keys(made: Draft) -> dict[str, object]:
    return tomllib.loads(made.text)


def test_three_calls_make_a_whole_instance(tmp_path: Path) -> None:
    made = drafted(CREATE + READ + LIST)
    file = tmp_path / "dinas-bantuan.toml"
    file.write_text(made.text)

    instance, sections, _ = read_instance(file)

    assert (instance.kind, instance.agency, instance.base_url) == (
        "declarative",
        "62.01.dinsos",
        "https://bantuan.example",
    )
    assert sections["health"] == "/api/tiket?externalId=-"
    assert sections["answers"] == {"success_when": "success == `true`"}
    assert sections["search"] == {
        "path": "/api/tiket",
        "query": {"externalId": "ticket"},
        "items": "data",
        "match": "externalId",
        "ref": "nomor",
    }
    assert sections["fetch"] == {"path": "/api/tiket/{ref}", "record": "data"}
    assert sections["reading"] == {"status": "status", "time": "diubah", "note": "tanggapan"}
    assert FILL_IN not in made.text


def test_fields_are_known_by_their_names_in_any_spelling() -> None:
    forward = keys(drafted(CREATE + READ))["forward"]

    assert isinstance(forward, dict)
    assert forward["ref"] == "data.nomor"
    assert forward["body"] == {
        "Perihal": "title",
        "uraian": "body",
        "externalId": "ticket",
        "is_anonim": "sealed && `1` || `0`",
        "rahasia": "restricted",
        "tgl_kejadian": {"value": "occurred_on", "date": "%d-%m-%Y"},
        "asal": "`null`",
        "prioritas": "`2`",
    }


def test_nothing_secret_or_personal_of_the_calls_is_taken_over() -> None:
    made = drafted(CREATE + READ + LIST)

    assert not [word for word in ("sangat-rahasia", "Budi", "Lampu") if word in repr(made)]
    assert made.variables == ("HUB_DINAS_BANTUAN_URL", "HUB_SECRET_DINAS_BANTUAN_KEY")


@pytest.mark.parametrize(
    ("option", "auth"),
    [
        ("-u petugas:sandi", {"profile": "basic", "user_env": "HUB_SECRET_DINAS_BANTUAN_USER"}),
        ("-H 'X-Api-Key: kunci'", {"profile": "api_key", "header": "x-api-key"}),
        ("-H 'Accept: a'", {"profile": "none"}),
    ],
)
def test_how_the_calls_prove_themselves_is_a_profile(option: str, auth: dict[str, str]) -> None:
    found = keys(drafted(CREATE.replace("-H 'Authorization: Bearer sangat-rahasia'", option)))["auth"]

    assert isinstance(found, dict)
    assert auth.items() <= found.items()


def test_status_words_that_nobody_knows_are_left_to_a_person() -> None:
    made = drafted(CREATE + READ.replace("Dikerjakan", "Rapat pleno"))

    assert keys(made)["statuses"] == {"Rapat pleno": FILL_IN}
    assert any("Rapat pleno" in point for point in made.todo)


def test_a_description_gives_all_status_words() -> None:
    calls, secured = read_document(HELPDESK)

    made = keys(draft("dinas-bantuan", "62.01.dinsos", calls, secured))

    assert made["statuses"] == {"Baru": "ASSIGNED", "Dikerjakan": "IN_PROGRESS", "Selesai": "CLOSED"}
    assert made["auth"] == {
        "profile": "api_key",
        "header": "X-Kunci",
        "secret_env": "HUB_SECRET_DINAS_BANTUAN_KEY",
    }


def test_without_a_call_that_reports_there_is_no_draft() -> None:
    with pytest.raises(ConfigError, match="calls:1: NO_CREATE"):
        drafted(READ)


def test_open_points_name_their_lines() -> None:
    made = drafted(CREATE + READ.replace("Dikerjakan", "Rapat pleno"))
    lines = made.text.splitlines()

    for point in made.todo:
        file, line, told = point.split(":", 2)
        assert file == "dinas-bantuan.toml"
        assert 1 <= int(line) <= len(lines)
        if "Rapat pleno" in told:
            assert lines[int(line) - 1] == f'"Rapat pleno" = "{FILL_IN}"'


def test_a_form_is_drafted_as_a_form() -> None:
    made = drafted("curl https://bantuan.example/api/tiket -d judul=Lampu -d isi=Mati -d id=1\n" + READ)

    assert keys(made)["forward"]["form"] == {"judul": "title", "isi": "body", "id": "`null`"}  # type: ignore[index]


def test_fields_about_persons_are_dropped_from_answers() -> None:
    made = drafted(CREATE + READ.replace('"nomor": 17,', '"nomor": 17, "pelapor": {"nama": "Budi"},'))

    assert keys(made)["pii_fields"] == ["nama", "pelapor"]


NAMES = st.sampled_from(
    ["judul", "isi", "status", "id", "nomor", "data", "nama", "a b", "1", "", "ref_luar", "é.x"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=8,
)


@given(st.dictionaries(NAMES, VALUES, max_size=5), VALUES, VALUES, NAMES)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_draft_loads_or_says_what_is_to_be_filled_in(
    tmp_path: Path, body: dict[str, object], answer: object, listed: object, name: str
) -> None:
    calls = [
        Call("POST", "https://a.example", "/x", body={**body, "judul": "j"}, answer=answer),
        Call("GET", "https://a.example", "/x", query={"ref_luar": "1", name: "2"}, answer=listed),
        Call("GET", "https://a.example", "/x/{id}", answer=answer, words=("Baru", 'k"ata')),
    ]
    (tmp_path / "coba.toml").write_text(draft("coba", "62.01.dinsos", calls).text, encoding="utf-8")

    faults = ""
    try:
        load_catalogue(tmp_path, {}, lambda: NOW, lambda: 0.0)
    except ConfigError as fault:
        faults = str(fault)

    assert {line.split(": ")[1] for line in faults.splitlines()} <= {"FILL_IN"}


def test_numbers_of_persons_and_keys_in_a_sample_are_not_taken_over() -> None:
    sample = '"judul": "a", "isi": "b", "nik": 6201021502900001, "pin": 998877, "api_key": 24680'
    made = drafted(f"curl https://a.example/lapor --json '{{{sample}}}'\n" + '{"id": 1}\n')

    assert not [one for one in ("6201021502900001", "998877", "24680") if one in made.text]


def test_names_of_fields_cannot_break_out_of_an_expression() -> None:
    for name in ('a"b', "größe", "a\\b", "1x", "a b"):
        assert searching(joined("@", name))({name: 7}) == 7
