"""Exact rows: cells grouped as asked, and every figure as docs/statistics.md defines it."""

from dataclasses import replace
from datetime import date

import pytest

from hub.domain.case import Maladministration
from hub.domain.counting import Cell
from hub.domain.figures import Group, ages, grouped, quarter_of, row_of, semester_of
from hub.domain.sla import ClockKind
from hub.domain.statistics import CaseAge, ClockShare, FindingCount, StatisticsDimension, StatisticsRow

TODAY = date(2026, 11, 30)
PLAIN = Cell("2026-11", "62.01.dinkes", "62.01", "obat", "COMPLAINT", "web", "CLOSED", "received", 0)


def cell_of(**changes: object) -> Cell:
    """A figure of the health office."""
    return replace(PLAIN, **changes)  # type: ignore[arg-type]


def row(*counted: tuple[Cell, int], population: int | None = None) -> StatisticsRow:
    """The total of these cells."""
    [group] = grouped(counted, ())
    return row_of(group, (), population, TODAY)


def test_cells_are_summed_per_combination_of_codes() -> None:
    cells = [
        (PLAIN, 2),
        (cell_of(status="ANSWERED"), 3),
        (cell_of(month="2026-07", measure="in_time"), 1),
        (cell_of(measure="response:4", status=""), 5),
    ]
    by_quarter = grouped(cells, [StatisticsDimension.QUARTER])
    assert [(group.codes, dict(group.counts), group.hours("response")) for group in by_quarter] == [
        (("2026-Q3",), {"in_time": 1}, {}),
        (("2026-Q4",), {"received": 5}, {4: 5}),
    ]
    semesters = grouped(cells, [StatisticsDimension.SEMESTER, StatisticsDimension.KIND])
    assert [group.codes for group in semesters] == [("2026-S2", "COMPLAINT")]
    statuses = grouped(cells, [StatisticsDimension.STATUS])  # durations have none
    assert [group.codes for group in statuses] == [("ANSWERED",), ("CLOSED",)]


@pytest.mark.parametrize(
    ("month", "quarter", "semester"),
    [("01", "Q1", "S1"), ("03", "Q1", "S1"), ("04", "Q2", "S1"), ("06", "Q2", "S1"), ("07", "Q3", "S2")],
)
def test_months_fall_into_their_quarter_and_semester(month: str, quarter: str, semester: str) -> None:
    assert quarter_of(f"2026-{month}") == f"2026-{quarter}"
    assert semester_of(f"2026-{month}") == f"2026-{semester}"


def test_statuses_say_what_is_open_closed_merged_and_withdrawn() -> None:
    statuses = {"RECEIVED": 1, "ANSWERED": 2, "CLOSED": 4, "ARCHIVED": 8, "MERGED": 16, "WITHDRAWN": 32}
    found = row(*((cell_of(status=status), amount) for status, amount in statuses.items()))
    assert (found.received, found.open, found.closed, found.merged, found.withdrawn) == (63, 3, 4, 16, 32)


def test_shares_rates_and_means() -> None:
    amounts = {
        "received": 40,
        "in_time": 15,
        "late": 5,
        "missed": 10,
        "verification_met": 30,
        "verification_breached": 10,
        "returned": 4,
        "routed": 20,
        "auto_routed": 15,
        "hops": 25,
        "rated": 4,
        "rating": 18,
        "overdue": 12,
        "escalated": 2,
        "reopened": 3,
    }
    found = row(*((cell_of(measure=name), amount) for name, amount in amounts.items()), population=200_000)
    assert (found.answered, found.on_time_share, found.per_hundred_thousand) == (20, 0.75, 20.0)
    assert found.on_time == (
        ClockShare(ClockKind.VERIFICATION, 30, 10),
        ClockShare(ClockKind.FIRST_RESPONSE, 0, 0),
        ClockShare(ClockKind.RESOLUTION, 15, 15),
    )
    assert [clock.share for clock in found.on_time] == [0.75, None, 0.5]
    assert (found.hops_per_case, found.auto_routed_share) == (1.25, 0.75)
    assert (found.never_returned_share, found.mean_rating) == (0.9, 4.5)
    assert (found.overdue, found.returned, found.escalated, found.reopened) == (12, 4, 2, 3)


def test_a_group_of_nothing_has_counts_and_no_shares() -> None:
    found = row_of(Group(()), (), None, TODAY)
    assert (found.received, found.answered, found.open, found.overdue) == (0, 0, 0, 0)
    assert (found.on_time_share, found.hops_per_case, found.mean_rating, found.median_hours) == (None,) * 4
    assert (found.never_returned_share, found.per_hundred_thousand) == (None, None)


def test_durations_of_the_three_stages() -> None:
    counted = [(f"{stage}:{bucket}", 1) for stage, bucket in [("response", 200), ("answer", 300)]]
    found = row((PLAIN, 1), *((cell_of(measure=mark, status=""), amount) for mark, amount in counted))
    assert found.median_hours == found.p90_hours != found.median_hours_to_answer
    assert found.p90_hours_to_answer == found.median_hours_to_answer is not None
    assert found.median_hours_to_verification is None


def test_open_cases_by_age() -> None:
    days = {"2026-12-01": 1, "2026-11-30": 2, "2026-11-27": 4, "2026-11-26": 8, "2026-09-30": 16}
    assert ages(days | {"2025-01-01": 32, "2026-10-01": 64}, TODAY) == (
        CaseAge(0, 3, 7),  # a day that has not begun here is young, too
        CaseAge(4, 7, 8),
        CaseAge(8, 14, 0),
        CaseAge(15, 30, 0),
        CaseAge(31, 60, 64),
        CaseAge(61, None, 48),
    )


def test_findings_in_the_order_of_the_law() -> None:
    marks = {"finding:DISCRIMINATION": 2, "finding:UNDUE_DELAY": 3}
    found = row(*((cell_of(measure=mark, status=""), amount) for mark, amount in marks.items()))
    assert found.findings == (
        FindingCount(Maladministration.UNDUE_DELAY, 3),
        FindingCount(Maladministration.DISCRIMINATION, 2),
    )
