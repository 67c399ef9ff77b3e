"""The reporter's windows: to the second, and the same as the clock."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from hub.domain import acts
from hub.domain import commands as ask
from hub.domain.case import Case, CaseEvent, CaseEventType, CaseStatus
from hub.domain.evolution import Evolution
from hub.domain.status import Party
from hub.domain.windows import ONCE_PER, reply_due, window_after
from hub.errors import RuleViolation
from tests.domain.builders import NOW, assigned, setting, told
from tests.harness import shipped

SECOND = timedelta(seconds=1)
CLOSED = assigned(status=CaseStatus.CLOSED, closed_at=NOW)
UNTIL = window_after(NOW, CLOSED, shipped())
assert UNTIL is not None


def reopened(case: Case, now: datetime) -> Case:
    change = Evolution(case, now)
    acts.perform(change, ask.Reopen("Rusak lagi."), setting(Party.REPORTER, now=now))
    return change.case


def test_the_window_is_ten_working_days_at_the_place_of_the_case() -> None:
    assert UNTIL.date() == date(2026, 12, 8)  # midnight after Monday the 7th, two weeks later
    assert UNTIL.utcoffset() == timedelta(hours=7)


@pytest.mark.parametrize("status", [CaseStatus.CLOSED, CaseStatus.ARCHIVED])
def test_a_case_is_taken_up_again_until_the_last_second_of_the_window(status: CaseStatus) -> None:
    ended = replace(CLOSED, status=status)

    assert reopened(ended, UNTIL - SECOND).reopened_at == UNTIL - SECOND
    with pytest.raises(RuleViolation, match="names this one as its predecessor") as refusal:
        reopened(ended, UNTIL)
    assert refusal.value.code == "ILLEGAL_TRANSITION"


def test_it_is_taken_up_again_once_in_thirty_days() -> None:
    before = replace(CLOSED, reopened_at=NOW - ONCE_PER + timedelta(days=2))

    with pytest.raises(RuleViolation, match="once per 30 days"):
        reopened(before, NOW + timedelta(days=2) - SECOND)
    assert reopened(before, NOW + timedelta(days=2)).status is CaseStatus.IN_PROGRESS


def test_a_closed_case_keeps_its_owner_and_an_archived_one_goes_back_to_the_verifier() -> None:
    on = reopened(CLOSED, NOW)
    anew = reopened(replace(CLOSED, status=CaseStatus.ARCHIVED, binding=True, merged_into="heir"), NOW)

    assert (on.status, on.owner, on.assignee) == (CaseStatus.IN_PROGRESS, CLOSED.owner, CLOSED.assignee)
    assert (anew.status, anew.owner, anew.assignee) == (CaseStatus.RECEIVED, "62.01.diskominfo", None)
    assert (anew.binding, anew.delivered, anew.merged_into, anew.hop) == (False, False, None, CLOSED.hop)


@pytest.mark.parametrize("command", [ask.Contest("Belum."), ask.Confirm(4)], ids=["contest", "confirm"])
def test_after_the_due_date_it_does_not_matter_whether_the_hub_has_closed_the_case_yet(
    command: ask.Contest | ask.Confirm,
) -> None:
    answered = assigned(status=CaseStatus.ANSWERED, answer="Sudah.")
    for now, may in ((UNTIL - SECOND, True), (UNTIL, False), (UNTIL + SECOND, False)):
        change = Evolution(answered, now)
        around = setting(Party.REPORTER, now=now, reply_due=UNTIL)
        if may:
            acts.perform(change, command, around)
            assert change.case.status is not CaseStatus.ANSWERED
        else:
            with pytest.raises(RuleViolation, match="the reply window ended") as refusal:
                acts.perform(change, command, around)
            assert refusal.value.code == "ILLEGAL_TRANSITION"


def test_the_window_of_an_answer_counts_from_the_last_one() -> None:
    first = Evolution(assigned(status=CaseStatus.IN_PROGRESS), NOW)
    acts.perform(first, ask.Answer("Sudah."), setting(Party.OWNER))
    timeline = told(first)
    later = replace(timeline[0], sequence=2, occurred_at=NOW + timedelta(days=7))

    def window(case: Case, *events: CaseEvent) -> datetime | None:
        return reply_due(case, events, shipped())

    assert window(first.case, *timeline) == UNTIL == window_after(NOW, first.case, shipped())
    assert window(first.case, *timeline, later) == window_after(later.occurred_at, first.case, shipped())
    assert reply_due(CLOSED, timeline, shipped()) is None


def test_without_a_limit_in_the_data_nothing_ends_by_itself() -> None:
    bare = replace(shipped(), legal_limits=())

    assert window_after(NOW, CLOSED, bare) is None
    change = Evolution(CLOSED, NOW + timedelta(days=400))
    acts.perform(change, ask.Reopen("Rusak lagi."), setting(Party.REPORTER, now=change.now, directory=bare))
    assert change.events[0].type is CaseEventType.REOPENED


def test_a_contested_owner_loses_the_case_to_a_person_who_decides() -> None:
    change = Evolution(assigned(status=CaseStatus.ANSWERED, binding=True), NOW)
    acts.perform(change, ask.Contest("Bukan instansi ini.", wrong_owner=True), setting(Party.REPORTER))
    now = change.case

    assert (now.status, now.assignee, now.owner) == (CaseStatus.ADJUDICATION, None, "62.01.diskominfo")
    assert (now.delivered, now.binding, now.returns) == (False, False, 0)  # it was not the agency's refusal
    assert change.events[0].agency == "62.01.disdukcapil"
