"""What is left of a text before anything is counted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.learning.grams import LONGEST, SHORTEST, piece_grams, seen, weighed
from hub.learning.words import chunks, words, written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jln. RUSAK yg tdk diperbaiki!!", ["jalan", "rusak", "yang", "tidak", "diperbaiki"]),
        ("tolooooong dong min", ["tolong", "dong", "min"]),
        ("jalan2 di RT05/RW 02", ["jalan", "di", "rt", "rw"]),
        ("ＬＡＭＰＵ mati", ["lampu", "mati"]),
        ("lampu_jalan", ["lampu", "jalan"]),
        ("", []),
        ("123 456 !!!", []),
    ],
)
def test_words_are_folded_and_written_out(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    "mark",
    [
        "6201010101900001",
        "081234567890",
        "warga@contoh.example",
        "https://contoh.example/s/u",
        "KH1234AB",
        "@warga",
        "x9",
    ],
)
def test_a_mark_of_a_person_is_neither_word_nor_chunk(mark: str) -> None:
    assert words(f"mohon {mark} bantuan") == ["mohon", "bantuan"]
    assert not any(mark.casefold() in chunk for chunk in chunks(f"mohon {mark} bantuan"))


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_no_digit_but_nought_and_no_address_gets_through(text: str) -> None:
    assert all(word.isalpha() for word in words(text))
    assert not [
        sign for chunk in chunks(text) for sign in chunk if (sign.isdecimal() and sign != "0") or sign == "@"
    ]


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_every_word_knows_how_it_stood_in_the_text(text: str) -> None:
    assert [word for word, _ in written(text)] == words(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_pieces_have_their_length(text: str) -> None:
    assert {len(piece) for piece in piece_grams(seen(text))} <= set(range(SHORTEST, LONGEST + 1))


def test_the_known_grams_of_a_case_have_length_one_together() -> None:
    row = weighed(["jalan", "jalan", "rusak", "entah"], {"jalan": 1.5, "rusak": 2.0})

    assert set(row) == {"jalan", "rusak"}
    assert sum(value * value for value in row.values()) == pytest.approx(1)
