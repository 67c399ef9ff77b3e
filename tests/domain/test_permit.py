"""Which numbers are asked about, and which numbers in a citizen's text are taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.permit import LONGEST_NUMBER, MOST_MENTIONS, PermitBook

BUSINESS = PermitBook(r"\d{13}", ("nib", "nomor induk berusaha"), {})
OFFICE = PermitBook(r"DPMPTSP-\d{1,8}/\d{4}", (), {})
LOOSE = PermitBook(r".+", (), {})


@pytest.mark.parametrize(
    ("number", "fits"),
    [
        ("9120000000017", True),
        ("912000000001", False),
        ("91200000000170", False),
        ("9120000000017 ", False),
        ("", False),
        ("912000000001a", False),
        ("９１２００００００００１７", False),  # another spelling would be another question
    ],
)
def test_a_business_number_has_thirteen_digits(number: str, fits: bool) -> None:
    assert BUSINESS.fits(number) is fits


@given(st.text(max_size=20), st.sampled_from("'\"`\\;%<>\n\x00"), st.text(max_size=20))
def test_a_number_that_could_become_part_of_somebodys_query_never_fits(
    left: str, sign: str, right: str
) -> None:
    assert not LOOSE.fits(left + sign + right)


def test_a_number_has_a_longest_length() -> None:
    assert LOOSE.fits("1" * LONGEST_NUMBER)
    assert not LOOSE.fits("1" * (LONGEST_NUMBER + 1))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("NIB saya 9120000000017 belum aktif", ("9120000000017",)),
        ("Nomor Induk Berusaha: 9120000000017.", ("9120000000017",)),
        ("nib=9120000000017", ("9120000000017",)),
        ("Hubungi saya di 0812000000011 ya", ()),  # thirteen digits, and a telephone number
        ("tanibina 9120000000017", ()),  # the word is part of another one
        ("NIB 91200000000171", ()),
        ("NIB saya sudah lama hilang entah ke mana, hubungi 9120000000017", ()),  # too far behind the word
        ("NIB 9120000000017 dan NIB 9120000000017", ("9120000000017",)),
    ],
)
def test_a_number_counts_only_behind_the_word_for_it(text: str, found: tuple[str, ...]) -> None:
    assert BUSINESS.mentioned(text) == found


def test_where_the_shape_is_unmistakable_it_needs_no_word() -> None:
    text = "Permohonan DPMPTSP-17/2026, lalu dpmptsp-18/2026 dan XDPMPTSP-19/2026 serta DPMPTSP-20/20261"

    assert OFFICE.mentioned(text) == ("DPMPTSP-17/2026", "dpmptsp-18/2026")


def test_no_text_has_more_than_a_few_numbers_looked_up() -> None:
    text = " ".join(f"DPMPTSP-{number}/2026" for number in range(50))

    assert len(OFFICE.mentioned(text)) == MOST_MENTIONS
