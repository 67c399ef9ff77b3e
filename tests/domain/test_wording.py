"""Folding and keywords in running text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.wording import fold, index, occurrences

WORDS = index((word, word) for word in ("kk", "ktp", "calo", "jalan", "lampu jalan", "jembatan", "e ktp"))


def found(text: str) -> list[str]:
    return [word for word, _ in occurrences(fold(text), WORDS)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KTP-el\u00a0saya, hilang!", "ktp el saya hilang"),
        ("E-KTP", "e ktp"),
        ("ＫＴＰ", "ktp"),
        ("  a__b  ", "a b"),
        ("?!", ""),
    ],
)
def test_folding_leaves_lower_case_words_and_single_spaces(text: str, expected: str) -> None:
    assert fold(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KK dan KTP", ["kk", "ktp"]),
        ("KKN di desa", []),
        ("calon siswa", []),
        ("ada calo", ["calo"]),
        ("jembatannya roboh", ["jembatan"]),
        ("Lampu jalan mati di jalan baru", ["lampu jalan", "jalan"]),
        ("perjalanan", []),
        ("cetak e-KTP", ["e ktp"]),
        ("", []),
    ],
)
def test_words_match_at_word_starts_and_the_longest_wins(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_a_word_of_two_rules_is_found_for_both() -> None:
    double = index([("ktp", "one"), ("ktp", "two")])

    assert list(occurrences("ktp", double)) == [("ktp", "one"), ("ktp", "two")]


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.lists(st.sampled_from(["ktp", "jalan", "lampu", "xyz", "jembatan", "e"]), max_size=30))
def test_the_words_found_stand_in_the_text_in_that_order_without_overlap(tokens: list[str]) -> None:
    text = fold(" ".join(tokens))
    rest = f" {text}"
    for word, _ in occurrences(text, WORDS):
        before, met, rest = rest.partition(f" {word}")
        assert met
        assert not before.endswith(" ktp")
