"""What a case adds to the figures: the deltas of any walk add up to what the case counts in now."""

import math
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain import commands as ask
from hub.domain.case import CaseStatus, Sensitivity, Visibility
from hub.domain.counting import BUCKETS, Cell, bucket_of, contribution, deltas, hours_of
from hub.domain.status import Party
from tests.domain.builders import NOW, assigned, case
from tests.domain.walks import SUBMISSIONS, Journey, legal


@settings(max_examples=100, deadline=None)
@given(SUBMISSIONS, st.data())
def test_the_deltas_of_any_walk_add_up_to_the_contribution(
    submission: ask.Submission, data: st.DataObject
) -> None:
    journey = Journey.begin(submission)
    figures: Counter[Cell] = Counter(deltas(None, journey.case))
    for _ in range(data.draw(st.integers(1, 10))):
        before = journey.case
        journey.wait(hours=data.draw(st.integers(0, 100)))
        journey.act(data.draw(legal(journey.case)), *Party)
        for cell, amount in deltas(before, journey.case).items():
            figures[cell] += amount
    assert +figures == contribution(journey.case)
    assert -figures == Counter()


def test_nothing_changed_means_no_delta() -> None:
    assert deltas(case(), case()) == {}


def test_a_case_that_goes_away_takes_its_figures_along() -> None:
    gone = deltas(case(), None)
    assert Counter({cell: -amount for cell, amount in gone.items()}) == contribution(case())


def test_a_case_counts_at_its_regency_under_its_assignee_or_custodian() -> None:
    assert {cell.region for cell in contribution(case(region="62.01.02"))} == {"62.01"}
    assert {cell.region for cell in contribution(case(region="62"))} == {"62"}
    assert {cell.agency for cell in contribution(case())} == {"62.01.diskominfo"}
    assert {cell.agency for cell in contribution(assigned(owner="62.01.diskominfo"))} == {"62.01.disdukcapil"}


def measures(**changes: object) -> dict[str, int]:
    """What one case counts in."""
    return {cell.measure: amount for cell, amount in contribution(case(**changes)).items()}


def test_open_closed_and_answered_follow_the_status() -> None:
    assert measures() == {"received": 1, "open": 1}
    assert measures(status=CaseStatus.WITHDRAWN) == {"received": 1}
    ended = measures(status=CaseStatus.CLOSED, answered_at=NOW)
    assert ended == {"received": 1, "closed": 1, "answered": 1, "on_time": 1}


def test_a_breached_case_is_overdue_and_not_on_time() -> None:
    late = measures(answered_at=NOW, breached=True)
    assert late["overdue"] == 1
    assert "on_time" not in late


def test_returns_are_counted_each() -> None:
    assert measures(returns=3)["returned"] == 3


@pytest.mark.parametrize(
    ("changes", "delicate"),
    [
        ({}, 0),
        ({"visibility": Visibility.RESTRICTED}, 1),
        ({"sensitivity": Sensitivity.OVERSIGHT}, 1),
        ({"sensitivity": Sensitivity.WHISTLEBLOWING}, 1),
    ],
)
def test_guarded_cases_are_told_apart(changes: dict[str, object], delicate: int) -> None:
    assert {cell.delicate for cell in contribution(case(**changes))} == {delicate}


def test_the_first_response_is_measured_from_the_submission() -> None:
    answered = measures(first_response_at=NOW + timedelta(hours=10))
    assert answered[f"response:{bucket_of(10)}"] == 1


@given(st.floats(1.0, 1.2**62, exclude_min=True))
def test_a_bucket_stands_for_its_hours_within_a_tenth(hours: float) -> None:
    assert abs(math.log(hours_of(bucket_of(hours)) / hours)) <= math.log(1.2) / 2 + 1e-9


@given(st.floats(0, 1e9), st.floats(0, 1e9))
def test_buckets_keep_the_order_of_hours(one: float, other: float) -> None:
    assert (one <= other) <= (bucket_of(one) <= bucket_of(other))
    assert 0 <= bucket_of(max(one, other)) < BUCKETS
