"""Periods: as they are written, said, and followed by one another."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.period import Period, period
from hub.errors import RuleViolation

PERIODS = st.builds(
    lambda year, months, at: Period(year, 1 + months * (at % (12 // months)), months),
    st.integers(2001, 2099),
    st.sampled_from([1, 3, 6, 12]),
    st.integers(0, 11),
)


@pytest.mark.parametrize(
    ("text", "code", "name", "start", "end"),
    [
        ("2026Q3", "2026Q3", "Triwulan III 2026", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026-q4", "2026Q4", "Triwulan IV 2026", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026S1", "2026S1", "Semester I 2026", date(2026, 1, 1), date(2026, 6, 30)),
        ("2028-02", "2028-02", "Februari 2028", date(2028, 2, 1), date(2028, 2, 29)),
        (" 2026 ", "2026", "Tahun 2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_is_read_as_it_is_written(text: str, code: str, name: str, start: date, end: date) -> None:
    found = period(text)
    assert (found.code, found.name, found.start, found.end) == (code, name, start, end)


@pytest.mark.parametrize(
    "text", ["", "2026Q5", "2026S3", "2026-13", "2026-00", "1999", "26Q1", "2026Q", "2026-7", "2026Q1x"]
)
def test_anything_else_is_told(text: str) -> None:
    with pytest.raises(RuleViolation, match="2026Q3, 2026S2, 2026 or 2026-07"):
        period(text)


@given(PERIODS)
def test_the_one_before_ends_the_day_before_and_is_as_long(one: Period) -> None:
    assert one.before.end + timedelta(days=1) == one.start
    assert one.before.months == one.months
    assert period(one.code) == one


@given(PERIODS)
def test_a_period_is_closed_when_its_last_month_is_over(one: Period) -> None:
    last = datetime.combine(one.end, datetime.max.time(), UTC)
    assert not one.is_closed(last)
    assert one.is_closed(last + timedelta(microseconds=1))
