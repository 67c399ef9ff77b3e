"""Passing on ends: nobody gets back what it refused for no reason, and the next tier decides with effect."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from hub.domain import acts
from hub.domain import commands as ask
from hub.domain.adjudication import adjudicator
from hub.domain.assignment import MAX_HOPS
from hub.domain.case import Case, CaseEvent, CaseEventType, CaseStatus, Sensitivity
from hub.domain.custody import custodian_of
from hub.domain.evolution import Evolution, Offer
from hub.domain.known import Known, reconsidered
from hub.domain.permit import LicenceAuthority, NamedLicence
from hub.domain.status import Party
from hub.errors import RuleViolation
from tests.domain.builders import NOW, assigned, case, setting
from tests.harness import shipped

UNKNOWN = ask.Return("Bukan kami.", owner_unknown=True)
TODAY = date(2026, 11, 23)


def perform(start: Case, command: Any, party: Party = Party.OWNER, **around: Any) -> Evolution:
    change = Evolution(start, NOW)
    acts.perform(change, command, setting(party, **around))
    return change


def refusal(start: Case, command: Any, party: Party = Party.OWNER, **around: Any) -> RuleViolation:
    with pytest.raises(RuleViolation) as refused:
        perform(start, command, party, **around)
    return refused.value


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (ask.Return("Bukan kami."), "proposedAgency"),
        (ask.Return("Bukan kami.", "62.01.dinsos", owner_unknown=True), "proposedAgency"),
        (ask.Return("Bukan kami.", "62.01.disdukcapil"), "proposedAgency"),
    ],
    ids=["neither", "both", "itself"],
)
def test_who_returns_a_case_names_its_owner_or_says_that_it_does_not_know(
    command: ask.Return, field: str
) -> None:
    refused = refusal(assigned(), command)

    assert (refused.code, refused.field) == ("INVALID", field)


def event(happened: CaseEventType, agency: str | None = None, **facts: Any) -> CaseEvent:
    return CaseEvent(
        id="e",
        case_id="c1",
        sequence=1,
        type=happened,
        status=CaseStatus.ASSIGNED,
        version=1,
        actor="agency",
        agency=agency,
        note=None,
        occurred_at=NOW,
        claimed_at=None,
        facts=facts,
    )


E = CaseEventType
RETURNED = event(E.RETURNED, "62.01.dinsos")


@pytest.mark.parametrize(
    ("told", "again"),
    [
        ([RETURNED], set()),
        ([RETURNED, event(E.INFORMATION_PROVIDED)], {"62.01.dinsos"}),
        ([event(E.INFORMATION_PROVIDED), RETURNED], set()),
        ([RETURNED, event(E.VERIFIED, topic="lingkungan")], {"62.01.dinsos"}),
        ([RETURNED, event(E.VERIFIED, kind="SUGGESTION")], {"62.01.dinsos"}),
        ([RETURNED, event(E.VERIFIED, verified_at="2026-11-23")], set()),
        ([RETURNED, event(E.PROGRESSED), event(E.ASSIGNED, "62.01.pupr")], set()),
        ([RETURNED, event(E.INFORMATION_PROVIDED), event(E.RETURNED, "62.01.pupr")], {"62.01.dinsos"}),
        ([RETURNED, event(E.INFORMATION_PROVIDED), RETURNED], set()),
        ([RETURNED, event(E.INFORMATION_PROVIDED, "62.01.pupr")], set()),  # its system works on again
    ],
)
def test_only_new_facts_make_a_refuser_a_candidate_again(told: list[CaseEvent], again: set[str]) -> None:
    assert reconsidered(told) == again


def test_with_new_facts_a_refuser_may_get_the_case_but_not_return_it_again() -> None:
    refused = frozenset({"62.01.dinsos"})
    news = Known(reconsidered=refused)
    command = ask.Return("Bukan kami.", "62.01.dinsos")

    without = perform(assigned(hop=2), command, refused=refused).case
    with_news = perform(assigned(hop=2), command, refused=refused, known=news).case
    assert (without.status, without.owner) == (CaseStatus.ADJUDICATION, "62.diskominfo")
    assert with_news.assignee == "62.01.dinsos"

    back = replace(with_news, delivered=True)
    assert refusal(back, UNKNOWN, refused=refused, known=news).code == "ALREADY_RETURNED"


def test_a_coordinator_may_offer_a_case_again_once_something_new_is_known() -> None:
    start, refused = case(status=CaseStatus.VERIFIED, hop=1), frozenset({"62.01.dinkes"})
    command = ask.Assign("62.01.dinkes")

    assert refusal(start, command, Party.COORDINATOR, refused=refused).code == "ALREADY_RETURNED"
    again = perform(start, command, Party.COORDINATOR, refused=refused, known=Known(reconsidered=refused))
    assert again.case.assignee == "62.01.dinkes"


def test_at_the_hop_bound_the_coordinator_of_the_next_tier_holds_the_case() -> None:
    now = perform(assigned(hop=MAX_HOPS), ask.Return("Bukan kami.", "62.01.dinsos")).case

    assert (now.status, now.owner) == (CaseStatus.ADJUDICATION, "62.diskominfo")


def test_where_nobody_is_proposed_and_nobody_found_the_nearest_coordinator_decides() -> None:
    vague = assigned(title="Pertanyaan umum", body="Mohon bantuan untuk masalah ini.", topic=None)

    assert perform(vague, UNKNOWN).case.owner == "62.01.diskominfo"


@pytest.mark.parametrize(
    ("region", "judge"),
    [
        ("62.01.02", "62.diskominfo"),
        ("62.02", "id.kemenpanrb"),
        ("21.04", "id.kemenpanrb"),
        ("21.71", "id.kemenpanrb"),
    ],
)
def test_every_place_has_exactly_one_adjudicator(region: str, judge: str) -> None:
    assert adjudicator(case(region=region), shipped(), TODAY) == judge


def test_a_coordinator_that_stands_under_the_accused_does_not_adjudicate() -> None:
    secret = case(sensitivity=Sensitivity.OVERSIGHT, respondent="62.diskominfo")

    assert adjudicator(secret, shipped(), TODAY) == "id.kemenpanrb"


def test_a_coordinator_that_is_no_more_holds_and_judges_nothing() -> None:
    ended = {
        code: replace(shipped().agencies[code], valid_to=TODAY - timedelta(days=1))
        for code in ("62.01.diskominfo", "62.diskominfo")
    }
    directory = replace(shipped(), agencies={**shipped().agencies, **ended})

    assert custodian_of(case(), directory, TODAY) == "id.kemenpanrb"
    assert custodian_of(case(), directory, TODAY - timedelta(days=1)) == "62.01.diskominfo"


DISPUTED = {"status": CaseStatus.ADJUDICATION, "owner": "62.diskominfo", "hop": 4}
BINDING = ask.Assign("62.01.dinkes", binding=True)


@pytest.mark.parametrize(("reach", "may"), [("62.01", False), ("62", True), ("", True), (None, True)])
def test_only_the_next_tier_decides_a_dispute(reach: str | None, may: bool) -> None:
    act: Callable[[], Evolution] = lambda: perform(case(**DISPUTED), BINDING, Party.COORDINATOR, reach=reach)  # noqa: E731
    if may:
        assert act().case.binding
        return
    with pytest.raises(RuleViolation) as refused:
        act()
    assert refused.value.code == "NOT_ALLOWED"
    assert "Provinsi Kalimantan Tengah" in refused.value.message


def test_a_case_in_adjudication_that_the_nearest_coordinator_keeps_is_its_to_decide() -> None:
    kept = case(status=CaseStatus.ADJUDICATION, owner="62.01.diskominfo", hop=2)

    assert perform(kept, BINDING, Party.COORDINATOR, reach="62.01").case.assignee == "62.01.dinkes"


def test_a_binding_assignment_is_changed_by_the_next_tier_alone() -> None:
    bound, other = assigned(binding=True, hop=5), ask.Assign("62.01.dinsos", binding=True)

    assert refusal(bound, other, Party.COORDINATOR, reach="62.01").code == "NOT_ALLOWED"
    assert perform(bound, other, Party.COORDINATOR, reach="62").case.assignee == "62.01.dinsos"


def test_a_return_of_a_binding_assignment_is_refused_with_the_way_that_is_open() -> None:
    refused = refusal(assigned(binding=True), UNKNOWN)

    assert refused.code == "NOT_ALLOWED"
    assert (
        "appeal to the coordinator of the next tier (Dinas Komunikasi dan Informatika Provinsi"
        in refused.message
    )


def test_who_decided_with_effect_is_told_to_the_citizen() -> None:
    change = perform(case(**DISPUTED), BINDING, Party.COORDINATOR, reach="62")
    [offered] = [one for one in change.effects if isinstance(one, Offer)]

    assert [why.rule for why in offered.explanation] == ["binding"]
    assert "Provinsi Kalimantan Tengah" in offered.explanation[0].detail


def test_the_licences_answer_stays_with_a_case_that_is_returned() -> None:
    topics = frozenset({"perizinan-pusat", "perizinan-provinsi", "perizinan"})
    licence = NamedLicence(LicenceAuthority.PROVINCE, "perizinan-provinsi", topics)
    held = assigned(title="Izin usaha belum terbit", topic="perizinan", assignee="62.01.dpmptsp")

    assert perform(held, UNKNOWN).case.status is CaseStatus.ADJUDICATION
    assert perform(held, UNKNOWN, known=Known(licence=licence)).case.assignee == "62.dpmptsp"


def test_the_first_owner_is_the_routers_or_a_persons_for_good() -> None:
    by_person = perform(case(status=CaseStatus.VERIFIED), ask.Assign("62.01.dinkes"), Party.COORDINATOR).case
    passed_on = perform(replace(by_person, delivered=True), ask.Return("Bukan.", "62.01.dinsos")).case
    auto = perform(assigned(auto_routed=True), ask.Return("Bukan.", "62.01.dinsos")).case

    assert (by_person.auto_routed, passed_on.auto_routed, auto.auto_routed) == (False, False, True)


def test_a_proposal_behind_a_hub_that_the_case_came_through_is_not_taken() -> None:
    command = ask.Return("Bukan kami.", "62.01.dinsos")

    assert perform(assigned(), command).case.assignee == "62.01.dinsos"
    back = perform(assigned(), command, known=Known(passed=frozenset({"62.01.dinsos"}))).case
    assert back.assignee != "62.01.dinsos"


def test_a_former_coordinators_name_does_not_stand_under_a_binding_decision() -> None:
    row, gone = shipped().agencies["62.diskominfo"], TODAY - timedelta(days=1)
    both = {row.code: replace(row, valid_to=gone), "62.zz": replace(row, code="62.zz", name="Dinas Baru")}
    directory = replace(shipped(), agencies={**shipped().agencies, **both}, aliases={row.code: "62.zz"})
    start = case(**DISPUTED | {"owner": "62.zz"})
    change = perform(start, BINDING, Party.COORDINATOR, reach="62", directory=directory)
    [offered] = [one for one in change.effects if isinstance(one, Offer)]

    assert "Dinas Baru" in offered.explanation[0].detail
