"""What happens to a case when the agency that has it is no more."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.casework.authentication import of_today
from hub.domain import lifetimes
from hub.domain.assignment import MAX_HOPS
from hub.domain.calendar import ZONES
from hub.domain.case import CaseEventType, CaseStatus, Sensitivity
from hub.domain.decision import facts_of
from hub.domain.directory import Directory
from hub.domain.evolution import Evolution, MarkAssignment, Offer
from hub.domain.reorganising import concerns, reorganise
from hub.domain.respondents import kept_out
from hub.domain.routing import route
from tests.domain.builders import NOW, case, setting, types
from tests.harness import officer, shipped

OLD, NEW = "62.01.dinsos", "62.01.dinkes"
YESTERDAY = NOW.date() - timedelta(days=1)
ZONE_OF = {"64": "Asia/Makassar", "81": "Asia/Jayapura", "94": "Asia/Jayapura"}


def after(aliases: dict[str, str], *ended: str, last: date = YESTERDAY) -> Directory:
    """The shipped agencies, some of which have ended."""
    known = {
        code: replace(row, valid_to=last if code in ended else row.valid_to)
        for code, row in shipped().agencies.items()
    }
    return replace(shipped(), agencies=known, aliases=aliases)


def at_work(**changes: object) -> Evolution:
    base = {"status": CaseStatus.IN_PROGRESS, "assignee": OLD, "owner": OLD, "hop": 1, "delivered": True}
    return Evolution(case(**(base | changes)), NOW)


def test_the_case_goes_to_what_the_agency_became_and_the_timeline_keeps_the_old_name() -> None:
    change = at_work()
    reorganise(change, setting(directory=after({OLD: NEW}, OLD)))
    recalled, assigned = change.events[:2]
    assert (recalled.type, recalled.agency, recalled.status) == (
        CaseEventType.RECALLED,
        OLD,
        CaseStatus.ADJUDICATION,
    )
    assert shipped().agencies[OLD].name in (recalled.note or "")
    assert (assigned.type, assigned.agency) == (CaseEventType.ASSIGNED, NEW)
    assert (change.case.assignee, change.case.hop, change.case.status) == (NEW, 2, CaseStatus.ASSIGNED)
    marks = [one.state.value for one in change.effects if isinstance(one, MarkAssignment)]
    assert marks[0] == "EXPIRED"


def test_an_agency_without_heir_leaves_its_case_to_the_rules() -> None:
    change = at_work(
        assignee="62.01.dinkes",
        owner="62.01.dinkes",
        title="KTP elektronik belum jadi",
        body="KTP elektronik saya belum dicetak.",
    )
    reorganise(change, setting(directory=after({}, "62.01.dinkes")))
    assert change.case.assignee == "62.01.disdukcapil"
    assert [one.agency for one in change.effects if isinstance(one, Offer)] == ["62.01.disdukcapil"]


def test_where_nobody_is_found_a_person_decides() -> None:
    change = at_work(title="Mohon bantuan", body="Saya mempunyai masalah.", topic=None)
    reorganise(change, setting(directory=after({}, OLD)))
    assert types(change) == [CaseEventType.RECALLED]
    assert (change.case.status, change.case.assignee) == (CaseStatus.ADJUDICATION, None)


def test_an_heir_that_has_refused_the_case_does_not_get_it_again() -> None:
    directory = after({OLD: NEW}, OLD)
    change = at_work(title="Mohon bantuan", body="Saya mempunyai masalah.", topic=None)
    reorganise(change, setting(directory=directory, refused=directory.kin({NEW})))
    assert change.case.assignee is None


def test_taking_over_does_not_stop_at_the_bound_of_bounces() -> None:
    change = at_work(hop=MAX_HOPS)
    reorganise(change, setting(directory=after({OLD: NEW}, OLD)))
    assert (change.case.assignee, change.case.binding) == (NEW, True)


@pytest.mark.parametrize("status", [CaseStatus.ANSWERED, CaseStatus.NEEDS_INFORMATION, CaseStatus.CLOSED])
def test_what_waits_for_its_reporter_or_is_over_stays_where_it_is(status: CaseStatus) -> None:
    change = at_work(status=status)
    reorganise(change, setting(directory=after({OLD: NEW}, OLD)))
    assert change.events == []


def test_an_alias_of_an_agency_that_still_exists_changes_nothing_yet() -> None:
    directory = after({OLD: NEW}, OLD, last=NOW.date())
    change = at_work()
    reorganise(change, setting(directory=directory))
    assert change.events == []
    assert directory.successor(OLD, NOW.date()) == directory.agencies[OLD]
    assert directory.successor(OLD, NOW.date() + timedelta(days=1)) == directory.agencies[NEW]


@given(
    st.sampled_from(["62.01.dinsos", "64.diskominfo", "id.kemenkes", "81.diskominfo", "94.diskominfo"]),
    st.integers(min_value=-30 * 60, max_value=30 * 60),
)
def test_an_agency_ends_with_the_last_day_of_its_own_place(code: str, minutes: int) -> None:
    zone = ZONES[ZONE_OF.get(code[:2], "Asia/Jakarta")]
    row = replace(shipped().agencies[OLD], code=code, region=None if code[:2] == "id" else code[:2])
    directory = replace(
        shipped(),
        agencies={NEW: shipped().agencies[NEW], code: replace(row, valid_to=NOW.date())},
        aliases={code: NEW},
    )
    midnight = datetime.combine(NOW.date() + timedelta(days=1), time(), zone)
    now = midnight.astimezone(UTC) + timedelta(minutes=minutes)

    is_over = minutes >= 0
    assert (code in lifetimes.ended(directory, now)) == is_over
    heir = lifetimes.successor(code, directory, now)
    assert heir is not None
    assert heir.code == (NEW if is_over else code)
    key = of_today(officer(code), directory, now)
    assert (key.agency, key.former) == ((NEW, {code}) if is_over else (code, frozenset()))


def test_a_case_goes_on_to_the_heir_when_the_next_day_begins_where_the_agency_sits() -> None:
    directory = after({OLD: NEW}, OLD, last=NOW.date())
    midnight = datetime.combine(NOW.date() + timedelta(days=1), time(), ZONES["Asia/Jakarta"])
    for now, assignee in ((midnight - timedelta(seconds=1), OLD), (midnight, NEW)):
        change = at_work()
        reorganise(change, setting(directory=directory, now=now.astimezone(UTC)))
        assert change.case.assignee == assignee


CHAINS = st.lists(st.sampled_from("abcdef"), unique=True, min_size=2, max_size=6)


@given(CHAINS, st.data())
def test_former_and_later_codes_are_one_agency_for_bounces(chain: list[str], data: st.DataObject) -> None:
    aliases = dict(pairwise(chain))
    directory = replace(shipped(), aliases=aliases)
    one = data.draw(st.sampled_from(chain))
    assert directory.canonical(one) == chain[-1]
    assert directory.kin({one}) == set(chain)
    assert directory.kin(()) == frozenset()


def test_a_chain_that_bites_its_tail_ends() -> None:
    directory = replace(shipped(), aliases={"a": "b", "b": "a"})
    assert directory.canonical("a") in {"a", "b"}
    assert directory.successor("a", NOW.date()) is None


def test_whoever_took_over_the_accused_agency_is_kept_out_as_it_was() -> None:
    directory = after({"62.01.dinsos": "62.01.dinkes"}, "62.01.dinsos")
    assert "62.01.dinkes" in directory.line_of_command("62.01.dinsos")
    assert "62.01.dinsos" in directory.commanded_by["62.01.dinkes"]


def test_only_hands_that_are_no_more_concern_it() -> None:
    row = at_work().case
    assert concerns(row, frozenset({OLD}))
    assert not concerns(row, frozenset({NEW}))
    assert not concerns(replace(row, status=CaseStatus.CLOSED), frozenset({OLD}))


def test_every_step_of_a_chain_of_heirs_is_kept_out_and_what_an_heir_was_before() -> None:
    body, next_body, last_body = "62.01.inspektorat", "62.01.badan-b", "62.01.badan-c"
    row, steps = shipped().agencies[body], {body: next_body, next_body: last_body}
    known = {**shipped().agencies}
    known[body] = replace(row, valid_to=YESTERDAY)
    known[next_body] = replace(row, code=next_body, valid_from=NOW.date())
    known[last_body] = replace(row, code=last_body, valid_from=NOW.date() + timedelta(days=40))
    directory = replace(shipped(), agencies=known, aliases=steps)
    facts = facts_of(case(sensitivity=Sensitivity.OVERSIGHT, respondent=body))

    assert kept_out(body, directory) == kept_out(last_body, directory) == {body, next_body, last_body}
    assert body in directory.commanded_by[next_body]
    for accused in (body, next_body, last_body):
        assert route(replace(facts, hint=accused), directory, NOW.date()).agency == "62.inspektorat"


def test_a_dispute_stays_with_the_next_tier_when_its_coordinator_is_followed_by_another() -> None:
    old, new = "62.diskominfo", "62.kominfo-baru"
    directory = after({old: new}, old)
    row = replace(directory.agencies[old], code=new, name="Dinas Baru", valid_to=None)
    directory = replace(directory, agencies={**directory.agencies, new: row})
    change = Evolution(case(status=CaseStatus.ADJUDICATION, owner=old, hop=MAX_HOPS), NOW)
    reorganise(change, setting(directory=directory))
    assert change.case.owner == new

    near = {"62.01.diskominfo": new}
    change = Evolution(case(status=CaseStatus.ADJUDICATION, owner="62.01.diskominfo", hop=2), NOW)
    reorganise(change, setting(directory=after(near, "62.01.diskominfo")))
    assert change.case.owner == "62.diskominfo"


def test_an_heir_gets_the_case_with_its_reason_in_both_languages() -> None:
    change = at_work()
    reorganise(change, setting(directory=after({OLD: NEW}, OLD)))
    [offered] = [one for one in change.effects if isinstance(one, Offer)]
    [why] = offered.explanation
    assert why.rule == "heir"
    assert all(
        shipped().agencies[code].name in said for code in (OLD, NEW) for said in (why.detail, why.english)
    )
