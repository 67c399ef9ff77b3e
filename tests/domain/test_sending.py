"""When an agency's system takes messages."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.sending import held_until

OFFICE = ("08:00", "16:00")
NIGHT = ("22:00", "05:00")
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def at(hour: int, minute: int = 0, day: int = 23) -> datetime:
    """A moment in UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@given(MOMENTS)
def test_a_system_without_hours_is_always_open(now: datetime) -> None:
    assert held_until(None, "Asia/Jakarta", now) is None


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (at(0, 59), at(1)),  # 07:59 WIB
        (at(1), None),  # 08:00 WIB
        (at(8, 59), None),  # 15:59 WIB
        (at(9), at(1, day=24)),  # 16:00 WIB: closed until tomorrow
        (at(17, 30), at(1, day=24)),  # half past midnight of the 24th, WIB
    ],
)
def test_opening_hours_are_local_and_end_before_the_closing_time(
    now: datetime, opens: datetime | None
) -> None:
    assert held_until(OFFICE, "Asia/Jakarta", now) == opens


def test_the_same_hours_mean_another_moment_in_another_zone() -> None:
    assert held_until(OFFICE, "Asia/Jayapura", at(22)) == at(23)
    assert held_until(OFFICE, "Asia/Jakarta", at(23)) == at(1, day=24)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (at(14, 59), at(15)),  # 21:59 WIB
        (at(15), None),  # 22:00 WIB
        (at(18), None),  # 01:00 WIB of the next day
        (at(22), at(15, day=24)),  # 05:00 WIB of the 24th
    ],
)
def test_hours_may_span_midnight(now: datetime, opens: datetime | None) -> None:
    assert held_until(NIGHT, "Asia/Jakarta", now) == opens


@given(MOMENTS, st.sampled_from([OFFICE, NIGHT]), st.sampled_from(["Asia/Jakarta", "Asia/Makassar"]))
def test_a_held_message_waits_less_than_a_day_and_then_the_system_is_open(
    now: datetime, window: tuple[str, str], zone: str
) -> None:
    until = held_until(window, zone, now)
    if until is not None:
        assert now < until <= now + timedelta(days=1)
        assert held_until(window, zone, until) is None
