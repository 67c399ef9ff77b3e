"""Region codes: what is one, and what lies in what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.region import ancestors, covers, is_code, level, parent_of, province_of, regency_of

digits = st.text("0123456789", min_size=2, max_size=2)
codes = st.builds(
    lambda pieces, village, deep: ".".join([*pieces, village] if deep and len(pieces) == 3 else pieces),
    st.lists(digits, min_size=1, max_size=3),
    st.text("0123456789", min_size=4, max_size=4),
    st.booleans(),
)


@pytest.mark.parametrize(
    ("code", "expected"),
    [("62", 1), ("62.01", 2), ("62.01.02", 3), ("62.01.02.1001", 4)],
)
def test_the_level_is_the_number_of_pieces(code: str, expected: int) -> None:
    assert level(code) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "6",
        "620",
        "6201",
        "62.1",
        "62.01.",
        ".62",
        "62.01.02.01",
        "62.01.02.1001.1",
        "ab",
        "６２",
        "62 01",
    ],
)
def test_what_is_not_written_like_a_code_is_refused(text: str) -> None:
    assert not is_code(text)
    with pytest.raises(ValueError, match="looks like"):
        ancestors(text)


def test_a_district_lies_in_its_regency_and_province() -> None:
    assert ancestors("62.01.02") == ("62.01.02", "62.01", "62")
    assert (parent_of("62.01.02"), regency_of("62.01.02"), province_of("62.01.02")) == (
        "62.01",
        "62.01",
        "62",
    )


def test_a_province_has_no_parent_and_no_regency() -> None:
    assert parent_of("62") is None
    assert regency_of("62") is None


def test_a_longer_number_is_not_inside_a_shorter_one() -> None:
    assert not covers("62.0", "62.01")
    assert not covers("62.01", "62")
    assert covers(None, "62.01")


@given(codes)
def test_every_ancestor_covers_the_place_and_is_one_level_higher_than_the_last(code: str) -> None:
    around = ancestors(code)

    assert around[0] == code
    assert [level(one) for one in around] == list(range(level(code), 0, -1))
    assert all(covers(one, code) for one in around)


@given(codes, codes)
def test_two_places_cover_each_other_only_when_they_are_the_same(one: str, other: str) -> None:
    assert (covers(one, other) and covers(other, one)) == (one == other)
    assert covers(one, other) == (one in ancestors(other))
