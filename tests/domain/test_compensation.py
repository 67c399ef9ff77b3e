"""Claims for compensation: preconditions, order of steps, dates."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain import commands as ask
from hub.domain import compensation_clock
from hub.domain.acts import perform
from hub.domain.case import CaseEventType, CaseKind, CaseStatus, CompensationState, Sensitivity
from hub.domain.compensation import MOST
from hub.domain.evolution import Evolution, NoteCompensation, fold, state_of
from hub.domain.moments import clocked
from hub.domain.status import PURSUED, Party
from hub.errors import RuleViolation
from tests.domain.builders import NOW, case, setting, told, types
from tests.harness import shipped

CLAIM = ask.ClaimCompensation("Kios tutup dua pekan.", 4_500_000, True, True, True)
GRANT = ask.DecideCompensation("Dikabulkan sebagian.", 3_000_000, date(2026, 12, 30))


def claimed(**changes: object) -> Evolution:
    base = {
        "status": CaseStatus.IN_PROGRESS,
        "assignee": "62.01.dinkes",
        "compensation": CompensationState.CLAIMED,
    }
    return Evolution(case(**(base | changes)), NOW)


def known(change: Evolution) -> dict[str, datetime | date | int]:
    return {
        name: value
        for one in change.effects
        if isinstance(one, NoteCompensation)
        for name, value in one.changes
    }


def test_a_claim_has_sixty_days_to_be_decided() -> None:
    change = Evolution(case(status=CaseStatus.ANSWERED), NOW)
    perform(change, CLAIM, setting(Party.REPORTER))
    assert change.case.compensation is CompensationState.CLAIMED
    decide_by = known(change)["decide_by"]
    assert isinstance(decide_by, datetime)
    zone = setting().directory.zone_of("62.01")
    assert decide_by.date() == NOW.astimezone(zone).date() + timedelta(
        days=61
    )  # the midnight that ends day 60
    assert fold(told(change))["compensation"] is CompensationState.CLAIMED


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("met_duties", "metDuties"),
        ("provider_at_fault", "providerAtFault"),
        ("not_caused_by_reporter", "notCausedByReporter"),
    ],
)
def test_each_precondition_is_asked_for_by_name(field: str, name: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        perform(
            Evolution(case(status=CaseStatus.ANSWERED), NOW),
            replace(CLAIM, **{field: False}),
            setting(Party.REPORTER),
        )
    assert (refused.value.code, refused.value.field) == ("NOT_ALLOWED", name)


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": CaseKind.SUGGESTION},
        {"sensitivity": Sensitivity.OVERSIGHT},
        {"compensation": CompensationState.DENIED},
    ],
)
def test_only_an_ordinary_complaint_carries_one_claim(changes: dict[str, object]) -> None:
    with pytest.raises(RuleViolation):
        perform(Evolution(case(status=CaseStatus.ANSWERED, **changes), NOW), CLAIM, setting(Party.REPORTER))


@given(st.integers(-5, MOST * 3))
def test_amounts_are_bounded(amount: int) -> None:
    change = Evolution(case(status=CaseStatus.ANSWERED), NOW)
    if 1 <= amount <= MOST:
        perform(change, replace(CLAIM, amount=amount), setting(Party.REPORTER))
        assert known(change)["claimed"] == amount
        return
    with pytest.raises(RuleViolation):
        perform(change, replace(CLAIM, amount=amount), setting(Party.REPORTER))


def test_what_is_granted_names_amount_and_day() -> None:
    change = claimed()
    perform(change, GRANT, setting(Party.OWNER))
    assert change.case.compensation is CompensationState.GRANTED
    assert (known(change)["granted"], known(change)["payment_due_on"]) == (3_000_000, date(2026, 12, 30))
    for broken in (
        replace(GRANT, amount=None),
        replace(GRANT, payment_due_on=None),
        replace(GRANT, payment_due_on=date(2020, 1, 1)),
    ):
        with pytest.raises(RuleViolation, match=r"amount|day"):
            perform(claimed(), broken, setting(Party.OWNER))


def test_without_amount_and_day_it_is_denied_and_nothing_can_be_paid() -> None:
    change = claimed()
    perform(change, ask.DecideCompensation("Tidak terbukti."), setting(Party.COORDINATOR))
    assert change.case.compensation is CompensationState.DENIED
    assert "granted" not in known(change)
    with pytest.raises(RuleViolation):
        perform(
            claimed(compensation=CompensationState.DENIED),
            ask.PayCompensation("Lunas.", NOW.date()),
            setting(Party.OWNER),
        )


def test_payment_lies_between_the_case_and_today() -> None:
    granted = {"compensation": CompensationState.GRANTED}
    change = claimed(**granted)
    perform(change, ask.PayCompensation("Lunas.", NOW.date()), setting(Party.OWNER))
    assert change.case.compensation is CompensationState.PAID
    for day in (NOW.date() + timedelta(days=2), NOW.date() - timedelta(days=900)):
        with pytest.raises(RuleViolation, match="day of payment"):
            perform(claimed(**granted), ask.PayCompensation("Lunas.", day), setting(Party.OWNER))


def test_the_reporter_decides_nothing_and_the_owner_claims_nothing() -> None:
    with pytest.raises(RuleViolation, match="not yours"):
        perform(claimed(), GRANT, setting(Party.REPORTER))
    with pytest.raises(RuleViolation, match="not yours"):
        perform(Evolution(case(status=CaseStatus.ANSWERED), NOW), CLAIM, setting(Party.OWNER))


def test_a_claim_is_still_decided_when_the_case_was_archived() -> None:
    change = claimed(status=CaseStatus.VERIFIED, assignee=None)
    perform(change, ask.Archive("Tidak jelas."), setting(Party.VERIFIER))
    decided = Evolution(change.case, NOW)
    perform(decided, ask.DecideCompensation("Tidak terbukti."), setting(Party.COORDINATOR))

    assert decided.case.compensation is CompensationState.DENIED
    assert decided.case.status is CaseStatus.ARCHIVED


STATUSES = st.sampled_from(sorted(CaseStatus, key=lambda one: one.value))


@given(STATUSES, st.sampled_from(CompensationState), st.integers(min_value=0, max_value=80))
def test_a_claim_that_waits_is_told_as_near_and_as_late_once_and_changes_nothing_else(
    status: CaseStatus, state: CompensationState, days: int
) -> None:
    change = Evolution(case(status=CaseStatus.IN_PROGRESS, assignee="62.01.dinkes"), NOW)
    perform(change, CLAIM, setting(Party.REPORTER))
    timeline = told(change)
    stands = replace(change.case, status=status, compensation=state)
    later = Evolution(stands, NOW + timedelta(days=days))
    compensation_clock.tell(later, timeline, shipped(), "clock")

    waits = state is CompensationState.CLAIMED and status in PURSUED
    near, over = (waits and days >= last for last in (57, 61))  # 60 days, of which three are left
    assert types(later) == [CaseEventType.DEADLINE_NEAR] * near + [CaseEventType.DEADLINE_BREACHED] * over
    assert state_of(later.case) | {"version": 1, "updated_at": NOW} == state_of(stands) | {
        "version": 1,
        "updated_at": NOW,
    }
    assert all("ganti rugi" in (event.note or "") for event in later.events)
    again = Evolution(later.case, later.now)
    compensation_clock.tell(again, [*timeline, *told(later, len(timeline))], shipped(), "clock")
    assert again.events == []


@given(STATUSES)
def test_the_next_look_at_a_case_knows_of_the_claim_and_its_answer_clock_does_not(status: CaseStatus) -> None:
    change = Evolution(case(status=CaseStatus.IN_PROGRESS, assignee="62.01.dinkes"), NOW)
    without = clocked(replace(change.case, status=status), [], shipped())
    perform(change, CLAIM, setting(Party.REPORTER))
    due = known(change)["decide_by"]
    now = clocked(replace(change.case, status=status), told(change), shipped())
    assert (now.due_at, now.deadlines, now.breached) == (without.due_at, without.deadlines, False)
    assert isinstance(due, datetime)
    assert now.look_at == (due - timedelta(days=4) if status in PURSUED else None)
