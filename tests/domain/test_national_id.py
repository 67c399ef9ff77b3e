"""Numbers that can exist, and numbers that cannot."""

from calendar import isleap
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.national_id import birth_of, is_possible, place_of

TODAY = date(2026, 11, 23)
PLACES = {"11", "62", "62.01", "96"}

days = st.dates(TODAY.replace(year=1926) + timedelta(days=1), TODAY)
serials = st.integers(1, 9999)


def number(born: date, serial: int, woman: bool = False, place: str = "620102") -> str:
    return f"{place}{born.day + 40 * woman:02}{born:%m%y}{serial:04}"


@given(days, serials, st.booleans(), st.from_regex(r"(11|62|96)[0-9]{4}", fullmatch=True))
def test_every_day_of_the_last_hundred_years_makes_a_number_that_tells_it(
    born: date, serial: int, woman: bool, place: str
) -> None:
    made = number(born, serial, woman, place)

    assert is_possible(made, PLACES, TODAY)
    assert birth_of(made, TODAY) == born


@given(st.text(max_size=20))
def test_only_sixteen_plain_digits_are_a_number(text: str) -> None:
    if is_possible(text, PLACES, TODAY):
        assert len(text) == 16
        assert all(one in "0123456789" for one in text)


@given(st.from_regex(r"[0-9]{16}", fullmatch=True))
def test_a_possible_number_has_a_known_province_a_day_in_the_past_and_a_serial(text: str) -> None:
    born = birth_of(text, TODAY)
    assert is_possible(text, PLACES, TODAY) == (
        text[:2] in {"11", "62", "96"} and born is not None and text[-4:] != "0000"
    )
    assert born is None or TODAY - timedelta(days=36_525) <= born <= TODAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "620102170896000",  # one too few
        "62010217089600011",
        "6201021708960000",  # serials begin at 0001
        "9901021708960001",  # no such province
        "5401021708960001",
        "6201020008960001",  # no such day
        "6201023208960001",
        "6201024008960001",
        "6201027208960001",
        "6201021700960001",  # no such month
        "6201021713960001",
        "6201023002960001",
        "6201022902970001",  # neither 1997 nor 2097 has that day
        "６２０１０２１７０８９６０００１",
        "6201021708960001 ",
        "6201-0217-0896-01",
        "٦٢٠١٠٢١٧٠٨٩٦٠٠٠١",
    ],
)
def test_what_cannot_exist_is_told(text: str) -> None:
    assert not is_possible(text, PLACES, TODAY)


def test_the_place_below_the_province_is_not_looked_up() -> None:
    assert is_possible("6299991708960001", PLACES, TODAY)
    assert place_of("6299991708960001") == "62.99.99"


@pytest.mark.parametrize(
    ("two_digits", "year"), [("00", 2000), ("26", 2026), ("27", 1927), ("99", 1999), ("70", 1970)]
)
def test_the_year_is_the_latest_that_is_not_in_the_future(two_digits: str, year: int) -> None:
    found = birth_of(f"6201020107{two_digits}0001", TODAY)

    assert found == date(year, 7, 1)


def test_a_birth_later_this_year_was_a_hundred_years_ago() -> None:
    assert birth_of("6201022412260001", TODAY) == date(1926, 12, 24)
    assert birth_of("6201022311260001", TODAY) == TODAY


def test_the_last_day_of_february_needs_a_leap_year() -> None:
    for year in range(1927, 2027):
        text = number(date(year, 2, 28), 1).replace("2802", "2902")
        assert is_possible(text, PLACES, TODAY) == isleap(year)
