"""Boxes: open only with the right key, in the right place, unchanged; the custodian's never for the hub."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import ConfigError, StoreFault
from hub.store.sealing import SUITE, Sealer, custodian_key, pad, unpad

OLD, NEW, FOREIGN = bytes(range(32)), b"n" * 32, b"f" * 32


@given(st.binary(max_size=2000), st.text(max_size=40))
def test_what_was_sealed_opens_again(plain: bytes, place: str) -> None:
    sealer = Sealer([NEW])
    box = sealer.seal_bytes(plain, place)

    assert sealer.open_bytes(box, place) == plain
    assert len(box) == len(plain) + 33


def test_the_same_content_never_looks_the_same() -> None:
    sealer = Sealer([NEW])

    assert sealer.seal_bytes(b"a", "p") != sealer.seal_bytes(b"a", "p")


def test_after_a_change_of_keys_old_boxes_open_and_new_ones_use_the_new_key() -> None:
    before, after, without_old = Sealer([OLD]), Sealer([NEW, OLD]), Sealer([NEW])

    assert after.open_bytes(before.seal_bytes(b"a", "p"), "p") == b"a"
    assert without_old.open_bytes(after.seal_bytes(b"a", "p"), "p") == b"a"
    with pytest.raises(StoreFault):
        without_old.open_bytes(before.seal_bytes(b"a", "p"), "p")


@given(st.integers(min_value=0), st.integers(1, 255))
def test_a_box_with_any_byte_changed_does_not_open(position: int, change: int) -> None:
    sealer = Sealer([NEW])
    box = bytearray(sealer.seal_bytes(b"content", "p"))
    box[position % len(box)] ^= change

    with pytest.raises(StoreFault):
        sealer.open_bytes(bytes(box), "p")


@pytest.mark.parametrize("length", [0, 1, 5, 16, 32])
def test_a_box_cut_short_does_not_open(length: int) -> None:
    sealer = Sealer([NEW])

    with pytest.raises(StoreFault):
        sealer.open_bytes(sealer.seal_bytes(b"", "p")[:length], "p")


def test_a_box_moved_to_another_row_does_not_open() -> None:
    sealer = Sealer([NEW])

    with pytest.raises(StoreFault):
        sealer.open_bytes(sealer.seal_bytes(b"a", "reporters.box.c1"), "reporters.box.c2")


def test_the_custodian_opens_a_box_which_the_hub_cannot() -> None:
    private = X25519PrivateKey.generate()
    sealer = Sealer([NEW], private.public_key())
    box = sealer.seal_for_custodian(b"who", "reporters.box.c1")

    assert unpad(SUITE.decrypt(box[5:], private, b"reporters.box.c1")) == b"who"
    with pytest.raises(StoreFault):
        sealer.open_bytes(box, "reporters.box.c1")


def test_boxes_for_the_custodian_have_the_same_size_for_long_and_short_names() -> None:
    sealer = Sealer([NEW], X25519PrivateKey.generate().public_key())

    assert len({len(sealer.seal_for_custodian(b"x" * size, "p")) for size in (0, 1, 100, 511)}) == 1


@given(st.binary(max_size=3000))
def test_padding_is_taken_off_without_a_trace(plain: bytes) -> None:
    padded = pad(plain)

    assert unpad(padded) == plain
    assert len(padded) in {512, 1024, 2048, 4096}


@pytest.mark.parametrize("padded", [b"", b"\x00" * 512, b"x" * 512])
def test_content_without_an_end_mark_is_refused(padded: bytes) -> None:
    with pytest.raises(ValueError, match="not padded"):
        unpad(padded)


@pytest.mark.parametrize("keys", [[], [b"short"], [NEW, b"short"]])
def test_keys_of_no_use_stop_the_start(keys: list[bytes]) -> None:
    with pytest.raises(ConfigError):
        Sealer(keys)


def test_without_a_custodian_nothing_is_sealed_away() -> None:
    with pytest.raises(ConfigError):
        Sealer([NEW]).seal_for_custodian(b"who", "p")


def test_a_custodian_key_is_read_from_its_file() -> None:
    public = X25519PrivateKey.generate().public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    assert custodian_key(pem) == public


def test_a_custodian_key_of_another_kind_is_refused() -> None:
    other = Ed25519PrivateKey.generate().public_key()
    pem = other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    for given_file in (pem, b"", b"-----BEGIN PUBLIC KEY-----\nxx\n-----END PUBLIC KEY-----\n"):
        with pytest.raises(ConfigError):
            custodian_key(given_file)


def test_a_sealer_does_not_show_its_keys() -> None:
    assert "n" * 8 not in repr(Sealer([NEW]))
