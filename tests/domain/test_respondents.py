"""Whom a case accuses, and everybody above them, get no way to know of it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain import commands as ask
from hub.domain.acts import perform, verify
from hub.domain.agency import AgencyRole, Tier
from hub.domain.caller import Caller, Role
from hub.domain.case import CaseStatus, Sensitivity, Visibility
from hub.domain.custody import custodian_of
from hub.domain.decision import RoutingFacts
from hub.domain.evolution import Evolution, Offer
from hub.domain.redaction import outgoing, scope_of, sees
from hub.domain.respondents import accused, custodian, kept_from, kept_out
from hub.domain.routing import route
from hub.domain.status import Party
from hub.domain.supervision import coordinator_of
from hub.errors import RuleViolation
from tests.domain.builders import NOW, assigned, case, setting
from tests.harness import COORDINATOR, officer, shipped

CODES = sorted(shipped().agencies)
REGIONS = sorted(
    {one.region for one in shipped().agencies.values() if one.region and one.region.count(".") < 2}
)
DELICATE = [Sensitivity.OVERSIGHT, Sensitivity.WHISTLEBLOWING]
AGENCIES = st.sampled_from(CODES)
PLACES = st.sampled_from([*REGIONS, "62.01.02", "64.02.01"])
CLASSES = st.sampled_from(DELICATE)


def coordinator(region: str | None) -> Caller:
    return Caller("k", "k", Role.COORDINATOR, region=region)


@settings(max_examples=400, deadline=None)
@given(
    AGENCIES, AGENCIES, AGENCIES, PLACES, CLASSES, st.sampled_from(Visibility), st.sampled_from(CaseStatus)
)
def test_nobody_who_is_kept_out_sees_a_case_whatever_else_speaks_for_it(
    respondent: str,
    viewer: str,
    holder: str,
    region: str,
    sensitivity: Sensitivity,
    visibility: Visibility,
    status: CaseStatus,
) -> None:
    directory = shipped()
    held = case(
        respondent=respondent,
        region=region,
        sensitivity=sensitivity,
        visibility=visibility,
        status=status,
        assignee=holder,
        owner=viewer,
        copied=(viewer,),
    )
    out = kept_out(respondent, directory)

    seen = sees(scope_of(officer(viewer), directory), held, past_holder=True)

    assert seen is (viewer not in out)
    for place in (*REGIONS, None):
        watcher = coordinator(place)
        if coordinator_of(place, directory) in out:
            assert not sees(scope_of(watcher, directory), held, past_holder=True)


@given(AGENCIES, AGENCIES)
def test_the_two_sides_of_the_rule_agree(respondent: str, viewer: str) -> None:
    directory = shipped()

    assert (viewer in kept_out(respondent, directory)) is (
        respondent in kept_from(officer(viewer), directory)
    )


def test_a_hospital_keeps_out_its_health_office_and_not_its_equals() -> None:
    directory = shipped()

    assert kept_out("62.01.rsud-imanudin", directory) == {"62.01.rsud-imanudin", "62.01.dinkes"}
    assert kept_out("62.01.dinkes", directory) == {"62.01.dinkes"}


def test_superiors_end_with_the_head_of_the_own_government() -> None:
    directory = shipped()
    agencies = dict(directory.agencies)
    agencies["62.01.dinkes"] = replace(agencies["62.01.dinkes"], parent="62.dinkes")
    agencies["62.01.poli"] = replace(
        agencies["62.01.rsud-imanudin"], code="62.01.poli", parent="62.01.rsud-imanudin"
    )
    joined = replace(
        directory, agencies=agencies, aliases={**directory.aliases, "62.01.poli-lama": "62.01.poli"}
    )

    line = {"62.01.poli", "62.01.rsud-imanudin", "62.01.dinkes"}
    assert kept_out("62.01.poli", joined) == kept_out("62.01.poli-lama", joined) == line
    assert "62.01.poli-lama" in kept_from(officer("62.01.dinkes"), joined)
    assert "62.01.poli" not in kept_from(officer("62.dinkes"), joined)


def test_an_agency_that_is_its_own_superior_ends_the_walk() -> None:
    directory = shipped()
    agencies = dict(directory.agencies)
    agencies["62.01.dinkes"] = replace(agencies["62.01.dinkes"], parent="62.01.dinsos")
    agencies["62.01.dinsos"] = replace(agencies["62.01.dinsos"], parent="62.01.dinkes")

    assert kept_out("62.01.dinkes", replace(directory, agencies=agencies)) == {"62.01.dinkes", "62.01.dinsos"}


def test_an_ordinary_case_accuses_nobody() -> None:
    ordinary = case(respondent="62.01.disdukcapil")

    assert accused(ordinary) is None
    assert sees(scope_of(officer("62.01.disdukcapil"), shipped()), assigned(respondent="62.01.disdukcapil"))


@given(AGENCIES, PLACES, CLASSES)
def test_routing_proposes_nobody_who_is_kept_out(
    respondent: str, region: str, sensitivity: Sensitivity
) -> None:
    directory = shipped()
    facts = RoutingFacts(
        "Pungutan liar di loket", "Petugas meminta uang.", region, None, sensitivity, respondent
    )

    decision = route(facts, directory, NOW.date())

    proposed = {one.agency for one in decision.candidates} | {decision.agency}
    assert not proposed & kept_out(respondent, directory)


@given(AGENCIES, PLACES)
def test_the_custodian_may_know_of_what_it_holds(respondent: str, region: str) -> None:
    directory = shipped()

    assert custodian(region, respondent, directory) not in kept_out(respondent, directory)


def test_an_accused_coordinator_is_replaced_by_the_next_one_up() -> None:
    directory = shipped()
    held = case(respondent="62.01.diskominfo", sensitivity=Sensitivity.OVERSIGHT)

    assert custodian_of(held, directory) == "62.diskominfo"
    assert not sees(scope_of(COORDINATOR, directory), held)
    assert sees(scope_of(coordinator("62"), directory), held)
    assert custodian_of(replace(held, respondent="id.kemenpanrb"), directory) == "62.01.diskominfo"


def test_a_coordinator_stands_for_every_coordinating_agency_of_its_place() -> None:
    directory = shipped()
    seat = directory.agencies["62.01.diskominfo"]
    before = replace(seat, code="62.01.bagian-humas", valid_to=NOW.date())  # until a re-organisation
    joined = replace(directory, agencies={**directory.agencies, before.code: before})

    for code in (before.code, seat.code):
        held = case(respondent=code, sensitivity=Sensitivity.OVERSIGHT)
        assert not sees(scope_of(COORDINATOR, joined), held), code
        assert sees(scope_of(coordinator("62"), joined), held), code


def test_an_agency_that_left_the_reference_data_still_does_not_see_what_accuses_it() -> None:
    directory = shipped()
    agencies = {code: one for code, one in directory.agencies.items() if code != "62.01.dinsos"}
    held = case(respondent="62.01.dinsos", sensitivity=Sensitivity.OVERSIGHT, copied=("62.01.dinsos",))

    assert not sees(scope_of(officer("62.01.dinsos"), replace(directory, agencies=agencies)), held)


def test_an_accused_inspectorate_is_replaced_by_the_next_one_up() -> None:
    facts = RoutingFacts(
        "Suap", "Petugas meminta uang.", "62.01.02", None, Sensitivity.OVERSIGHT, "62.01.inspektorat"
    )

    assert route(facts, shipped(), NOW.date()).agency == "62.inspektorat"


@given(AGENCIES, CLASSES, st.booleans())
def test_a_case_is_never_assigned_or_copied_to_who_is_kept_out(
    respondent: str, sensitivity: Sensitivity, binding: bool
) -> None:
    directory = shipped()
    waiting = case(
        respondent=respondent,
        sensitivity=sensitivity,
        visibility=Visibility.RESTRICTED,
        status=CaseStatus.ADJUDICATION if binding else CaseStatus.VERIFIED,
    )
    for target in sorted(kept_out(respondent, directory)):
        change = Evolution(waiting, NOW)
        with pytest.raises(RuleViolation) as refused:
            perform(change, ask.Assign(target, binding=binding), setting(Party.COORDINATOR))
        assert (refused.value.code, refused.value.field) == ("NOT_ALLOWED", "agency")
        assert not change.events
        body = (
            "62.inspektorat"
            if "62.inspektorat" not in kept_out(respondent, directory)
            else "62.01.inspektorat"
        )
        change = Evolution(waiting, NOW)
        with pytest.raises(RuleViolation) as refused:
            perform(change, ask.Assign(body, (target,), binding=binding), setting(Party.COORDINATOR))
        assert refused.value.field in ("copies", "agency")


@given(AGENCIES, CLASSES)
def test_a_return_never_leads_to_who_is_kept_out(respondent: str, sensitivity: Sensitivity) -> None:
    directory = shipped()
    held = assigned(
        respondent=respondent,
        sensitivity=sensitivity,
        visibility=Visibility.RESTRICTED,
        assignee="62.01.inspektorat",
        owner="62.01.inspektorat",
    )
    for proposed in sorted(kept_out(respondent, directory) - {held.assignee}):
        change = Evolution(held, NOW)
        perform(change, ask.Return("Bukan kami.", proposed), setting(Party.OWNER))
        out = kept_out(respondent, directory)
        assert not {one.agency for one in change.effects if isinstance(one, Offer)} & out
        assert change.case.assignee not in out
        assert change.case.owner not in out


def test_a_case_that_becomes_delicate_leaves_the_custody_of_who_is_accused() -> None:
    change = Evolution(case(respondent="62.01.diskominfo"), NOW)

    verify(change, ask.Verify(Sensitivity.OVERSIGHT), setting(Party.VERIFIER))

    assert change.case.owner == "62.diskominfo"
    assert change.events[-1].facts["owner"] == "62.diskominfo"


def test_a_case_that_accuses_somebody_does_not_become_ordinary_again() -> None:
    change = Evolution(case(respondent="62.01.dinkes", sensitivity=Sensitivity.WHISTLEBLOWING), NOW)

    with pytest.raises(RuleViolation) as refused:
        verify(change, ask.Verify(Sensitivity.ORDINARY), setting(Party.VERIFIER))

    assert (refused.value.code, refused.value.field) == ("NOT_ALLOWED", "sensitivity")


def test_only_those_who_may_hold_such_a_case_are_told_whom_it_accuses() -> None:
    directory = shipped()
    held = assigned(respondent="62.01.dinkes", sensitivity=Sensitivity.OVERSIGHT)
    known = directory.agencies.values()
    bodies = [one for one in known if one.role is AgencyRole.OVERSIGHT or one.tier is Tier.NATIONAL]

    for agency in directory.agencies.values():
        told = outgoing(held, agency, directory).respondent
        assert told == ("62.01.dinkes" if agency in bodies else None)
    assert outgoing(replace(held, sensitivity=Sensitivity.ORDINARY), bodies[0], directory).respondent is None
