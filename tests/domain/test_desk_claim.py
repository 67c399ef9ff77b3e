"""Claims: eight hours of office time, told apart by key and label, named inside the agency only."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.calendar import ZONES, is_working_day
from hub.domain.desk_claim import CLAIM_LASTS, DeskClaim, check_free, checked_label, runs_until, shown
from hub.domain.worklist import Desk
from hub.errors import RuleViolation
from tests.harness import COORDINATOR, officer, shipped

WIB = ZONES["Asia/Jakarta"]
OWNER = "62.01.disdukcapil"
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=WIB)


def claim(**changes: Any) -> DeskClaim:
    base: dict[str, Any] = {
        "case_id": "c1",
        "desk": Desk.OFFICER,
        "agency": OWNER,
        "subject": officer(OWNER).subject,
        "name": "Loket 3",
        "label": "AB",
        "since": MONDAY,
        "until": MONDAY + timedelta(days=1),
    }
    return DeskClaim(**base | changes)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (MONDAY, datetime(2026, 11, 24, 9, 0, tzinfo=WIB)),
        (MONDAY.replace(hour=6), datetime(2026, 11, 23, 16, 0, tzinfo=WIB)),
        (MONDAY.replace(hour=20), datetime(2026, 11, 24, 16, 0, tzinfo=WIB)),
        (datetime(2026, 11, 27, 15, 0, tzinfo=WIB), datetime(2026, 11, 30, 15, 0, tzinfo=WIB)),  # a Friday
        (datetime(2026, 12, 24, 12, 0, tzinfo=WIB), datetime(2026, 12, 28, 12, 0, tzinfo=WIB)),
    ],
)
def test_a_claim_lasts_eight_hours_of_office_time(since: datetime, until: datetime) -> None:
    assert runs_until(since.astimezone(UTC), WIB, {date(2026, 12, 25)}) == until


@given(
    st.integers(0, 365 * 24 * 60).map(lambda minutes: MONDAY + timedelta(minutes=minutes)),
    st.sampled_from(sorted(ZONES)),
)
def test_it_ends_while_the_office_is_open(moment: datetime, zone: str) -> None:
    days_off = shipped().days_off("62.01")
    end = runs_until(moment, ZONES[zone], days_off)

    assert end - moment >= CLAIM_LASTS
    assert is_working_day(end.date(), days_off)
    assert 8 <= end.hour <= 16


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        runs_until(datetime(2026, 1, 1), WIB, set())  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize("label", ["", "   ", "x" * 41, "a\nb", "a\x00b"])
def test_a_label_is_short_and_on_one_line(label: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        checked_label(label)
    assert (refused.value.code, refused.value.field) == ("INVALID", "label")


def test_a_shared_key_is_told_apart_by_its_label() -> None:
    mine = officer(OWNER)

    check_free(None, mine, "AB", MONDAY)
    check_free(claim(), mine, "AB", MONDAY)
    check_free(claim(), officer("62.01.dinkes"), None, MONDAY + timedelta(days=1))  # it has run out
    for caller, label in ((mine, None), (mine, "CD"), (officer("62.01.dinkes"), "AB")):
        with pytest.raises(RuleViolation) as refused:
            check_free(claim(), caller, label, MONDAY)
        assert refused.value.code == "CONFLICT"
        assert "AB" not in refused.value.message


def test_name_and_label_stay_in_the_agency() -> None:
    inside = shown(claim(), officer(OWNER), shipped(), MONDAY)
    outside = shown(claim(), COORDINATOR, shipped(), MONDAY)

    assert inside is not None
    assert (inside.name, inside.label, inside.mine) == ("Loket 3", "AB", True)
    assert outside is not None
    assert (outside.name, outside.label, outside.mine) == (None, None, False)
    assert shown(claim(), officer(OWNER), shipped(), MONDAY + timedelta(days=1)) is None
