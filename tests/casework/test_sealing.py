"""Cursors as they leave the hub."""

from base64 import urlsafe_b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.casework.sealing import CursorSeal
from hub.errors import ResyncRequired

SEAL = CursorSeal(b"k" * 32, "epoch-1")
KINDS = st.sampled_from(["cases", "events", "timeline"])


@given(KINDS, st.text(max_size=60))
def test_a_sealed_place_opens_to_itself(kind: str, value: str) -> None:
    assert SEAL.open(kind, SEAL.seal(kind, value)) == value


@given(KINDS, st.text(max_size=200))
def test_anything_else_asks_for_a_resync_and_never_breaks(kind: str, text: str) -> None:
    with pytest.raises(ResyncRequired):
        SEAL.open(kind, text)


@given(st.text(max_size=30))
def test_a_cursor_of_another_list_is_refused(value: str) -> None:
    with pytest.raises(ResyncRequired):
        SEAL.open("events", SEAL.seal("cases", value))


@pytest.mark.parametrize("other", [CursorSeal(b"k" * 32, "epoch-2"), CursorSeal(b"x" * 32, "epoch-1")])
def test_a_cursor_of_another_hub_or_of_before_a_restore_is_refused(other: CursorSeal) -> None:
    with pytest.raises(ResyncRequired):
        SEAL.open("events", other.seal("events", "0.17"))


@given(st.integers(0, 25), st.sampled_from("ABCxyz019-_"))
def test_one_changed_character_is_noticed(place: int, instead: str) -> None:
    sealed = SEAL.seal("events", "17.123456")
    forged = sealed[:place] + instead + sealed[place + 1 :]
    if forged != sealed:
        with pytest.raises(ResyncRequired):
            SEAL.open("events", forged)


def test_a_cursor_cannot_be_moved_on_by_its_holder() -> None:
    long = SEAL.seal("events", "17.123456")
    for cut in range(1, len(long)):
        with pytest.raises(ResyncRequired):
            SEAL.open("events", long[:cut])


def test_the_key_is_not_shown() -> None:
    assert "kkk" not in repr(SEAL)


@given(st.text(alphabet="abcdefghij0123456789:.-|", min_size=8, max_size=60))
def test_nothing_of_the_place_can_be_read_and_equal_places_give_equal_cursors(value: str) -> None:
    sealed = SEAL.seal("cases", value)
    raw = urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))

    assert value.encode() not in raw
    assert value not in sealed
    assert SEAL.seal("cases", value) == sealed != SEAL.seal("timeline", value)


def test_a_place_has_one_cursor_only() -> None:
    sealed = SEAL.seal("cases", "abc")  # 19 bytes: two bits of the last character mean nothing

    for other in (sealed[:-1] + chr(ord(sealed[-1]) + 1), sealed + "=", sealed[:5] + "\n" + sealed[5:]):
        with pytest.raises(ResyncRequired):
            SEAL.open("cases", other)
