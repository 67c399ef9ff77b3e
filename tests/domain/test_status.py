"""The status table."""

import pytest

from hub.domain.case import CaseStatus
from hub.domain.status import EDGES, FINAL, TABLE, Act, Party, allowed, check
from hub.errors import RuleViolation


def test_every_act_has_exactly_one_row() -> None:
    assert len(TABLE) == len(EDGES) == len(Act)


def test_an_illegal_act_names_what_is_possible_now() -> None:
    with pytest.raises(RuleViolation, match="now: acceptCase, returnCase") as refusal:
        check(Act.ANSWER, CaseStatus.ASSIGNED, frozenset({Party.OWNER}))
    assert refusal.value.code == "ILLEGAL_TRANSITION"


def test_an_act_of_somebody_else_is_not_allowed_whatever_the_status() -> None:
    for status in CaseStatus:
        with pytest.raises(RuleViolation) as refusal:
            check(Act.ANSWER, status, frozenset({Party.REPORTER}))
        assert refusal.value.code == "NOT_ALLOWED"


@pytest.mark.parametrize("status", sorted(FINAL, key=lambda one: one.value))
def test_an_ended_case_leaves_its_status_only_by_reopening(status: CaseStatus) -> None:
    moving = [act for act in allowed(status, frozenset(Party)) if EDGES[act].target not in (None, status)]
    assert moving == ([Act.REOPEN] if status is CaseStatus.CLOSED else [])


def test_a_reporter_can_withdraw_from_every_living_status() -> None:
    for status in set(CaseStatus) - FINAL:
        assert Act.WITHDRAW in allowed(status, frozenset({Party.REPORTER}))


def test_every_living_status_has_a_way_on() -> None:
    for status in set(CaseStatus) - FINAL:
        others = set(allowed(status, frozenset(Party))) - {Act.WITHDRAW, Act.RAISE_PROTECTION, Act.DELIVER}
        assert others, status
