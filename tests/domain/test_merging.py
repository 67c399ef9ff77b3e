"""Merging: who may follow whom, what a follower keeps, and what its reporter learns."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain import acts, notices
from hub.domain import commands as ask
from hub.domain.case import Case, CaseEventType, CaseStatus, Sensitivity, Visibility
from hub.domain.evolution import Evolution
from hub.domain.merging import outcome, released, stands_alone
from hub.domain.respondents import accused
from hub.domain.status import Party
from hub.errors import RuleViolation
from tests.domain.builders import NOW, assigned, case, setting, types
from tests.harness import shipped

HEAD = assigned(id="head", tracking_number="H-HEAD-0000-0000", status=CaseStatus.IN_PROGRESS)
INTO = ask.Merge("H-HEAD-0000-0000", "Hal yang sama, lihat H-HEAD-0000-0000.")
GUARDED = {"visibility": Visibility.RESTRICTED}
OVERSIGHT = {"sensitivity": Sensitivity.OVERSIGHT, "visibility": Visibility.RESTRICTED}
AT_INSPECTORATE = {"assignee": "62.01.inspektorat", "owner": "62.01.inspektorat"}


def merged(follower: Case, head: Case | None = HEAD) -> Evolution:
    change = Evolution(follower, NOW)
    acts.perform(change, INTO, setting(Party.VERIFIER, head=head))
    return change


def refusal(follower: Case, head: Case | None) -> RuleViolation:
    with pytest.raises(RuleViolation) as refused:
        merged(follower, head)
    assert refused.value.field == "into"
    return refused.value


@pytest.mark.parametrize("status", [CaseStatus.RECEIVED, CaseStatus.VERIFIED])
def test_a_follower_keeps_everything_but_its_status(status: CaseStatus) -> None:
    before = case(status=status)
    change = merged(before)
    now = change.case

    assert types(change) == [CaseEventType.MERGED]
    assert (now.status, now.merged_into, now.closed_at) == (CaseStatus.MERGED, "head", NOW)
    kept = {"status": status, "merged_into": None, "closed_at": None, "version": 1, "updated_at": NOW}
    assert replace(now, **kept) == before


def test_a_case_does_not_follow_itself() -> None:
    assert refusal(case(id="head"), HEAD).code == "INVALID"


@pytest.mark.parametrize("status", [CaseStatus.CLOSED, CaseStatus.ARCHIVED, CaseStatus.WITHDRAWN])
def test_a_case_that_has_ended_leads_nobody(status: CaseStatus) -> None:
    assert refusal(case(), replace(HEAD, status=status)).code == "ILLEGAL_TRANSITION"


def test_a_head_nobody_found_is_not_told_from_one_that_is_not_theirs() -> None:
    assert refusal(case(), None).code == "NOT_FOUND"


@pytest.mark.parametrize(
    ("follower", "head", "may"),
    [
        ({}, {}, True),
        ({}, GUARDED, True),
        ({}, OVERSIGHT, True),
        (GUARDED, {}, False),
        (GUARDED, GUARDED, True),
        (OVERSIGHT, GUARDED, False),
        (OVERSIGHT, OVERSIGHT, True),
        ({"sensitivity": Sensitivity.WHISTLEBLOWING, **GUARDED}, OVERSIGHT, False),
    ],
)
def test_a_guarded_case_follows_none_that_is_guarded_less(
    follower: dict[str, Any], head: dict[str, Any], may: bool
) -> None:
    if may:
        assert merged(case(**follower), replace(HEAD, **head)).case.status is CaseStatus.MERGED
    else:
        assert refusal(case(**follower), replace(HEAD, **head)).code == "NOT_ALLOWED"


@pytest.mark.parametrize(
    ("accuses", "held", "may"),
    [
        ("62.01.disdukcapil", AT_INSPECTORATE, True),
        ("62.01.dinkes", AT_INSPECTORATE, False),  # that head keeps away somebody else
        (None, AT_INSPECTORATE, False),
        ("62.01.disdukcapil", {"copied": ("62.01.disdukcapil",), **AT_INSPECTORATE}, False),
        ("62.01.disdukcapil", {}, False),  # the accused holds that head
    ],
)
def test_a_case_that_accuses_follows_only_where_the_accused_is_kept_away_as_well(
    accuses: str | None, held: dict[str, Any], may: bool
) -> None:
    follower = case(**OVERSIGHT, respondent="62.01.disdukcapil")
    head = replace(HEAD, **OVERSIGHT, respondent=accuses, **held)
    if may:
        assert merged(follower, head).case.merged_into == "head"
    else:
        assert refusal(follower, head).code == "NOT_ALLOWED"


def test_a_released_follower_is_a_case_of_its_own_again() -> None:
    follower = merged(case()).case
    change = released(follower, shipped(), NOW)
    now = change.case

    assert types(change) == [CaseEventType.REOPENED]
    assert (now.status, now.merged_into, now.closed_at) == (CaseStatus.RECEIVED, None, None)
    assert (now.owner, now.reopened_at) == (follower.owner, None)  # the reporter's own right is not used up


def test_of_a_public_head_status_and_answer_are_told_with_personal_numbers_blotted_out() -> None:
    said = "Silakan hubungi 0812-3456-7890."
    told = outcome(replace(HEAD, status=CaseStatus.ANSWERED, answer=said))

    assert (told.status, told.message) == (CaseStatus.ANSWERED, notices.HEAD_ANSWERED)
    assert told.answer == "Silakan hubungi [telepon disamarkan]."


@pytest.mark.parametrize("status", CaseStatus)
@pytest.mark.parametrize("guard", [GUARDED, OVERSIGHT], ids=["restricted", "oversight"])
def test_of_a_guarded_head_only_is_told_whether_it_has_ended(
    status: CaseStatus, guard: dict[str, Any]
) -> None:
    told = outcome(replace(HEAD, status=status, answer="Rahasia.", **guard))

    assert told.answer is None
    assert told.updated_at is None
    assert (told.status, told.message) in {
        (CaseStatus.IN_PROGRESS, notices.FOLLOWS_GUARDED),
        (CaseStatus.CLOSED, notices.GUARDED_HEAD_ENDED),
    }


GUARDS = st.builds(
    lambda sensitivity, visibility, respondent: case(
        sensitivity=sensitivity, visibility=visibility, respondent=respondent
    ),
    st.sampled_from(Sensitivity),
    st.sampled_from(Visibility),
    st.sampled_from([None, "62.01.disdukcapil", "62.01.dinkes"]),
)


@given(GUARDS, GUARDS)
def test_no_follower_stays_behind_an_heir_that_is_guarded_less_or_knows_whom_it_accuses(
    follower: Case, heir: Case
) -> None:
    heir = replace(heir, id="heir")
    if stands_alone(follower, heir, shipped()):
        return
    classes, levels = list(Sensitivity), list(Visibility)
    assert classes.index(heir.sensitivity) >= classes.index(follower.sensitivity)
    assert levels.index(heir.visibility) >= levels.index(follower.visibility)
    assert accused(follower) in (None, accused(heir))


@given(GUARDS)
def test_a_follower_that_is_not_guarded_stays_with_whoever_leads(heir: Case) -> None:
    assert not stands_alone(case(), replace(heir, id="heir"), shipped())
