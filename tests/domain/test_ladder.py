"""Whom a case moves up to: always somebody higher, never the accused, and in the end the Ombudsman."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.agency import Agency, AgencyRole, Tier
from hub.domain.case import Case, CaseEventType, CaseStatus, Sensitivity
from hub.domain.directory import Directory
from hub.domain.evolution import Evolution
from hub.domain.ladder import heavier, next_rung, relieves, rungs
from hub.domain.region import covers
from hub.domain.respondents import custodian, kept_out
from tests.domain.builders import NOW, assigned, case
from tests.harness import shipped

TODAY = NOW.date()
E = CaseEventType
HEIGHT = {Tier.UNIT: 0, Tier.REGENCY: 1, Tier.PROVINCE: 2, Tier.NATIONAL: 3}
REGIONS = ["62.01.02", "62.01", "62.71", "62", "64.02", "52", "21.04.13", "32", "94.04"]


def climbed(start: Case, directory: Directory) -> list[str]:
    """Everybody the case passes when nobody ever reacts."""
    found: list[str] = []
    while (up := next_rung(start, directory, TODAY)) is not None:
        found.append(up)
        start = replace(start, raised_to=up)
        assert len(found) <= len(directory.agencies), "the ladder has no end"
    return found


def test_a_hospital_goes_to_its_office_then_to_the_province() -> None:
    held = assigned(assignee="62.01.rsud-imanudin")

    assert climbed(held, shipped()) == ["62.01.dinkes", "62.diskominfo"]


def test_an_office_without_a_superior_goes_to_the_coordinator_of_the_next_tier() -> None:
    assert climbed(assigned(), shipped()) == ["62.diskominfo"]
    assert climbed(assigned(assignee="62.pupr"), shipped()) == ["id.kemenpanrb"]
    assert climbed(assigned(assignee="id.kemenkes"), shipped()) == ["id.kemenpanrb"]


def test_a_case_nobody_verifies_goes_above_its_coordinator() -> None:
    assert climbed(case(), shipped()) == ["62.diskominfo"]
    assert climbed(case(owner="id.kemenpanrb"), shipped()) == []


def test_a_guarded_case_climbs_from_inspectorate_to_inspectorate() -> None:
    held = assigned(assignee="62.01.inspektorat", sensitivity=Sensitivity.WHISTLEBLOWING)

    assert climbed(held, shipped()) == ["62.inspektorat", "id.itjen-kemendagri"]


def test_an_accused_inspectorate_is_passed_by() -> None:
    held = assigned(
        assignee="62.01.inspektorat", sensitivity=Sensitivity.OVERSIGHT, respondent="62.inspektorat"
    )

    assert climbed(held, shipped()) == ["id.itjen-kemendagri"]


def test_a_superior_that_exists_no_more_is_passed_by() -> None:
    agencies = dict(shipped().agencies)
    agencies["62.01.dinkes"] = replace(agencies["62.01.dinkes"], valid_to=TODAY.replace(year=2025))
    directory = replace(shipped(), agencies=agencies)

    assert climbed(assigned(assignee="62.01.rsud-imanudin"), directory) == ["62.diskominfo"]


def test_after_a_reorganisation_only_a_higher_tier_counts() -> None:
    held = assigned(assignee="62.01.rsud-imanudin", raised_to="62.01.pupr")

    assert next_rung(held, shipped(), TODAY) == "62.diskominfo"
    assert next_rung(replace(held, raised_to="id.kemenkes"), shipped(), TODAY) is None


agencies = st.builds(
    Agency,
    code=st.sampled_from([f"a{number}" for number in range(8)]),
    name=st.just("Instansi"),
    tier=st.sampled_from(Tier),
    role=st.sampled_from(AgencyRole),
    region=st.sampled_from([None, *REGIONS]),
    parent=st.sampled_from([None, *(f"a{number}" for number in range(8))]),
    connector=st.none(),
)


@st.composite
def directories(draw: st.DrawFn) -> Directory:
    """Any few agencies, superiors in a ring included, and the national coordinator nobody may miss."""
    known = {one.code: one for one in draw(st.lists(agencies, max_size=8))}
    known["nation"] = replace(shipped().agencies["id.kemenpanrb"], code="nation")
    return replace(shipped(), agencies=known, aliases={})


@given(directories(), st.data())
def test_the_ladder_ends_never_goes_down_and_never_reaches_the_accused(
    directory: Directory, data: st.DataObject
) -> None:
    region = data.draw(st.sampled_from(REGIONS))
    respondent = data.draw(st.sampled_from([None, *directory.agencies]))
    sensitivity = data.draw(st.sampled_from(Sensitivity))
    held = case(region=region, respondent=respondent, sensitivity=sensitivity)
    accuses = respondent if sensitivity is not Sensitivity.ORDINARY else None
    held = replace(held, owner=custodian(region, accuses, directory))
    owners = [code for code, one in directory.agencies.items() if covers(one.region, region)]
    if owners and data.draw(st.booleans()):
        held = replace(held, assignee=data.draw(st.sampled_from(owners)), status=CaseStatus.ASSIGNED)
    passed = climbed(held, directory)

    assert passed == list(rungs(held, directory, TODAY))
    assert len(passed) == len(set(passed)) <= 2
    assert held.assignee not in passed
    assert not set(passed) & kept_out(accuses, directory)
    if sensitivity is not Sensitivity.ORDINARY and held.assignee is not None:
        assert {directory.agencies[code].role for code in passed} <= {AgencyRole.OVERSIGHT}


@pytest.mark.parametrize("start", list(shipped().agencies))
def test_in_the_shipped_country_every_step_leads_upwards(start: str) -> None:
    agency = shipped().agencies[start]
    held = assigned(assignee=start, region=agency.region or "62.01")
    heights = [HEIGHT[shipped().agencies[code].tier] for code in (start, *climbed(held, shipped()))]

    assert heights == sorted(heights)
    assert heights[-1] > heights[0] or agency.tier is Tier.NATIONAL


@pytest.mark.parametrize(
    ("duty", "event", "down"),
    [
        ("VERIFICATION", E.VERIFIED, True),
        ("FIRST_RESPONSE", E.PROGRESSED, True),
        ("FIRST_RESPONSE", E.ACCEPTED, False),
        ("RESOLUTION", E.PROGRESSED, False),
        ("RESOLUTION", E.ANSWERED, True),
        ("RESOLUTION", E.ASSIGNED, True),
        ("RESOLUTION", E.ARCHIVED, True),
        ("VERIFICATION", E.DEADLINE_NEAR, False),
    ],
)
def test_a_case_comes_down_when_the_duty_is_done_or_another_has_it(
    duty: str, event: CaseEventType, down: bool
) -> None:
    held = assigned(raised_to="62.diskominfo", raised_for=duty)
    change = Evolution(held, NOW)
    change.happen(event, "test")

    assert relieves(event, held) is down
    assert (change.case.raised_to is None) is down
    assert (change.case.raised_for is None) is down
    assert ("raised_to" in change.events[-1].facts) is down


def test_of_two_duties_that_were_missed_the_answer_counts() -> None:
    assert heavier("FIRST_RESPONSE", "RESOLUTION") == "RESOLUTION"
    assert heavier("RESOLUTION", "FIRST_RESPONSE") == "RESOLUTION"
    assert heavier("VERIFICATION", None) == "VERIFICATION"
