"""Who has a case: no endless passing on, nobody gets back what it refused, guarded cases stay guarded."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain import acts
from hub.domain import commands as ask
from hub.domain.assignment import MAX_HOPS, AssignmentState
from hub.domain.case import Case, CaseEventType, CaseStatus, Sensitivity
from hub.domain.evolution import Evolution, MarkAssignment, Offer, Tell
from hub.domain.status import Party
from hub.errors import RuleViolation
from tests.domain.builders import NOW, assigned, case, setting, types

GUARDED = [Sensitivity.OVERSIGHT, Sensitivity.WHISTLEBLOWING]


def perform(start: Case, command: Any, party: Party, **around: Any) -> Evolution:
    """One act on one case."""
    change = Evolution(start, NOW)
    acts.perform(change, command, setting(party, **around))
    return change


def refusal_of(start: Case, command: Any, party: Party, **around: Any) -> tuple[str, str | None]:
    """Code and field of the refusal."""
    with pytest.raises(RuleViolation) as refusal:
        perform(start, command, party, **around)
    return refusal.value.code, refusal.value.field


def back(proposed: str | None) -> ask.Return:
    """The officer names an owner, or knows none."""
    return ask.Return("Bukan kami.", proposed, owner_unknown=proposed is None)


def given_back(hop: int, refused: frozenset[str] = frozenset(), proposed: str | None = None) -> Case:
    """What becomes of a case that Disdukcapil returns at that hop."""
    return perform(assigned(hop=hop), back(proposed), Party.OWNER, refused=refused).case


def test_custody_passes_on_delivery_not_on_the_offer() -> None:
    change = perform(case(status=CaseStatus.VERIFIED), ask.Assign("62.01.dinkes"), Party.COORDINATOR)
    assert change.case.status is CaseStatus.ASSIGNED
    assert (change.case.assignee, change.case.owner) == ("62.01.dinkes", "62.01.diskominfo")


def test_an_agency_without_a_system_has_the_case_at_once() -> None:
    lingga = case(status=CaseStatus.VERIFIED, region="21.04", owner="21.04.diskominfo")
    change = perform(lingga, ask.Assign("21.04.dinkes"), Party.COORDINATOR)
    assert types(change) == [CaseEventType.ASSIGNED, CaseEventType.DELIVERED]
    assert change.case.owner == "21.04.dinkes"


def test_a_proposed_agency_gets_a_returned_case() -> None:
    now = given_back(1, proposed="62.01.dinsos")
    assert (now.status, now.assignee, now.hop, now.returns) == (CaseStatus.ASSIGNED, "62.01.dinsos", 2, 1)


def test_a_case_never_goes_back_to_an_agency_that_returned_it() -> None:
    now = given_back(2, frozenset({"62.01.dinsos"}), proposed="62.01.dinsos")
    assert now.assignee not in {"62.01.dinsos", "62.01.disdukcapil"}


@given(st.integers(1, 9))
def test_bounces_end_at_the_hop_bound(hop: int) -> None:
    now = given_back(hop, proposed="62.01.dinsos")
    if hop < MAX_HOPS:
        assert (now.status, now.hop) == (CaseStatus.ASSIGNED, hop + 1)
    else:
        assert (now.status, now.assignee, now.hop) == (CaseStatus.ADJUDICATION, None, hop)
        assert now.owner == "62.diskominfo"


def test_with_no_other_candidate_a_returned_case_is_adjudicated() -> None:
    vague = assigned(title="Pertanyaan umum", body="Mohon bantuan untuk masalah ini.", topic=None)
    now = perform(vague, back(None), Party.OWNER).case
    assert (now.status, now.assignee) == (CaseStatus.ADJUDICATION, None)


def test_an_agency_cannot_return_the_same_case_twice() -> None:
    refused = frozenset({"62.01.disdukcapil"})
    assert refusal_of(assigned(hop=3), back(None), Party.OWNER, refused=refused) == (
        "ALREADY_RETURNED",
        None,
    )


def test_a_binding_assignment_cannot_be_returned() -> None:
    assert refusal_of(assigned(binding=True), back(None), Party.OWNER)[0] == "NOT_ALLOWED"


def test_a_coordinator_cannot_offer_a_case_to_who_returned_it() -> None:
    start, refused = case(status=CaseStatus.VERIFIED, hop=1), frozenset({"62.01.dinkes"})
    command = ask.Assign("62.01.dinkes")
    assert refusal_of(start, command, Party.COORDINATOR, refused=refused) == ("ALREADY_RETURNED", "agency")


def test_beyond_the_hop_bound_only_a_binding_assignment_is_possible() -> None:
    start = case(status=CaseStatus.VERIFIED, hop=MAX_HOPS)
    assert refusal_of(start, ask.Assign("62.01.dinkes"), Party.COORDINATOR) == (
        "ILLEGAL_TRANSITION",
        "binding",
    )
    now = perform(start, ask.Assign("62.01.dinkes", binding=True), Party.COORDINATOR).case
    assert (now.hop, now.binding) == (MAX_HOPS + 1, True)


def test_an_adjudicated_case_takes_a_binding_assignment_only_even_to_who_returned_it() -> None:
    start, refused = case(status=CaseStatus.ADJUDICATION, hop=2), frozenset({"62.01.dinkes"})
    assert refusal_of(start, ask.Assign("62.01.dinsos"), Party.COORDINATOR)[1] == "binding"
    command = ask.Assign("62.01.dinkes", binding=True)
    assert perform(start, command, Party.COORDINATOR, refused=refused).case.assignee == "62.01.dinkes"


def test_reassigning_recalls_first_and_resets_what_was_binding() -> None:
    start = assigned(binding=True)
    change = perform(start, ask.Assign("62.01.dinkes", note="Lebih tepat."), Party.COORDINATOR)
    assert types(change) == [CaseEventType.RECALLED, CaseEventType.ASSIGNED]
    assert [type(effect) for effect in change.effects] == [Tell, MarkAssignment, Offer]
    assert change.effects[1] == MarkAssignment(AssignmentState.RECALLED, "Lebih tepat.")
    assert (change.case.hop, change.case.binding) == (2, False)


def test_copies_are_known_agencies_each_once_and_stay_when_the_case_moves_on() -> None:
    copies = ("62.01.dinsos", "62.01.dinsos", "62.01.pupr")
    first = perform(
        case(status=CaseStatus.VERIFIED), ask.Assign("62.01.dinkes", copies), Party.COORDINATOR
    ).case
    assert first.copied == ("62.01.dinsos", "62.01.pupr")
    again = perform(first, ask.Assign("62.01.disdukcapil", ("62.01.pupr",)), Party.COORDINATOR)
    assert again.case.copied == first.copied
    assert CaseEventType.COPIED not in types(again)


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (ask.Assign("62.01.tidak-ada"), "agency"),
        (ask.Assign("62.01.dinkes", ("62.01.tidak-ada",)), "copies"),
    ],
)
def test_an_agency_nobody_knows_is_refused_with_its_field(command: ask.Assign, field: str) -> None:
    start = case(status=CaseStatus.VERIFIED)
    assert refusal_of(start, command, Party.COORDINATOR) == ("UNKNOWN_AGENCY", field)


def test_a_proposal_nobody_knows_is_refused_with_its_field() -> None:
    command = ask.Return("Bukan kami.", "62.01.tidak-ada")
    assert refusal_of(assigned(), command, Party.OWNER) == ("UNKNOWN_AGENCY", "proposedAgency")


def test_an_agency_of_another_place_cannot_own_the_case() -> None:
    start = case(status=CaseStatus.VERIFIED)
    assert refusal_of(start, ask.Assign("64.02.dinkes"), Party.COORDINATOR) == ("INVALID", "agency")


@pytest.mark.parametrize("sensitivity", GUARDED)
def test_guarded_cases_go_to_oversight_bodies_only(sensitivity: Sensitivity) -> None:
    start = case(status=CaseStatus.VERIFIED, sensitivity=sensitivity)
    assert refusal_of(start, ask.Assign("62.01.dinkes"), Party.COORDINATOR) == ("INVALID", "agency")
    for body in ("62.01.inspektorat", "id.ombudsman"):
        assert perform(start, ask.Assign(body), Party.COORDINATOR).case.assignee == body


@pytest.mark.parametrize("sensitivity", GUARDED)
def test_copies_of_guarded_cases_go_to_oversight_bodies_only(sensitivity: Sensitivity) -> None:
    start = case(status=CaseStatus.VERIFIED, sensitivity=sensitivity)
    command = ask.Assign("62.01.inspektorat", ("62.01.dinkes",))
    assert refusal_of(start, command, Party.COORDINATOR) == ("INVALID", "copies")
    allowed = ask.Assign("62.01.inspektorat", ("62.inspektorat",))
    assert perform(start, allowed, Party.COORDINATOR).case.copied == ("62.inspektorat",)


@pytest.mark.parametrize("sensitivity", GUARDED)
@pytest.mark.parametrize("proposed", [None, "62.01.dinkes"])
def test_a_returned_guarded_case_goes_to_the_next_oversight_body(
    sensitivity: Sensitivity, proposed: str | None
) -> None:
    held = assigned(sensitivity=sensitivity, assignee="62.01.inspektorat", owner="62.01.inspektorat")
    now = perform(held, back(proposed), Party.OWNER).case
    assert now.assignee == "62.inspektorat"
