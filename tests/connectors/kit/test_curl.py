from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.connectors.kit.curl import read_calls
from hub.errors import ConfigError

PASTED = dedent(
    """
    $ curl -X POST https://bantuan.example/api/v2/tiket \\
        -H 'Authorization: Bearer rahasia-sekali' -H 'Content-Type: application/json' \\
        -d '{"perihal": "Lampu mati", "uraian": "Sudah tiga hari"}'
    HTTP/1.1 201 Created

    {"data": {"nomor": "T-1", "status": "Baru"}}

    $ curl https://bantuan.example/api/v2/tiket/T-1 -H "X-Key: a"
    {"data": {"nomor": "T-1", "status": "Baru"}}
    curl -G 'https://bantuan.example/api/v2/tiket?urut=baru' --data-urlencode "sejak=2026-01-01"
    """
)


def test_commands_are_read_with_what_came_back() -> None:
    create, read, listed = read_calls(PASTED, "panggilan.txt")

    assert (create.method, create.base_url, create.path) == (
        "POST",
        "https://bantuan.example",
        "/api/v2/tiket",
    )
    assert create.headers["authorization"] == "Bearer rahasia-sekali"
    assert create.body == {"perihal": "Lampu mati", "uraian": "Sudah tiga hari"}
    assert create.answer == {"data": {"nomor": "T-1", "status": "Baru"}}
    assert create.place == "panggilan.txt:2"
    assert (read.method, read.segments[-1], read.headers) == ("GET", "T-1", {"x-key": "a"})
    assert (listed.method, listed.query) == ("GET", {"urut": "baru", "sejak": "2026-01-01"})
    assert listed.answer is None


@pytest.mark.parametrize(
    ("options", "body", "is_form"),
    [
        ("-d judul=Lampu -d isi=Mati", {"judul": "Lampu", "isi": "Mati"}, True),
        ("-F judul=Lampu -F 'foto=@a.jpg'", {"judul": "Lampu", "foto": "@a.jpg"}, True),
        ("""--json '{"judul": "Lampu"}'""", {"judul": "Lampu"}, False),
        ("""-XPUT --data='{"judul": 1}'""", {"judul": 1}, False),
    ],
)
def test_bodies_are_json_or_a_form(options: str, body: object, is_form: bool) -> None:
    [call] = read_calls(f"curl {options} https://a.example/x")

    assert (call.body, call.form) == (body, is_form)


def test_a_password_is_noticed_and_not_kept() -> None:
    [call] = read_calls("curl -u petugas:rahasia https://petugas:rahasia@a.example/x")

    assert call.basic
    assert "rahasia" not in repr(call)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no call at all", "f:1: NO_CALL"),
        ("\ncurl -k https://a.example/", "f:2: UNSAFE"),
        ("curl --insecure https://a.example/", "f:1: UNSAFE"),
        ("curl 'https://a.example/", "f:1: OPEN_QUOTE"),
        ("curl -H 'A: b'", "f:1: NO_ADDRESS"),
        ("curl ftp://a.example/", "f:1: NO_ADDRESS"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(text: str, told: str) -> None:
    with pytest.raises(ConfigError) as fault:
        read_calls(text, "f")

    assert str(fault.value).startswith(told)


@given(st.text(alphabet=st.sampled_from("curl -XdHF'\"\\\n{}[]:/.$#=a@")) | st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        found = read_calls(f"curl {text}")
    except ConfigError:
        return

    assert all(call.base_url for call in found)
