"""The file that is carried: not one byte can be changed, and nobody but its receiver reads it."""

import json
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.casework import parcel
from hub.casework.bundle_lines import Act, read_from_hub, read_from_office, written
from hub.casework.parcel import KeyPair, PublicPair, private_text
from hub.domain.bundle import Header
from hub.errors import BundleRefused, ConfigError

HUB, OFFICE, STRANGER = (KeyPair.of(bytes([number]) * 32) for number in range(3))
HEADER = Header("chain-1", "hub-a", "21.04.x", 1, "", 0, 0, "2026-11-23T02:00:00+00:00")
LINES = written([Act("act-000001", "H-AAAA-BBBB-CCCC", "accept", "Kami kerjakan.", 1)])
FILE = parcel.pack(HEADER, LINES, HUB, OFFICE.public)


def taken(file: bytes, receiver: KeyPair = OFFICE) -> bytes:
    parcel.claimed(file)
    parcel.check_signature(file, HUB.public)
    return parcel.opened(file, receiver)


def test_what_was_packed_is_opened() -> None:
    assert parcel.claimed(FILE) == HEADER
    assert taken(FILE) == LINES


@given(st.integers(0, len(FILE) - 1), st.integers(1, 255))
def test_a_changed_byte_anywhere_is_refused(place: int, change: int) -> None:
    changed = bytearray(FILE)
    changed[place] ^= change

    with pytest.raises(BundleRefused):
        taken(bytes(changed))


@given(st.integers(0, len(FILE) - 1))
def test_a_file_cut_short_or_made_longer_is_refused(length: int) -> None:
    for other in (FILE[:length], FILE + FILE[:length] + b"x"):
        with pytest.raises(BundleRefused):
            taken(other)


@given(st.binary(max_size=300))
def test_any_other_file_is_refused(content: bytes) -> None:
    for file in (content, parcel.MAGIC + content, parcel.MAGIC + content + b"\n" + bytes(80)):
        with pytest.raises(BundleRefused):
            taken(file)


def test_only_the_receiver_opens_it_and_nothing_shows_outside() -> None:
    with pytest.raises(BundleRefused, match="another key"):
        taken(FILE, STRANGER)
    assert b"kerjakan" not in FILE
    assert b"H-AAAA" not in FILE


def test_a_box_does_not_open_under_another_header() -> None:
    """Even for one who could sign: the header is bound into the box."""
    other = parcel.pack(replace(HEADER, number=2), LINES, HUB, OFFICE.public)
    ends = [file.index(b"\n", len(parcel.MAGIC)) + 1 for file in (FILE, other)]
    mixed = FILE[: ends[0]] + other[ends[1] : -64]

    with pytest.raises(BundleRefused, match="another key"):
        taken(mixed + HUB.signing.sign(mixed))


def test_a_bomb_is_not_blown_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parcel, "MOST_PLAIN", 2**20)
    bomb = parcel.pack(HEADER, bytes(2**20 + 1), HUB, OFFICE.public)

    with pytest.raises(BundleRefused, match="larger"):
        taken(bomb)


def test_content_that_is_not_compressed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zlib, "compress", lambda plain, level: plain)
    raw = parcel.pack(HEADER, LINES, HUB, OFFICE.public)

    with pytest.raises(BundleRefused, match="cannot be read"):
        taken(raw)


@pytest.mark.parametrize("line", [b"{}", b"[]", b'{"type":"act"}', b"\xff", LINES[:-9], b'{"type":"news"}'])
def test_a_line_nobody_knows_is_refused_never_skipped(line: bytes) -> None:
    for read in (read_from_office, read_from_hub):
        with pytest.raises(BundleRefused):
            read(line)


@given(st.binary(min_size=32, max_size=32))
def test_keys_are_written_and_read(seed: bytes) -> None:
    pair = KeyPair.of(seed)

    assert KeyPair.parse(f"{private_text(seed)}\n").public.text == pair.public.text
    assert PublicPair.parse(pair.public.text).text == pair.public.text
    assert private_text(seed)[20:] not in pair.public.text


@given(st.integers(0, 110), st.sampled_from("ABCxyz019-_"))
def test_a_mistyped_key_is_noticed(place: int, instead: str) -> None:
    text = HUB.public.text
    typed = text[:place] + instead + text[place + 1 :]
    if typed != text:
        with pytest.raises(ConfigError):
            PublicPair.parse(typed)


def test_a_private_key_is_not_taken_for_a_public_one_nor_shown() -> None:
    with pytest.raises(ConfigError):
        PublicPair.parse(private_text(bytes(32)))
    with pytest.raises(ConfigError):
        KeyPair.parse(HUB.public.text)
    assert repr(HUB) == "KeyPair(...)"


@pytest.mark.parametrize("name", ["\x1b[2J", "x\x00", "x\u202e"])
def test_a_header_that_would_play_with_the_terminal_is_refused(name: str) -> None:
    head = {"chain": "c", "sender": name, "receiver": "hub-a", "number": 1, "previous": "", "base": 0}
    file = parcel.MAGIC + json.dumps({**head, "acknowledges": 0, "made": ""}).encode() + b"\n" + b"x" * 200

    with pytest.raises(BundleRefused, match="cannot be written"):
        parcel.claimed(file)


def test_a_text_no_database_keeps_is_refused_before_anything_is_done() -> None:
    with pytest.raises(BundleRefused, match="NUL"):
        read_from_office(written([Act("act-000001", "H-AAAA-BBBB-CCCC", "accept", "a\x00b", 1)]))
    assert read_from_office(written([Act("act-000001", "H-AAAA-BBBB-CCCC", "accept", r"a\u0000b", 1)]))
