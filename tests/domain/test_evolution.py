"""Events tell the whole story: whatever happens to a case, folding its timeline gives its row."""

import json
from dataclasses import fields
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain import commands as ask
from hub.domain.case import Case, CaseEventType, CaseStatus, Visibility
from hub.domain.evolution import FOLDED, Evolution, fold, from_fact, state_of, to_fact
from hub.domain.status import Party
from tests.domain.builders import NOW, assigned, case, told
from tests.domain.walks import SUBMISSIONS, Journey, legal

NEVER_CHANGE = {
    *("id", "tracking_number", "title", "body", "region", "location", "occurred_on", "channel", "created_at"),
    "respondent",
}
WORDS = [*CaseStatus, None]


@settings(max_examples=150, deadline=None)
@given(SUBMISSIONS, st.data())
def test_folding_the_timeline_of_any_walk_gives_the_row(
    submission: ask.Submission, data: st.DataObject
) -> None:
    journey = Journey.begin(submission)
    for _ in range(data.draw(st.integers(1, 12))):
        journey.wait(hours=1)
        if data.draw(st.booleans()):
            journey.act(data.draw(legal(journey.case)), *Party)
        else:
            word, order = data.draw(st.sampled_from(WORDS)), data.draw(st.integers(1, 9))
            journey.hear(word, journey.case.hop, order, window=data.draw(st.booleans()))
        assert fold(journey.timeline) == state_of(journey.case)


def test_every_field_of_a_case_is_folded_derived_or_constant() -> None:
    told_apart = FOLDED | {"status", "version", "answer", "updated_at"}
    assert told_apart | NEVER_CHANGE | {"due_at", "calendar", "deadlines", "look_at"} == {
        field.name for field in fields(Case)
    }
    assert not told_apart & NEVER_CHANGE


def test_the_first_event_carries_every_folded_field_and_later_ones_only_what_changed() -> None:
    change = Evolution(case(), NOW, birth=True)
    change.happen(CaseEventType.SUBMITTED, "reporter")
    change.happen(CaseEventType.VERIFIED, "router", status=CaseStatus.VERIFIED, verified_at=NOW)
    assert set(change.events[0].facts) == FOLDED
    assert set(change.events[1].facts) == {"verified_at"}


def test_one_command_is_one_version_however_many_events_it_has() -> None:
    change = Evolution(assigned(), NOW)
    change.happen(CaseEventType.RECALLED, "coordinator", assignee=None)
    change.happen(CaseEventType.ASSIGNED, "coordinator", assignee="62.01.dinkes")
    assert (change.before.version if change.before else 0, change.case.version) == (1, 2)
    assert {event.version for event in told(change)} == {2}


def test_the_case_one_began_with_is_left_as_it_was() -> None:
    start = case()
    change = Evolution(start, NOW)
    change.happen(CaseEventType.PROTECTION_RAISED, "reporter", visibility=Visibility.RESTRICTED)
    assert start == case()
    assert change.before == start


@settings(max_examples=60, deadline=None)
@given(SUBMISSIONS)
def test_facts_survive_the_store_as_json(submission: ask.Submission) -> None:
    journey = Journey.begin(submission)
    journey.act(ask.Withdraw("Sudah tidak perlu."), Party.REPORTER)
    for event in journey.timeline:
        assert json.loads(json.dumps(event.facts)) == event.facts


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("resume_status", CaseStatus.IN_PROGRESS),
        ("closed_at", datetime(2026, 11, 23, 2, 0, 0, 123, tzinfo=UTC)),
        ("copied", ("62.01.dinkes",)),
        ("hop", 3),
        ("binding", True),
        ("assignee", None),
    ],
)
def test_a_field_comes_back_from_its_fact(name: str, value: object) -> None:
    assert from_fact(name, to_fact(value)) == value


def test_a_day_becomes_text() -> None:
    assert to_fact(date(2026, 11, 23)) == "2026-11-23"


def test_the_answer_that_was_given_last_is_the_one_that_counts() -> None:
    journey = Journey(assigned(status=CaseStatus.IN_PROGRESS), timeline=[])
    journey.act(ask.Answer("Jawaban pertama."), Party.OWNER)
    journey.act(ask.Contest("Belum."), Party.REPORTER)
    journey.act(ask.Answer("Jawaban kedua."), Party.OWNER)
    assert fold(journey.timeline)["answer"] == journey.case.answer == "Jawaban kedua."
