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
    OversightState,
    Sensitivity,
    Visibility,
)
from hub.domain.evolution import Evolution, MarkAssignment, SealIdentity, Tell
from hub.domain.status import EDGES, Act, Party
from hub.errors import RuleViolation
from tests.domain.builders import NOW, assigned, case, setting, types

COMMANDS: dict[Act, Any] = {
    Act.VERIFY: ask.Verify(Sensitivity.ORDINARY),
    Act.REQUEST_INFORMATION: ask.RequestInformation("Di mana?"),
    Act.PROVIDE_INFORMATION: ask.ProvideInformation("Di pasar."),
    Act.ASSIGN: ask.Assign("62.01.dinkes", binding=True),
    Act.ACCEPT: ask.Accept("Diterima."),
    Act.RETURN: ask.Return("Bukan kami.", "62.01.dinsos"),
    Act.PROGRESS: ask.Progress("Sedang diperiksa."),
    Act.ANSWER: ask.Answer("Sudah selesai."),
    Act.CONTEST: ask.Contest("Belum selesai."),
    Act.CONFIRM: ask.Confirm(5),
    Act.CLOSE: ask.Close("Selesai."),
    Act.REOPEN: ask.Reopen("Rusak lagi."),
    Act.ARCHIVE: ask.Archive("Tidak lengkap."),
    Act.WITHDRAW: ask.Withdraw("Sudah tidak perlu."),
    Act.RAISE_PROTECTION: ask.RaiseProtection(IdentityProtection.NONE, Visibility.RESTRICTED),
    Act.ESCALATE: ask.Escalate("Jawaban tidak menyelesaikan masalah."),
    Act.REFER: ask.Refer("0179/LM/VI/2022/BJM"),
    Act.CONCLUDE: ask.Conclude(OversightState.RECOMMENDED, "Saran Ombudsman telah terbit."),
}
READY: dict[Act, dict[str, Any]] = {
    Act.ESCALATE: {"breached": True},
    Act.REFER: {"oversight": OversightState.REQUESTED},
    Act.CONCLUDE: {"oversight": OversightState.WITH_OMBUDSMAN, "oversight_reference": "010228.2022"},
}
RETURNS_TO = {Act.PROVIDE_INFORMATION: CaseStatus.IN_PROGRESS, Act.RETURN: CaseStatus.ASSIGNED}


def perform(start: Case, command: Any, *parties: Party, **around: Any) -> Evolution:
    """One act on one case."""
    change = Evolution(start, NOW)
    acts.perform(change, command, setting(*parties, **around))
    return change


def in_status(status: CaseStatus) -> Case:
    """A case that Disdukcapil has, or nobody, as the status wants it."""
    nobodys = {CaseStatus.RECEIVED, CaseStatus.VERIFIED, CaseStatus.RETURNED, CaseStatus.ADJUDICATION}
    if status in nobodys:
        return case(status=status)
    asked = CaseStatus.IN_PROGRESS if status is CaseStatus.NEEDS_INFORMATION else None
    return assigned(status=status, resume_status=asked)


def test_every_act_of_a_caller_has_a_command_here() -> None:
    assert set(COMMANDS) == set(Act) - {Act.DELIVER}


@pytest.mark.parametrize("status", CaseStatus)
@pytest.mark.parametrize("act", COMMANDS)
def test_an_act_is_possible_exactly_where_the_table_says(act: Act, status: CaseStatus) -> None:
    edge, start = EDGES[act], replace(in_status(status), **READY.get(act, {}))
    for party in Party:
        legal = party in edge.parties and status in edge.sources
        if act is Act.REQUEST_INFORMATION:  # each side asks while the case is in its hands
            legal = legal and (party is Party.VERIFIER) == (status is CaseStatus.RECEIVED)
        if not legal:
            with pytest.raises(RuleViolation) as refusal:
                perform(start, COMMANDS[act], party)
            assert refusal.value.code in {"NOT_ALLOWED", "ILLEGAL_TRANSITION"}
            continue
        change = perform(start, COMMANDS[act], party)
        assert change.case.status is RETURNS_TO.get(act, edge.target or status)
        assert edge.event in types(change)
        assert change.case.version == start.version + 1


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
