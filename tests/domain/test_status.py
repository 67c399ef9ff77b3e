"""The status table."""

import pytest

from hub.domain.case import CaseStatus
from hub.domain.status import EDGES, FINAL, TABLE, Act, Party, allowed, check
from hub.errors import RuleViolation
from tests.domain.edges import every_way, go


def test_every_act_has_exactly_one_row() -> None:
    assert len(TABLE) == len(EDGES) == len(Act)


def test_an_act_out_of_its_status_names_the_status() -> None:
    with pytest.raises(RuleViolation, match="answerCase is not possible in ASSIGNED") as refusal:
        check(Act.ANSWER, CaseStatus.ASSIGNED, frozenset({Party.OWNER}))
    assert refusal.value.code == "ILLEGAL_TRANSITION"


def test_an_act_of_somebody_else_is_not_allowed_whatever_the_status() -> None:
    for status in CaseStatus:
        with pytest.raises(RuleViolation) as refusal:
            check(Act.ANSWER, status, frozenset({Party.REPORTER}))
        assert refusal.value.code == "NOT_ALLOWED"


@pytest.mark.parametrize("status", sorted(FINAL, key=lambda one: one.value))
def test_an_ended_case_leaves_its_status_only_by_an_appeal_or_when_its_head_has_ended(
    status: CaseStatus,
) -> None:
    ways = [way for way in every_way() if way.source is status]
    moving = {way.act for way in ways if go(way).case.status is not status}
    appeal = {CaseStatus.CLOSED: Act.REOPEN, CaseStatus.ARCHIVED: Act.REOPEN, CaseStatus.MERGED: Act.RELEASE}
    assert moving == ({appeal[status]} if status in appeal else set())


def test_a_reporter_can_withdraw_from_every_living_status() -> None:
    for status in set(CaseStatus) - FINAL:
        assert Act.WITHDRAW in allowed(status, frozenset({Party.REPORTER}))


def test_every_living_status_has_a_way_on() -> None:
    for status in set(CaseStatus) - FINAL:
        others = set(allowed(status, frozenset(Party))) - {Act.WITHDRAW, Act.RAISE_PROTECTION, Act.DELIVER}
        assert others, status
