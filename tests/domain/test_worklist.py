"""Every case that has not ended stands in exactly one work list, and somebody who works there sees it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain import commands as ask
from hub.domain.agency import AgencyRole
from hub.domain.caller import Caller, Role
from hub.domain.case import Case, CaseStatus, Sensitivity
from hub.domain.custody import custodian_of
from hub.domain.directory import Directory
from hub.domain.parties import parties_of
from hub.domain.redaction import scope_of, sees
from hub.domain.respondents import accused
from hub.domain.status import FINAL, Party
from hub.domain.worklist import (
    HANDLED,
    Desk,
    Place,
    WaitingFor,
    WorkReason,
    coordinators,
    lists_of,
    own_agencies,
    place_of,
    stage_of,
    waits_for,
    works_at,
)
from hub.errors import RuleViolation
from tests.domain.builders import assigned, case
from tests.domain.walks import SUBMISSIONS, Journey, legal
from tests.harness import COORDINATOR, PORTAL, officer, shipped

COORD, OWNER, BODY = "62.01.diskominfo", "62.01.disdukcapil", "62.01.inspektorat"
NATION = Caller("koordinator-nasional", "KemenPANRB", Role.COORDINATOR, agency="id.kemenpanrb")
RAISED = [None, "62.diskominfo", "62.01.dinkes", "62.inspektorat"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Place(Desk.VERIFIER, COORD, WorkReason.VERIFY)),
        ({"status": CaseStatus.VERIFIED}, Place(Desk.COORDINATOR, COORD, WorkReason.ASSIGN)),
        ({"status": CaseStatus.RETURNED}, Place(Desk.COORDINATOR, COORD, WorkReason.ASSIGN)),
        ({"status": CaseStatus.ADJUDICATION}, Place(Desk.COORDINATOR, COORD, WorkReason.ADJUDICATE)),
        (
            {"status": CaseStatus.ASSIGNED, "assignee": OWNER},
            Place(Desk.COORDINATOR, COORD, WorkReason.DELIVER),
        ),
        ({"status": CaseStatus.NEEDS_INFORMATION}, Place(Desk.VERIFIER, COORD, WorkReason.INFORMATION)),
        (
            {"raised_to": "62.inspektorat", "owner": "62.01.inspektorat"},
            Place(Desk.VERIFIER, "62.inspektorat", WorkReason.VERIFY, raised=True),
        ),
        (
            {"status": CaseStatus.RECEIVED, "raised_to": "62.diskominfo"},
            Place(Desk.VERIFIER, "62.diskominfo", WorkReason.VERIFY, raised=True),
        ),
    ],
)
def test_what_no_owner_has_is_its_coordinators(changes: dict[str, Any], expected: Place) -> None:
    assert place_of(case(**changes), shipped()) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Place(Desk.OFFICER, OWNER, WorkReason.ACCEPT)),
        ({"status": CaseStatus.IN_PROGRESS}, Place(Desk.OFFICER, OWNER, WorkReason.HANDLE)),
        ({"status": CaseStatus.ANSWERED}, Place(Desk.OFFICER, OWNER, WorkReason.ANSWERED)),
        (
            {"status": CaseStatus.NEEDS_INFORMATION, "resume_status": CaseStatus.IN_PROGRESS},
            Place(Desk.OFFICER, OWNER, WorkReason.INFORMATION),
        ),
        (
            {"status": CaseStatus.IN_PROGRESS, "raised_to": "62.01.dinkes"},
            Place(Desk.OFFICER, "62.01.dinkes", WorkReason.HANDLE, raised=True),
        ),
        (
            {"status": CaseStatus.IN_PROGRESS, "raised_to": "62.diskominfo"},
            Place(Desk.COORDINATOR, "62.diskominfo", WorkReason.HANDLE, raised=True),
        ),
    ],
)
def test_what_was_delivered_is_the_owners_until_it_is_raised(
    changes: dict[str, Any], expected: Place
) -> None:
    assert place_of(assigned(**changes), shipped()) == expected


def test_a_whistle_blowing_case_is_on_the_list_of_whom_it_was_assigned_to_at_once() -> None:
    secret = case(
        status=CaseStatus.ASSIGNED, assignee=BODY, sensitivity=Sensitivity.WHISTLEBLOWING, delivered=False
    )

    assert place_of(secret, shipped()) == Place(Desk.OFFICER, BODY, WorkReason.ACCEPT)
    assert not sees(scope_of(COORDINATOR, shipped()), secret)
    assert sees(scope_of(officer(BODY), shipped()), secret)


@pytest.mark.parametrize("status", [one for one in CaseStatus if one in FINAL])
def test_what_has_ended_is_in_no_list(status: CaseStatus) -> None:
    assert place_of(assigned(status=status, raised_to="62.diskominfo"), shipped()) is None


def test_a_renamed_agency_keeps_its_list() -> None:
    directory = replace(shipped(), aliases={**shipped().aliases, "62.01.catatan-sipil": OWNER})
    old = assigned(owner="62.01.catatan-sipil", assignee="62.01.catatan-sipil")

    assert place_of(old, directory) == Place(Desk.OFFICER, OWNER, WorkReason.ACCEPT)
    assert "62.01.catatan-sipil" in lists_of(officer(OWNER), None, directory)


def everything() -> Iterator[Case]:
    """Every combination of what the rule looks at, also those that cannot come about."""
    resumes = (None, CaseStatus.RECEIVED, CaseStatus.IN_PROGRESS)
    for status, sensitivity, raised in product(CaseStatus, Sensitivity, RAISED):
        for resume in resumes if status is CaseStatus.NEEDS_INFORMATION else (None,):
            base: dict[str, Any] = {"status": status, "sensitivity": sensitivity, "raised_to": raised}
            yield case(**base, resume_status=resume)
            holder = OWNER if sensitivity is Sensitivity.ORDINARY else BODY
            for has_it in (True, False):
                owner = holder if has_it else COORD
                yield case(**base, resume_status=resume, assignee=holder, owner=owner, delivered=has_it)


def desk_worker(place: Place, directory: Directory) -> Caller:
    """Somebody who works at that desk."""
    agency = directory.agencies[place.agency]
    if place.desk is Desk.OFFICER:
        return officer(place.agency)
    if agency.role is AgencyRole.COORDINATOR and agency.region is not None:
        return Caller("k", "k", Role.COORDINATOR, region=agency.region)
    return Caller("k", "k", Role.COORDINATOR, agency=place.agency)


def check_one_visible_list(held: Case, directory: Directory) -> None:
    place = place_of(held, directory)
    assert (place is None) == (held.status in FINAL)
    if place is not None:
        worker = desk_worker(place, directory)
        assert place.agency in directory.agencies
        assert place.agency in own_agencies(worker, directory)
        assert works_at(worker, place, directory)
        assert sees(scope_of(worker, directory), held)


def test_whoever_works_at_the_desk_sees_the_case_in_every_combination() -> None:
    found = [
        held
        for held in everything()
        if (stage_of(held) in HANDLED if held.assignee else held.raised_to != "62.01.dinkes")
    ]

    assert len(found) > 200
    for held in found:
        check_one_visible_list(held, shipped())


@settings(max_examples=60, deadline=None)
@given(SUBMISSIONS, st.data())
def test_on_every_way_a_case_is_in_exactly_one_list_that_somebody_sees(
    submission: ask.Submission, data: st.DataObject
) -> None:
    journey = Journey.begin(submission)
    check_one_visible_list(journey.case, shipped())
    for _ in range(12):
        if data.draw(st.booleans()):
            journey.arrive()
        journey.act(data.draw(legal(journey.case)), *Party)
        check_one_visible_list(journey.case, shipped())


@given(
    st.sampled_from(["62.01.02", "64.02", "31.71", "62.01"]),
    st.sampled_from([None, *sorted(shipped().agencies)]),
)
def test_a_new_case_is_on_a_list_its_accused_never_sees(region: str, respondent: str | None) -> None:
    new = case(region=region, respondent=respondent, sensitivity=Sensitivity.OVERSIGHT)
    held = replace(new, owner=custodian_of(new, shipped()))
    place = place_of(held, shipped())

    assert place is not None
    assert place.desk is Desk.VERIFIER
    line = shipped().line_of_command(respondent) if accused(held) and respondent else ()
    assert place.agency not in line
    check_one_visible_list(held, shipped())


def test_a_region_without_a_coordinator_is_the_nations_and_both_may_look() -> None:
    held = case(region="31.71.01", owner="id.kemenpanrb")
    local = Caller("k", "k", Role.COORDINATOR, region="31.71")

    for watcher in (NATION, local):
        assert own_agencies(watcher, shipped()) == {"id.kemenpanrb"}
        assert sees(scope_of(watcher, shipped()), held)
    assert not sees(scope_of(local, shipped()), case(region="64.02", owner="id.kemenpanrb"))


def test_where_every_coordinator_is_accused_an_inspectorate_triages_and_sees_nothing_else() -> None:
    held = case(
        region="31.71.01",
        owner="id.itjen-kemendagri",
        respondent="id.kemenpanrb",
        sensitivity=Sensitivity.OVERSIGHT,
    )
    body = Caller("k", "k", Role.COORDINATOR, agency="id.itjen-kemendagri")
    scope = scope_of(body, shipped())

    assert sees(scope, held)
    assert parties_of(body, held, holds_receipt=False) == {Party.VERIFIER, Party.COORDINATOR}
    assert not sees(scope, case())
    assert not sees(scope_of(NATION, shipped()), held)


def test_a_coordinators_key_without_a_region_and_without_an_agency_sees_nothing() -> None:
    nobody = Caller("k", "k", Role.COORDINATOR)

    assert not sees(scope_of(nobody, shipped()), case())


def test_the_officers_of_a_coordinating_agency_read_what_it_holds_and_do_not_triage() -> None:
    reader, held = officer(COORD), case()
    place = place_of(held, shipped())

    assert place is not None
    assert sees(scope_of(reader, shipped()), held)
    assert lists_of(reader, None, shipped()) == {COORD}
    assert not works_at(reader, place, shipped())
    secret = case(assignee=BODY, status=CaseStatus.ASSIGNED, sensitivity=Sensitivity.WHISTLEBLOWING)
    assert not sees(scope_of(reader, shipped()), secret)


def test_other_peoples_lists_are_closed() -> None:
    directory = shipped()

    assert lists_of(COORDINATOR, OWNER, directory) == {OWNER}
    assert lists_of(NATION, "64.02.diskominfo", directory) == {"64.02.diskominfo"}
    assert lists_of(PORTAL, None, directory) == frozenset()
    for caller, agency, code in (
        (officer(OWNER), "62.01.dinkes", "NOT_ALLOWED"),
        (COORDINATOR, "64.02.diskominfo", "NOT_ALLOWED"),
        (COORDINATOR, "62.diskominfo", "NOT_ALLOWED"),
        (COORDINATOR, "62.01.tidak-ada", "UNKNOWN_AGENCY"),
    ):
        with pytest.raises(RuleViolation) as refused:
            lists_of(caller, agency, directory)
        assert refused.value.code == code


def test_coordinators_are_known_by_every_code_they_had() -> None:
    directory = replace(shipped(), aliases={**shipped().aliases, "62.01.humas": COORD})

    assert {"62.01.humas", COORD} <= coordinators(directory)
    assert all(directory.agency_of(one).role is AgencyRole.COORDINATOR for one in coordinators(directory))  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (case(), None),
        (case(status=CaseStatus.NEEDS_INFORMATION), WaitingFor.REPORTER),
        (assigned(status=CaseStatus.ANSWERED), WaitingFor.REPORTER),
        (case(status=CaseStatus.ASSIGNED, assignee=OWNER), WaitingFor.DELIVERY),
        (assigned(), None),
    ],
)
def test_a_case_says_whom_it_waits_for(held: Case, expected: WaitingFor | None) -> None:
    assert waits_for(held) is expected
