"""Lessons come from persons' decisions about cases that were not told in confidence."""

from datetime import timedelta
from typing import Any

import pytest

from hub.domain.assignment import Assignment, AssignmentState
from hub.domain.case import Sensitivity, Visibility
from hub.domain.example import lesson
from hub.domain.reasons import of_binding, of_heir, of_law, of_proposal, stored
from tests.domain.builders import NOW, case

S = AssignmentState
BY_ROUTER = (stored(of_law("KTP", None, "Disdukcapil", "UU")),)


def hop(number: int, agency: str, state: AssignmentState, **more: Any) -> Assignment:
    base: dict[str, Any] = {
        "id": f"a{number}",
        "case_id": "c1",
        "hop": number,
        "agency": agency,
        "connector": None,
        "state": state,
        "reason": None,
        "explanation": (),
        "binding": False,
        "offered_at": NOW,
        "delivered_at": None,
        "accepted_at": None,
        "ended_at": None,
    }
    return Assignment(**base | more)


@pytest.mark.parametrize(
    ("last", "teaches"),
    [
        (hop(1, "a", S.DELIVERED), True),
        (hop(1, "a", S.OFFERED, explanation=(stored(of_proposal("A")),)), True),
        (hop(1, "a", S.DELIVERED, explanation=(stored(of_binding("K")),)), True),
        (hop(1, "a", S.DELIVERED, explanation=BY_ROUTER), False),
        (hop(2, "b", S.DELIVERED, explanation=(stored(of_heir("A", "B")),)), False),
        (hop(1, "a", S.ACCEPTED, explanation=BY_ROUTER, accepted_at=NOW), True),
        (hop(1, "a", S.COMPLETED, explanation=BY_ROUTER, accepted_at=NOW), True),
        (hop(1, "a", S.RECALLED), False),
        (hop(1, "a", S.EXPIRED), False),
        (hop(1, "a", S.RETURNED), False),
        (hop(1, "a", S.RETURNED, accepted_at=NOW + timedelta(days=1)), False),
    ],
)
def test_a_lesson_is_what_a_person_decided(last: Assignment, teaches: bool) -> None:
    assert (lesson(case(), [last]) is not None) is teaches


def test_a_bounce_teaches_whose_it_is_and_whose_it_is_not() -> None:
    hops = [hop(1, "a", S.RETURNED), hop(2, "b", S.RETURNED), hop(3, "c", S.ACCEPTED, accepted_at=NOW)]
    taught = lesson(case(body="Telepon 081234567890 tidak dijawab"), hops)

    assert taught is not None
    assert (taught.agency, taught.refused) == ("c", ("a", "b"))
    assert taught.text == "Antrean loket\nTelepon [telepon disamarkan] tidak dijawab"


@pytest.mark.parametrize(
    "guard",
    [
        {"sensitivity": Sensitivity.OVERSIGHT},
        {"sensitivity": Sensitivity.WHISTLEBLOWING},
        {"visibility": Visibility.RESTRICTED},
    ],
)
def test_what_was_told_in_confidence_teaches_nothing(guard: dict[str, Any]) -> None:
    assert lesson(case(**guard), [hop(1, "a", S.ACCEPTED, accepted_at=NOW)]) is None


def test_a_case_without_an_owner_teaches_nothing() -> None:
    assert lesson(case(), []) is None
