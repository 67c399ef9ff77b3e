"""Tracking numbers and receipts."""

import math

from hypothesis import given
from hypothesis import strategies as st

from hub.domain.tracking import ALPHABET, fold_code, folded, receipt, receipt_hash, tracking_number

SECRET = b"s" * 32


def test_a_receipt_carries_at_least_a_hundred_bits() -> None:
    text = receipt(SECRET, "portal", "key-00000001").replace("-", "")
    assert len(text) * math.log2(len(ALPHABET)) >= 100


@given(st.text(min_size=1), st.text(min_size=8))
def test_a_repeated_submission_has_the_same_receipt(submitter: str, key: str) -> None:
    assert receipt(SECRET, submitter, key) == receipt(SECRET, submitter, key)
    assert receipt(SECRET, submitter, key) != receipt(b"o" * 32, submitter, key)


@given(st.binary(min_size=8, max_size=8), st.binary(min_size=8, max_size=8))
def test_tracking_numbers_differ_when_their_sixty_bits_do(one: bytes, two: bytes) -> None:
    same = int.from_bytes(one, "big") >> 4 == int.from_bytes(two, "big") >> 4
    assert (tracking_number(one) == tracking_number(two)) is same


def test_a_receipt_is_found_however_it_is_typed() -> None:
    text = receipt(SECRET, "portal", "key-00000001")
    typed = f" {text.lower().replace('1', 'l').replace('0', 'o')} "
    assert receipt_hash(SECRET, typed) == receipt_hash(SECRET, text)
    assert receipt_hash(SECRET, text.replace("-", "")) == receipt_hash(SECRET, text)


def test_a_tracking_number_survives_typing() -> None:
    number = tracking_number(b"\x00\x11\x22\x33\x44\x55\x66\x77")
    assert fold_code(number.lower()) == number


def test_folding_forgets_case_spacing_and_punctuation() -> None:
    assert folded("Lampu  JALAN, mati!") == folded("lampu jalan mati")
