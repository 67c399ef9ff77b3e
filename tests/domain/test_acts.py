"""What each act does, whose it is, and that nobody else can do it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain import acts
from hub.domain import commands as ask
from hub.domain.assignment import AssignmentState
from hub.domain.case import (
    Case,
    CaseEventType,
    CaseStatus,
    IdentityProtection,
    Maladministration,
    Sensitivity,
    Visibility,
)
from hub.domain.evolution import Evolution, MarkAssignment, SealIdentity, Tell
from hub.domain.status import Act, Party
from hub.errors import RuleViolation
from tests.domain.builders import NOW, assigned, case, setting, types
from tests.domain.edges import COMMANDS


def perform(start: Case, command: Any, *parties: Party, **around: Any) -> Evolution:
    """One act on one case."""
    change = Evolution(start, NOW)
    acts.perform(change, command, setting(*parties, **around))
    return change


def test_every_act_of_a_caller_has_a_command_here() -> None:
    assert set(COMMANDS) == set(Act) - {Act.DELIVER}


def test_verifying_sets_class_topic_and_kind_and_lifts_the_protection_to_its_floor() -> None:
    change = perform(
        case(topic=None), ask.Verify(Sensitivity.WHISTLEBLOWING, "kependudukan.kk"), Party.VERIFIER
    )
    now = change.case
    assert (now.sensitivity, now.topic) == (Sensitivity.WHISTLEBLOWING, "kependudukan.kk")
    assert (now.identity_protection, now.visibility) == (IdentityProtection.SEALED, Visibility.RESTRICTED)
    assert SealIdentity() in change.effects
    assert now.verified_at == NOW


def test_verifying_as_ordinary_never_lowers_what_the_reporter_asked_for() -> None:
    guarded = case(identity_protection=IdentityProtection.SEALED, visibility=Visibility.RESTRICTED)
    change = perform(guarded, ask.Verify(Sensitivity.ORDINARY), Party.VERIFIER)
    assert change.case.visibility is Visibility.RESTRICTED
    assert change.case.identity_protection is IdentityProtection.SEALED
    assert change.effects == []


def test_a_topic_nobody_knows_is_refused() -> None:
    with pytest.raises(RuleViolation) as refusal:
        perform(case(), ask.Verify(Sensitivity.ORDINARY, "tidak.ada"), Party.VERIFIER)
    assert (refusal.value.code, refusal.value.field) == ("UNKNOWN_TOPIC", "topic")


@pytest.mark.parametrize("before", [CaseStatus.RECEIVED, CaseStatus.IN_PROGRESS])
def test_a_case_that_was_asked_about_returns_to_where_it_was(before: CaseStatus) -> None:
    start = case() if before is CaseStatus.RECEIVED else assigned(status=before)
    asked = perform(start, COMMANDS[Act.REQUEST_INFORMATION], Party.VERIFIER, Party.OWNER).case
    assert (asked.status, asked.resume_status) == (CaseStatus.NEEDS_INFORMATION, before)
    told = perform(asked, COMMANDS[Act.PROVIDE_INFORMATION], Party.REPORTER)
    assert (told.case.status, told.case.resume_status) == (before, None)
    assert (Tell("Di pasar.") in told.effects) == (before is CaseStatus.IN_PROGRESS)


def test_accepting_before_the_receipt_implies_it() -> None:
    change = perform(assigned(owner="62.01.diskominfo", delivered=False), COMMANDS[Act.ACCEPT], Party.OWNER)
    assert types(change) == [CaseEventType.DELIVERED, CaseEventType.ACCEPTED]
    assert change.case.owner == "62.01.disdukcapil"


def test_the_first_response_and_the_first_answer_keep_their_time() -> None:
    earlier = NOW.replace(hour=1)
    again = assigned(status=CaseStatus.IN_PROGRESS, first_response_at=earlier, answered_at=earlier)
    change = perform(again, ask.Answer("Jawaban kedua.", Maladministration.UNDUE_DELAY), Party.OWNER)
    now = change.case
    assert (now.first_response_at, now.answered_at) == (earlier, earlier)
    assert (now.answer, now.maladministration) == ("Jawaban kedua.", Maladministration.UNDUE_DELAY)
    found = replace(again, maladministration=Maladministration.IMPROPRIETY)
    silent = perform(found, ask.Answer("Jawaban lagi."), Party.OWNER).case
    assert silent.maladministration is Maladministration.IMPROPRIETY


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_rating_outside_one_to_five_is_refused(rating: int) -> None:
    with pytest.raises(RuleViolation) as refusal:
        perform(assigned(status=CaseStatus.ANSWERED), ask.Confirm(rating), Party.REPORTER)
    assert (refusal.value.code, refusal.value.field) == ("INVALID", "rating")


def test_a_rating_stands_in_the_note() -> None:
    change = perform(assigned(status=CaseStatus.ANSWERED), ask.Confirm(4, "Terima kasih"), Party.REPORTER)
    assert change.events[-1].note == "[4/5] Terima kasih"
    assert change.case.closed_at == NOW


def test_a_withdrawn_case_is_recalled_from_whoever_has_it() -> None:
    change = perform(assigned(status=CaseStatus.IN_PROGRESS), COMMANDS[Act.WITHDRAW], Party.REPORTER)
    assert [type(effect) for effect in change.effects] == [Tell, MarkAssignment]
    assert change.effects[1] == MarkAssignment(AssignmentState.RECALLED, "withdrawn")


@pytest.mark.parametrize("act", [Act.WITHDRAW, Act.ARCHIVE])
def test_ending_a_case_nobody_has_leaves_earlier_assignments_as_they_ended(act: Act) -> None:
    change = perform(
        case(status=CaseStatus.ADJUDICATION, hop=2), COMMANDS[act], Party.REPORTER, Party.VERIFIER
    )
    assert change.effects == []


def test_reopening_keeps_the_owner() -> None:
    closed = assigned(status=CaseStatus.CLOSED, closed_at=NOW)
    change = perform(closed, COMMANDS[Act.REOPEN], Party.REPORTER)
    now = change.case
    assert (now.owner, now.assignee, now.hop, now.closed_at) == (closed.owner, closed.assignee, 1, None)
    assert MarkAssignment(AssignmentState.ACCEPTED) in change.effects


def test_a_closed_case_without_an_owner_cannot_be_reopened() -> None:
    with pytest.raises(RuleViolation) as refusal:
        perform(case(status=CaseStatus.CLOSED), COMMANDS[Act.REOPEN], Party.REPORTER)
    assert refusal.value.code == "ILLEGAL_TRANSITION"


@given(
    *(st.sampled_from(IdentityProtection), st.sampled_from(Visibility)),
    *(st.sampled_from(IdentityProtection), st.sampled_from(Visibility)),
)
def test_protection_is_raised_or_refused_never_lowered(
    identity: IdentityProtection, seen: Visibility, asked: IdentityProtection, shown: Visibility
) -> None:
    levels, views = list(IdentityProtection), list(Visibility)
    start = case(identity_protection=identity, visibility=seen)
    lower = levels.index(asked) < levels.index(identity) or views.index(shown) < views.index(seen)
    if lower:
        with pytest.raises(RuleViolation, match="only rise"):
            perform(start, ask.RaiseProtection(asked, shown), Party.REPORTER)
        return
    change = perform(start, ask.RaiseProtection(asked, shown), Party.REPORTER)
    assert (change.case.identity_protection, change.case.visibility) == (asked, shown)
    sealed = identity is IdentityProtection.NAMED and asked is not IdentityProtection.NAMED
    assert (SealIdentity() in change.effects) is sealed
