"""Which agency may own a case, and how often it may be offered."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.agency import AgencyRole, Tier
from hub.domain.assignment import LIVE_STATES, MAX_HOPS, AssignmentState, check_offer, may_own, valid_on
from hub.domain.case import Sensitivity
from hub.errors import RuleViolation
from tests.harness import shipped

TODAY = date(2026, 11, 23)
DINKES = shipped().agencies["62.01.dinkes"]
REGIONS = ["62", "62.01", "62.01.02", "64.02", "52.01"]


@pytest.mark.parametrize(
    ("first", "last", "valid"),
    [
        (None, None, True),
        (TODAY, TODAY, True),
        (date(2026, 11, 24), None, False),
        (None, date(2026, 11, 22), False),
    ],
)
def test_an_agency_exists_from_its_first_to_its_last_day(
    first: date | None, last: date | None, valid: bool
) -> None:
    office = replace(DINKES, valid_from=first, valid_to=last)
    assert valid_on(office, TODAY) is valid
    assert may_own(office, "62.01", Sensitivity.ORDINARY, TODAY) is valid


def test_an_agency_owns_cases_of_its_place_and_below() -> None:
    fits = [region for region in REGIONS if may_own(DINKES, region, Sensitivity.ORDINARY, TODAY)]
    assert fits == ["62.01", "62.01.02"]
    ministry = shipped().agencies["id.kemenkes"]
    assert all(may_own(ministry, region, Sensitivity.ORDINARY, TODAY) for region in REGIONS)


@given(
    st.sampled_from(sorted(shipped().agencies)), st.sampled_from(list(Sensitivity)), st.sampled_from(REGIONS)
)
def test_guarded_cases_belong_to_oversight_or_national_bodies(
    code: str, sensitivity: Sensitivity, region: str
) -> None:
    agency = shipped().agencies[code]
    if may_own(agency, region, sensitivity, TODAY) and sensitivity is not Sensitivity.ORDINARY:
        assert agency.role is AgencyRole.OVERSIGHT or agency.tier is Tier.NATIONAL


@given(st.integers(0, 9), st.booleans(), st.booleans())
def test_an_offer_is_legal_within_the_bounds_or_when_it_is_binding(
    hops: int, returned: bool, binding: bool
) -> None:
    refused = frozenset({"a"}) if returned else frozenset()
    if binding or (hops < MAX_HOPS and not returned):
        check_offer("a", hops, refused, binding=binding)
        return
    with pytest.raises(RuleViolation) as refusal:
        check_offer("a", hops, refused, binding=binding)
    expected = ("ALREADY_RETURNED", "agency") if returned else ("ILLEGAL_TRANSITION", "binding")
    assert (refusal.value.code, refusal.value.field) == expected


def test_four_states_are_live() -> None:
    assert {state.value for state in LIVE_STATES} == {"PROPOSED", "OFFERED", "DELIVERED", "ACCEPTED"}
    assert set(AssignmentState) > LIVE_STATES
