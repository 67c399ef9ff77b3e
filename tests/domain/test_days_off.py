"""Days off: the national ones, what a deployment changes, and when two calendars are one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.calendar import ZONES
from hub.domain.days_off import BASE, CalendarChange, Calendars, Change, Holiday, effective
from hub.domain.directory import Directory
from tests.harness import shipped

DAY, NEXT = date(2026, 11, 25), date(2026, 11, 26)
WIB, WITA = ZONES["Asia/Jakarta"], ZONES["Asia/Makassar"]
NATIONAL = (Holiday(DAY, "Hari libur", collective=False),)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
places = st.sampled_from([None, "64", "64.02", "64.02.01", "62"])


def line(
    day: date, change: Change = Change.ADD, region: str | None = None, version: str = "v1"
) -> CalendarChange:
    return CalendarChange(day, change, "Cuti daerah", "SK 1/2026", version, region)


def with_changes(*changes: CalendarChange) -> Directory:
    return replace(shipped(), calendar_changes=changes)


def test_a_region_has_leave_of_its_own_and_its_districts_share_it() -> None:
    directory = with_changes(line(DAY, region="64.02"))

    assert DAY in directory.days_off("64.02")
    assert DAY in directory.days_off("64.02.01")
    assert DAY not in directory.days_off("64")
    assert DAY not in directory.days_off("62.01")


def test_the_smallest_place_has_the_last_word_wherever_its_line_stands() -> None:
    found = Calendars(NATIONAL, (line(NEXT, Change.REMOVE, "64.02"), line(NEXT), line(DAY, Change.REMOVE)))

    assert found.at(("64.02", "64"), WITA).days_off == frozenset()
    assert found.at(("62.01", "62"), WIB).days_off == {NEXT}


def test_the_version_names_the_last_edition_that_concerns_the_place() -> None:
    found = Calendars(NATIONAL, (line(NEXT, version="2026.1"), line(NEXT, region="64.02", version="kukar-1")))

    assert found.at(("64.02", "64"), WITA).version.startswith("kukar-1-")
    assert found.at(("62.01", "62"), WIB).version.startswith("2026.1-")
    assert Calendars(NATIONAL, ()).at(("62",), WIB).version.startswith(f"{BASE}-")


def test_another_limit_is_another_version_and_another_zone_is_none() -> None:
    first, second = Calendars(NATIONAL, (), ("R1: 3",)), Calendars(NATIONAL, (), ("R1: 4",))

    assert first.at(("62",), WIB).version != second.at(("62",), WIB).version
    assert first.at(("62",), WIB).version == first.at(("64",), WITA).version
    assert first.version != second.version


@given(st.lists(st.builds(line, days, st.sampled_from(Change), places), max_size=8))
def test_equal_versions_mean_equal_days_and_every_line_is_obeyed_or_overruled(
    changes: list[CalendarChange],
) -> None:
    found = Calendars(NATIONAL, tuple(changes))
    plain = Calendars(NATIONAL, ())
    for around in (("64.02.01", "64.02", "64"), ("62",)):
        here = found.at(around, WITA)
        assert here.days_off == effective(NATIONAL, found.lines(around))
        if not found.lines(around):
            assert here.version == plain.at(around, WITA).version
        for one in found.lines(around):
            last = [other for other in found.lines(around) if other.day == one.day][-1]
            assert (one.day in here.days_off) == (last.change is Change.ADD)


@given(st.lists(st.builds(line, days, st.sampled_from(Change), places), max_size=5), days)
def test_whatever_changes_a_place_changes_the_version_of_the_whole(
    changes: list[CalendarChange], day: date
) -> None:
    before = Calendars(NATIONAL, tuple(changes))
    after = Calendars(NATIONAL, (*changes, line(day, Change.ADD)))
    if before.at(("62",), WIB).days_off != after.at(("62",), WIB).days_off:
        assert before.version != after.version


def test_a_regions_calendar_is_made_once() -> None:
    directory = with_changes(line(DAY, region="64.02"))

    assert directory.days_off("64.02.01") is directory.days_off("64.02.01")
    assert directory.days_off("62.01") is directory.days_off("62.71")


def test_a_duty_counts_in_the_place_of_the_agency_not_in_that_of_the_case() -> None:
    directory = shipped()

    assert directory.calendar("id.kemenkes", "94.04").zone is WIB  # a ministry in Jakarta, a case in Papua
    assert directory.calendar("64.02.dinkes", "64.02.01").zone is WITA
    assert directory.calendar(None, "94.04").zone is ZONES["Asia/Jayapura"]
    assert directory.calendar("nobody.knows", "94.04").zone is ZONES["Asia/Jayapura"]


def test_regional_leave_of_the_case_is_none_of_a_national_owner() -> None:
    directory = with_changes(line(DAY, region="64.02"))

    assert DAY not in directory.calendar("id.kemenkes", "64.02").days_off
    assert DAY in directory.calendar("64.02.dinkes", "64.02").days_off


def test_an_unknown_place_has_no_calendar() -> None:
    with pytest.raises(LookupError):
        shipped().calendar(None, "99.01")


def test_the_shipped_calendar_reaches_beyond_every_clock() -> None:
    last = max(shipped().days_off("62.01"))

    assert last - date(2026, 12, 31) > timedelta(days=10 * 365)
