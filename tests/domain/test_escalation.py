"""When a case may go to the Ombudsman, and what is noted of it there."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain import commands as ask
from hub.domain.acts import perform
from hub.domain.case import Case, CaseEventType, CaseKind, CaseStatus, OversightState
from hub.domain.escalation import REFERENCE, event_day
from hub.domain.evolution import Evolution, fold, state_of
from hub.domain.status import Party
from hub.errors import RuleViolation
from tests.domain.builders import NOW, assigned, case, setting, told
from tests.harness import shipped

TODAY = date(2026, 11, 23)
ASKED = ask.Escalate("Jawaban tidak menyelesaikan masalah.")


def answered(**changes: Any) -> Case:
    return assigned(**{"status": CaseStatus.ANSWERED, "answered_at": NOW, "answer": "Selesai.", **changes})


def done(start: Case, command: Any, *parties: Party) -> Evolution:
    change = Evolution(start, NOW)
    perform(change, command, setting(*(parties or (Party.REPORTER,))))
    return change


def refused(start: Case, command: Any, *parties: Party) -> RuleViolation:
    with pytest.raises(RuleViolation) as caught:
        done(start, command, *parties)
    return caught.value


@pytest.mark.parametrize(
    "start",
    [
        answered(),
        answered(status=CaseStatus.CLOSED, closed_at=NOW),
        answered(status=CaseStatus.IN_PROGRESS),  # contested
        assigned(breached=True),
        case(breached=True),  # not even verified in time
        case(breached=True, status=CaseStatus.ARCHIVED, closed_at=NOW),
        answered(kind=CaseKind.INFORMATION_REQUEST),
        answered(occurred_on=TODAY.replace(year=2024)),
    ],
)
def test_a_case_without_result_may_go_and_keeps_status_and_owner(start: Case) -> None:
    change = done(start, ASKED)

    now = change.case
    assert (now.status, now.owner, now.assignee) == (start.status, start.owner, start.assignee)
    assert (now.oversight, now.escalated, now.oversight_reference) == (OversightState.REQUESTED, True, None)
    (event,) = change.events
    assert (event.type, event.note) == (CaseEventType.ESCALATED, ASKED.note)
    assert change.effects == []


@pytest.mark.parametrize(
    ("start", "code"),
    [
        (case(), "ILLEGAL_TRANSITION"),
        (assigned(), "ILLEGAL_TRANSITION"),
        (answered(oversight=OversightState.REQUESTED), "ILLEGAL_TRANSITION"),
        (answered(status=CaseStatus.WITHDRAWN), "ILLEGAL_TRANSITION"),
        (answered(status=CaseStatus.MERGED), "ILLEGAL_TRANSITION"),
        (answered(kind=CaseKind.SUGGESTION), "NOT_ALLOWED"),
        (answered(occurred_on=date(2024, 11, 22)), "NOT_ALLOWED"),
        (answered(created_at=NOW - timedelta(days=740)), "NOT_ALLOWED"),
    ],
)
def test_any_other_may_not(start: Case, code: str) -> None:
    assert refused(start, ASKED).code == code


def test_it_is_the_act_of_the_reporter_of_the_coordinator_and_of_the_clock() -> None:
    for party in Party:
        if party in (Party.REPORTER, Party.COORDINATOR, Party.HUB):
            assert done(answered(), ASKED, party).case.escalated
        else:
            assert refused(answered(), ASKED, party).code == "NOT_ALLOWED"


def test_an_event_of_a_leap_day_has_its_two_years_too() -> None:
    leap = answered(occurred_on=date(2024, 2, 29), created_at=NOW.replace(year=2024, month=3))
    change = Evolution(leap, NOW)
    around = setting(Party.REPORTER)

    with pytest.raises(RuleViolation):
        perform(change, ASKED, around)  # 2026-11-23
    early = setting(Party.REPORTER, now=NOW.replace(month=2, day=28))
    perform(Evolution(leap, early.now), ASKED, early)


def test_without_a_day_of_the_event_the_report_counts_in_the_time_of_its_place() -> None:
    late = case(created_at=NOW.replace(hour=20))  # 03:00 of the next day there

    assert event_day(late, shipped()) == date(2026, 11, 24)


@pytest.mark.parametrize(
    "number", ["010228.2022", "0179/LM/VI/2022/BJM", " 0003/LM/I/2026/PKY ", "12/2026", "0179-LM-2022"]
)
def test_a_number_as_the_ombudsman_writes_it_is_taken(number: str) -> None:
    change = done(answered(oversight=OversightState.REQUESTED, escalated=True), ask.Refer(number), Party.HUB)

    assert (change.case.oversight, change.case.oversight_reference) == (
        OversightState.WITH_OMBUDSMAN,
        number.strip(),
    )
    assert number.strip() in (change.events[0].note or "")


@pytest.mark.parametrize("number", ["", "x", "0179", "0179/LM/<b>", "0179/LM/\n2022", "a/b", "1" * 300])
def test_any_other_number_is_refused(number: str) -> None:
    start = answered(oversight=OversightState.REQUESTED)

    assert (refused(start, ask.Refer(number), Party.HUB).code) == "INVALID"


@given(st.text())
def test_no_text_makes_the_pattern_slow_or_break(text: str) -> None:
    REFERENCE.fullmatch(text)


def test_states_only_rise_and_the_fold_tells_them() -> None:
    start = answered()
    rows = []
    born = Evolution(start, NOW, birth=True)
    born.happen(CaseEventType.SUBMITTED, "reporter")
    rows += told(born)
    now = born.case
    for command, party in (
        (ASKED, Party.REPORTER),
        (ask.Refer("010228.2022"), Party.HUB),
        (ask.Conclude(OversightState.RECOMMENDED, "Saran terbit."), Party.HUB),
        (ask.Refer("010229.2022"), Party.HUB),  # corrected
        (ask.Conclude(OversightState.DISCHARGED, "Selesai."), Party.HUB),
    ):
        change = done(now, command, party)
        rows += told(change, len(rows))
        now = change.case
    assert (now.oversight, now.oversight_reference) == (OversightState.DISCHARGED, "010229.2022")
    folded = fold(rows)
    assert {name: folded[name] for name in ("oversight", "oversight_reference", "escalated")} == {
        name: state_of(now)[name] for name in ("oversight", "oversight_reference", "escalated")
    }
    for state in OversightState:
        assert refused(now, ask.Conclude(state, "Lagi."), Party.HUB).code == "ILLEGAL_TRANSITION"


def test_nothing_is_entered_for_a_case_nobody_escalated() -> None:
    assert refused(answered(), ask.Refer("010228.2022"), Party.HUB).code == "ILLEGAL_TRANSITION"
    conclusion = ask.Conclude(OversightState.DISCHARGED, "Selesai.")
    assert refused(answered(), conclusion, Party.HUB).code == "ILLEGAL_TRANSITION"
    waiting = answered(oversight=OversightState.REQUESTED)
    assert refused(waiting, conclusion, Party.HUB).code == "ILLEGAL_TRANSITION"


def test_an_outcome_without_a_word_is_refused() -> None:
    there = answered(oversight=OversightState.WITH_OMBUDSMAN, oversight_reference="010228.2022")

    assert refused(there, ask.Conclude(OversightState.DISCHARGED, " "), Party.HUB).code == "INVALID"


def test_nobody_but_the_hub_enters_numbers() -> None:
    waiting = answered(oversight=OversightState.REQUESTED)
    for party in set(Party) - {Party.HUB}:
        assert refused(waiting, ask.Refer("010228.2022"), party).code == "NOT_ALLOWED"
