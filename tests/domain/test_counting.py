"""What a case adds to the figures: the deltas of any walk add up to what the case counts in now."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain import commands as ask
from hub.domain.case import (
    Case,
    CaseEvent,
    CaseEventType,
    CaseStatus,
    Maladministration,
    Sensitivity,
    Visibility,
)
from hub.domain.counting import MEASURES, Cell, contribution, deltas
from hub.domain.evolution import Evolution
from hub.domain.quantiles import bucket_of
from hub.domain.status import Party
from hub.domain.verdicts import BREACHED, run_of, said_of
from tests.domain.builders import NOW, assigned, case, told
from tests.domain.walks import SUBMISSIONS, Journey, legal

WIB, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")


def breach(*clocks: str) -> list[CaseEvent]:
    """A timeline that tells these breaches."""
    change = Evolution(case(), NOW)
    for clock in clocks:
        said = said_of(run_of(clock, NOW), NOW, "2026", BREACHED)
        change.happen(CaseEventType.DEADLINE_BREACHED, "clock", about=said, breached=True)
    return told(change)


def measures(timeline: Sequence[CaseEvent] = (), **changes: object) -> dict[str, int]:
    """What one case counts in."""
    return {cell.measure: amount for cell, amount in contribution(case(**changes), timeline, WIB).items()}


def counts(timeline: Sequence[CaseEvent] = (), **changes: object) -> dict[str, int]:
    """The same without marks."""
    return {name: amount for name, amount in measures(timeline, **changes).items() if ":" not in name}


@settings(max_examples=60, deadline=None)
@given(SUBMISSIONS, st.data())
def test_the_deltas_of_any_walk_add_up_to_the_contribution(
    submission: ask.Submission, data: st.DataObject
) -> None:
    def of(one: Case | None) -> Counter[Cell]:
        return contribution(one, list(journey.timeline), WIB)

    journey = Journey.begin(submission)
    before = of(journey.case)
    figures: Counter[Cell] = Counter(deltas(Counter(), before))
    for _ in range(data.draw(st.integers(1, 10))):
        journey.wait(hours=data.draw(st.integers(0, 100)))
        journey.act(data.draw(legal(journey.case)), *Party)
        after = of(journey.case)
        for cell, amount in deltas(before, after).items():
            figures[cell] += amount
        before = after
    assert +figures == of(journey.case)
    assert -figures == Counter()


def test_nothing_changed_means_no_delta_and_nothing_counts_nowhere() -> None:
    same = contribution(case(), [], WIB)
    assert deltas(same, same) == {}
    assert contribution(None, [], WIB) == Counter()
    assert Counter({cell: -amount for cell, amount in deltas(same, Counter()).items()}) == same


def test_a_case_counts_at_its_regency_under_its_assignee_or_custodian() -> None:
    def of(one: Case) -> tuple[set[str], set[str]]:
        cells = contribution(one, [], WIB)
        return {cell.region for cell in cells}, {cell.agency for cell in cells}

    assert of(case(region="62.01.02")) == ({"62.01"}, {"62.01.diskominfo"})
    assert of(case(region="62")) == ({"62"}, {"62.01.diskominfo"})
    assert of(assigned(owner="62.01.diskominfo")) == ({"62.01"}, {"62.01.disdukcapil"})


def test_the_month_is_that_of_the_place() -> None:
    new_year = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)  # 06:30 WIB
    late = datetime(2025, 12, 31, 16, 0, tzinfo=UTC)  # 23:00 WIB, 01:00 WIT
    months = [
        {cell.month for cell in contribution(case(created_at=moment), [], zone)}
        for moment, zone in [(new_year, WIB), (late, WIB), (late, WIT)]
    ]
    assert months == [{"2026-01"}, {"2025-12"}, {"2026-01"}]
    assert "open:2026-01-01" in measures(created_at=new_year)


def test_a_new_case_is_received_and_open_since_its_day() -> None:
    assert measures() == {"received": 1, "open:2026-11-23": 1}
    assert measures(status=CaseStatus.WITHDRAWN) == {"received": 1}
    assert set(counts()) <= set(MEASURES)


@pytest.mark.parametrize(
    ("breached", "answered", "expected"),
    [
        ((), True, {"in_time": 1}),
        (("VERIFICATION",), True, {"in_time": 1, "verification_breached": 1}),
        (("RESOLUTION",), True, {"late": 1}),
        (("RESOLUTION",), False, {"missed": 1}),
        (("FIRST_RESPONSE", "FIRST_RESPONSE"), False, {"response_breached": 1}),
        (("REACTION",), False, {}),
    ],
)
def test_an_answer_is_in_time_unless_the_timeline_tells_the_breach(
    breached: tuple[str, ...], answered: bool, expected: dict[str, int]
) -> None:
    found = counts(breach(*breached), answered_at=NOW if answered else None)
    assert found == {"received": 1} | expected


def test_clocks_are_met_when_they_stopped_without_a_breach() -> None:
    stopped = {"verified_at": NOW, "first_response_at": NOW}
    assert counts(**stopped) == {"received": 1, "verification_met": 1, "response_met": 1}
    assert counts(breach("VERIFICATION"), **stopped) == {
        "received": 1,
        "verification_breached": 1,
        "response_met": 1,
    }


def test_hops_ratings_returns_and_how_it_was_routed() -> None:
    found = counts(
        hop=3, returns=2, auto_routed=True, rating=4, escalated=True, reopened_at=NOW, breached=True
    )
    assert found == {
        "received": 1,
        "returned": 1,  # a case, however often
        "escalated": 1,
        "reopened": 1,
        "overdue": 1,
        "routed": 1,
        "auto_routed": 1,
        "hops": 3,
        "rated": 1,
        "rating": 4,
    }
    assert counts(auto_routed=True) == {"received": 1}  # nobody has it yet


@pytest.mark.parametrize(
    ("changes", "delicate"),
    [
        ({}, 0),
        ({"visibility": Visibility.RESTRICTED}, 1),
        ({"sensitivity": Sensitivity.OVERSIGHT}, 1),
        ({"sensitivity": Sensitivity.WHISTLEBLOWING, "visibility": Visibility.RESTRICTED}, 2),
    ],
)
def test_guarded_cases_are_told_apart(changes: dict[str, object], delicate: int) -> None:
    assert {cell.delicate for cell in contribution(case(**changes), [], WIB)} == {delicate}


def test_durations_and_findings_are_marks_without_a_status() -> None:
    later = {"first_response_at": 10, "answered_at": 100, "verified_at": 1}
    moments = {name: NOW + timedelta(hours=hours) for name, hours in later.items()}
    one = case(status=CaseStatus.CLOSED, maladministration=Maladministration.UNDUE_DELAY, **moments)
    cells = contribution(one, [], WIB)
    assert {cell.measure for cell in cells if ":" in cell.measure} == {
        f"response:{bucket_of(10)}",
        f"answer:{bucket_of(100)}",
        f"verification:{bucket_of(1)}",
        "finding:UNDUE_DELAY",
    }
    assert {(":" in cell.measure, cell.status) for cell in cells} == {(True, ""), (False, "CLOSED")}
