"""In which capacity a caller acts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.casework.authentication import of_today
from hub.domain.caller import ANONYMOUS, Caller, Role
from hub.domain.parties import actor_of, parties_of, reach_of
from hub.domain.redaction import identity_visible
from hub.domain.status import Party
from tests.domain.builders import NOW, assigned, case
from tests.harness import (
    ANALYST,
    COORDINATOR,
    OPERATOR,
    OTHER_PORTAL,
    PARTNER,
    PORTAL,
    officer,
    shipped,
)

TRIAGE = {Party.VERIFIER, Party.COORDINATOR}


@pytest.mark.parametrize(
    ("caller", "holds_receipt", "parties"),
    [
        (PORTAL, False, {Party.REPORTER}),
        (OTHER_PORTAL, False, set()),
        (OTHER_PORTAL, True, {Party.REPORTER}),
        (officer("62.01.disdukcapil"), False, {Party.OWNER}),
        (officer("62.01.disdukcapil"), True, {Party.OWNER}),  # a receipt gives officers nothing
        (officer("62.01.dinkes"), False, set()),
        (COORDINATOR, False, TRIAGE),
        (ANALYST, True, set()),
        (PARTNER, True, set()),
        (OPERATOR, True, set()),
        (ANONYMOUS, True, set()),
    ],
)
def test_capacities_follow_from_role_place_and_receipt(
    caller: Caller, holds_receipt: bool, parties: set[Party]
) -> None:
    assert parties_of(caller, assigned(), holds_receipt=holds_receipt) == parties


def test_a_coordinator_of_another_place_has_no_say() -> None:
    assert parties_of(COORDINATOR, assigned(region="64.02"), holds_receipt=False) == set()


def test_an_agency_that_only_gets_a_copy_is_no_owner() -> None:
    copied = assigned(copied=("62.01.dinkes",))
    assert parties_of(officer("62.01.dinkes"), copied, holds_receipt=False) == set()


def test_nobody_owns_a_case_that_is_assigned_to_nobody() -> None:
    nobody = Caller("x", "x", Role.OFFICER, agency=None)
    assert parties_of(nobody, case(assignee=None), holds_receipt=False) == set()


def test_a_portal_without_a_channel_is_no_reporter() -> None:
    assert parties_of(Caller("x", "x", Role.PORTAL), case(channel=""), holds_receipt=False) == set()


@given(st.sampled_from(Role), st.booleans())
def test_nobody_ever_acts_as_the_hub_itself(role: Role, holds_receipt: bool) -> None:
    caller = Caller("x", "x", role, agency="62.01.disdukcapil", channel="lapornurani", region="62.01")
    assert Party.HUB not in parties_of(caller, assigned(), holds_receipt=holds_receipt)


@given(st.sampled_from(Role))
def test_the_timeline_shows_a_role_and_never_a_name(role: Role) -> None:
    word = actor_of(Caller("k-17", "Budi Contoh", role, agency="62.01.dinkes"))
    assert word.isalpha()
    assert "budi" not in word.lower()


def test_a_copy_gives_the_key_of_an_agency_that_coordinates_no_say_and_no_name() -> None:
    key = Caller("k", "k", Role.COORDINATOR, agency="62.pupr")
    copied = assigned(copied=("62.pupr",))

    assert parties_of(key, copied, holds_receipt=False) == set()
    assert not identity_visible(copied, key)
    held = assigned(copied=("62.pupr",), owner="62.pupr")
    assert parties_of(key, held, holds_receipt=False) == TRIAGE


@given(st.sampled_from(["62.pupr", "62.01.dinkes", "62.01.diskominfo"]), st.data())
def test_a_coordinators_key_of_one_agency_acts_exactly_on_what_that_one_holds_now(
    agency: str, data: st.DataObject
) -> None:
    codes = st.sampled_from([None, agency, "62.01.disdukcapil"])
    names = ("owner", "assignee", "raised_to")
    held = assigned(**{name: data.draw(codes) for name in names}, copied=data.draw(codes.map(tuple_of)))
    key = Caller("k", "k", Role.COORDINATOR, agency=agency)

    holds = agency in (held.owner, held.assignee, held.raised_to)
    assert parties_of(key, held, holds_receipt=False) == (TRIAGE if holds else set())
    assert identity_visible(held, key) == holds


def tuple_of(code: str | None) -> tuple[str, ...]:
    return () if code is None else (code,)


def test_the_nations_coordinator_acts_everywhere_and_only_that_one() -> None:
    keys = [
        Caller("k", "k", Role.COORDINATOR, agency=one) for one in ("id.kemenpanrb", "id.kemenkes", "62.pupr")
    ]
    now = [of_today(key, shipped(), NOW) for key in keys]
    assert [parties_of(key, assigned(), holds_receipt=False) for key in now] == [TRIAGE, set(), set()]


def test_a_coordinator_decides_for_the_place_of_the_key_or_of_its_agency() -> None:
    keys = [
        COORDINATOR,
        Caller("k", "k", Role.COORDINATOR, agency="62.diskominfo"),
        Caller("k", "k", Role.COORDINATOR, agency="id.kemenpanrb"),
        officer("62.01.dinkes"),
    ]
    assert [reach_of(key, shipped()) for key in keys] == ["62.01", "62", "", None]
