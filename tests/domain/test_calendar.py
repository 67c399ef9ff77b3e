"""Working days: due dates, what is left of them, the three zones."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.calendar import (
    ZONES,
    due_at,
    due_on_calendar,
    is_working_day,
    working_days_between,
    working_days_left,
)
from hub.reference.loader import load

DAYS_OFF = load().days_off("62.01")
WIB, WITA = ZONES["Asia/Jakarta"], ZONES["Asia/Makassar"]

zones = st.sampled_from(list(ZONES.values()))
moments = st.builds(
    lambda naive, zone: naive.replace(tzinfo=zone),
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 1)),  # noqa: DTZ001 - the zone comes next
    zones,
)


@pytest.mark.parametrize(
    ("started", "working_days", "due"),
    [
        (datetime(2026, 1, 5, 9, tzinfo=WIB), 3, datetime(2026, 1, 9, tzinfo=WIB)),
        (datetime(2026, 1, 9, 23, 59, tzinfo=WIB), 1, datetime(2026, 1, 13, tzinfo=WIB)),
        (datetime(2026, 1, 10, 8, tzinfo=WIB), 1, datetime(2026, 1, 13, tzinfo=WIB)),
        (datetime(2026, 1, 15, 8, tzinfo=WIB), 1, datetime(2026, 1, 20, tzinfo=WIB)),
        (datetime(2026, 3, 13, 10, tzinfo=WIB), 3, datetime(2026, 3, 26, tzinfo=WIB)),
        (datetime(2026, 3, 13, 10, tzinfo=WITA), 14, datetime(2026, 4, 11, tzinfo=WITA)),
    ],
    ids=["plain week", "over a weekend", "from a saturday", "isra mikraj", "lebaran", "fourteen days"],
)
def test_the_due_date_skips_weekends_holidays_and_collective_leave(
    started: datetime, working_days: int, due: datetime
) -> None:
    assert due_at(started, working_days, DAYS_OFF) == due


def test_collective_leave_is_no_working_day() -> None:
    assert not is_working_day(date(2026, 3, 20), DAYS_OFF)
    assert is_working_day(date(2026, 3, 25), DAYS_OFF)


@given(moments, st.integers(1, 60))
@settings(deadline=None)
def test_exactly_the_allowance_of_working_days_lies_before_the_due_date(started: datetime, days: int) -> None:
    due = due_at(started, days, DAYS_OFF)
    last = due.date() - timedelta(days=1)

    assert due.time() == time.min
    assert due.utcoffset() == started.utcoffset()
    assert is_working_day(last, DAYS_OFF)
    assert working_days_between(started.date(), last, DAYS_OFF) == days
    assert working_days_left(started, due, DAYS_OFF) == days


@given(moments, st.integers(1, 30), st.timedeltas(timedelta(0), timedelta(days=60)))
@settings(deadline=None)
def test_the_days_left_only_ever_fall_and_never_below_zero(
    started: datetime, days: int, passed: timedelta
) -> None:
    due = due_at(started, days, DAYS_OFF)
    now = working_days_left(started + passed, due, DAYS_OFF)

    assert 0 <= now <= working_days_left(started + passed / 2, due, DAYS_OFF) <= days


@given(moments, st.integers(1, 30), st.integers(1, 30))
@settings(deadline=None)
def test_one_allowance_after_the_other_is_one_long_allowance(
    started: datetime, first: int, second: int
) -> None:
    day_before_due = due_at(started, first, DAYS_OFF) - timedelta(days=1)

    assert due_at(day_before_due, second, DAYS_OFF) == due_at(started, first + second, DAYS_OFF)


def test_the_last_day_has_no_whole_day_left() -> None:
    due = due_at(datetime(2026, 1, 5, 9, tzinfo=WIB), 3, DAYS_OFF)

    assert working_days_left(datetime(2026, 1, 8, 9, tzinfo=WIB), due, DAYS_OFF) == 0
    assert working_days_left(datetime(2026, 2, 8, 9, tzinfo=WIB), due, DAYS_OFF) == 0


def test_now_is_read_in_the_zone_of_the_due_date() -> None:
    due = datetime(2026, 1, 9, tzinfo=WIB)

    assert working_days_left(datetime(2026, 1, 6, 0, 30, tzinfo=WITA), due, frozenset()) == 3


def test_calendar_days_count_every_day() -> None:
    started = datetime(2026, 3, 13, 10, tzinfo=WIB)

    assert due_on_calendar(started, 30) == datetime(2026, 4, 13, tzinfo=WIB)


@pytest.mark.parametrize("count", [due_on_calendar, lambda at, days: due_at(at, days, frozenset())])
def test_a_start_without_a_zone_or_an_empty_allowance_is_an_error(count: object) -> None:
    assert callable(count)
    with pytest.raises(ValueError, match="aware"):
        count(datetime(2026, 1, 5), 3)  # noqa: DTZ001 - the point of the test
    with pytest.raises(ValueError, match="at least one"):
        count(datetime(2026, 1, 5, tzinfo=WIB), 0)


def test_days_left_of_a_naive_time_is_an_error() -> None:
    with pytest.raises(ValueError, match="aware"):
        working_days_left(datetime(2026, 1, 5), datetime(2026, 1, 9, tzinfo=WIB), frozenset())  # noqa: DTZ001


@pytest.mark.parametrize("name", list(ZONES))
def test_the_fixed_zones_agree_with_the_zone_database(name: str) -> None:
    try:
        real = ZoneInfo(name)
    except ZoneInfoNotFoundError:
        pytest.skip("this machine has no zone database")
    moment = datetime(2026, 7, 1, 12, tzinfo=ZONES[name])

    assert moment.utcoffset() == moment.replace(tzinfo=real).utcoffset()
