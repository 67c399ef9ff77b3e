"""Working days of the Indonesian administration, in the zone of the owner's regency."""

from collections.abc import Set
from datetime import date, datetime, time, timedelta, timezone, tzinfo

ONE_DAY = timedelta(days=1)
SATURDAY = 5

# Keppres 41/1987. Fixed offsets without summer time: no zone database is needed on the machine.
ZONES: dict[str, tzinfo] = {
    "Asia/Jakarta": timezone(timedelta(hours=7), "WIB"),
    "Asia/Pontianak": timezone(timedelta(hours=7), "WIB"),
    "Asia/Makassar": timezone(timedelta(hours=8), "WITA"),
    "Asia/Jayapura": timezone(timedelta(hours=9), "WIT"),
}


def is_working_day(day: date, days_off: Set[date]) -> bool:
    """Monday to Friday and in no list of days off."""
    return day.weekday() < SATURDAY and day not in days_off


def due_at(started: datetime, working_days: int, days_off: Set[date]) -> datetime:
    """Midnight that ends the last working day on which the duty is still met in time.

    The day of `started` is day 0; Saturdays, Sundays and `days_off` never count.

    Args:
        started: hub time; aware, in the zone of the owner's regency (WIB, WITA or WIT).
        working_days: allowance in working days, at least 1.
        days_off: national holidays and cuti bersama, from the calendar version of the clock.

    Raises:
        ValueError: `started` is naive, or `working_days` is below 1.

    Source: rules R1-R7 of docs/clocks.md.
    """
    if started.tzinfo is None or working_days < 1:
        raise ValueError("need an aware start and at least one working day")
    day = started.date()
    while working_days > 0:
        day += ONE_DAY
        if is_working_day(day, days_off):
            working_days -= 1
    return _midnight_after(day, started)


def due_on_calendar(started: datetime, calendar_days: int) -> datetime:
    """Midnight that ends the last of `calendar_days` days; the day of `started` is day 0.

    Raises:
        ValueError: `started` is naive, or `calendar_days` is below 1.
    """
    if started.tzinfo is None or calendar_days < 1:
        raise ValueError("need an aware start and at least one day")
    return _midnight_after(started.date() + timedelta(days=calendar_days), started)


def near_at(due: datetime, days: int, days_off: Set[date]) -> datetime:
    """Midnight that begins the working day after which `days` working days are left until `due`.

    From then on `working_days_left` is `days` or less.

    Raises:
        ValueError: `due` is naive, or `days` is negative.
    """
    if due.tzinfo is None or days < 0:
        raise ValueError("need an aware due date and no negative number of days")
    day = due.date() - ONE_DAY
    while days > 0:
        day -= ONE_DAY
        if is_working_day(day, days_off):
            days -= 1
    return datetime.combine(day, time.min, due.tzinfo)


def near_on_calendar(due: datetime, days: int) -> datetime:
    """Midnight that begins the day after which `days` days are left until `due`. Raises `ValueError` too."""
    if due.tzinfo is None or days < 0:
        raise ValueError("need an aware due date and no negative number of days")
    return due - (days + 1) * ONE_DAY


def working_days_between(after: date, until: date, days_off: Set[date]) -> int:
    """How many working days lie after `after`, up to and including `until`; 0 when there are none."""
    span = range(1, (until - after).days + 1)
    return sum(is_working_day(after + timedelta(days=step), days_off) for step in span)


def working_days_left(now: datetime, due: datetime, days_off: Set[date]) -> int:
    """Whole working days left after today: 0 on the last day in time, and ever after.

    Args:
        now: aware; read in the zone of `due`.
        due: a midnight as `due_at` returns it.
        days_off: national holidays and cuti bersama.

    Raises:
        ValueError: `now` or `due` is naive.
    """
    if now.tzinfo is None or due.tzinfo is None:
        raise ValueError("need aware times")
    return working_days_between(now.astimezone(due.tzinfo).date(), due.date() - ONE_DAY, days_off)


def _midnight_after(day: date, like: datetime) -> datetime:
    return datetime.combine(day + ONE_DAY, time.min, like.tzinfo)
