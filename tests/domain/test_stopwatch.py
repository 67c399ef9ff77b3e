"""When clocks start, rest and stop, and when somebody has to look at a case again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.case import CaseEvent, CaseEventType, CaseKind, CaseStatus, Sensitivity
from hub.domain.sla import (
    Clock,
    ClockKind,
    ClockState,
    clocks,
    deadline,
    lapsed,
    next_due,
    next_look,
    untold,
)
from hub.domain.stopwatch import watches
from hub.domain.verdicts import BREACHED, said_of
from tests.harness import shipped

E = CaseEventType
START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LIFE = [E.SUBMITTED, E.ROUTED, E.VERIFIED, E.ASSIGNED, E.DELIVERED, E.ACCEPTED]


def happened(types: list[CaseEventType], step: timedelta = timedelta(hours=1)) -> list[CaseEvent]:
    """These events, one a step."""
    return [
        CaseEvent(
            id=f"e{place}",
            case_id="c1",
            sequence=place + 1,
            type=type_,
            status=CaseStatus.IN_PROGRESS,
            version=place + 1,
            actor="test",
            agency="62.01.disdukcapil",
            note=None,
            occurred_at=START + place * step,
            claimed_at=None,
            facts={},
        )
        for place, type_ in enumerate(types)
    ]


def read(events: list[CaseEvent], now: datetime) -> tuple[Clock, ...]:
    """The clocks of an ordinary complaint in Kotawaringin Barat."""
    return clocks(events, CaseKind.COMPLAINT, Sensitivity.ORDINARY, "62.01", shipped(), now)


def running(events: list[CaseEvent], kind: ClockKind) -> list[Clock]:
    """Clocks of a kind that nothing has stopped, a moment after the last event."""
    return [
        one for one in read(events, events[-1].occurred_at) if one.kind is kind and one.stopped_at is None
    ]


@pytest.mark.parametrize(
    "ending", [E.CONTESTED, E.REOPENED, E.RETURNED, E.INFORMATION_REQUESTED, E.CLOSED, E.WITHDRAWN]
)
def test_an_answer_that_no_longer_counts_waits_for_no_reply(ending: CaseEventType) -> None:
    answered = happened([*LIFE, E.ANSWERED])
    assert len(running(answered, ClockKind.REPORTER_REPLY)) == 1
    later = happened([*LIFE, E.ANSWERED, ending])
    waiting = running(later, ClockKind.REPORTER_REPLY)
    assert [one.started_at for one in waiting] == (
        [later[-1].occurred_at] if ending is E.INFORMATION_REQUESTED else []
    )


@pytest.mark.parametrize("ending", [E.CONTESTED, E.REOPENED, E.RETURNED])
def test_the_resolution_clock_goes_on_when_the_answer_falls(ending: CaseEventType) -> None:
    assert running(happened([*LIFE, E.ANSWERED]), ClockKind.RESOLUTION) == []
    [clock] = running(happened([*LIFE, E.ANSWERED, ending]), ClockKind.RESOLUTION)
    assert (clock.state, clock.paused_at) == (ClockState.RUNNING, None)


def test_a_question_after_the_answer_lets_the_resolution_clock_go_on_and_pause() -> None:
    events = happened([*LIFE, E.ANSWERED, E.INFORMATION_REQUESTED])
    [clock] = running(events, ClockKind.RESOLUTION)
    assert (clock.state, clock.paused_at) == (ClockState.PAUSED, events[-1].occurred_at)
    [clock] = running(
        happened([*LIFE, E.ANSWERED, E.INFORMATION_REQUESTED, E.INFORMATION_PROVIDED]), ClockKind.RESOLUTION
    )
    assert clock.state is ClockState.RUNNING


def test_a_case_given_back_while_the_reporter_was_asked_waits_for_nobody() -> None:
    events = happened([*LIFE, E.INFORMATION_REQUESTED, E.RETURNED, E.ASSIGNED])
    assert running(events, ClockKind.REPORTER_REPLY) == []
    assert all(one.paused_at is None for one in read(events, events[-1].occurred_at))
    [watch] = watches(events, E.VERIFIED)
    assert watch.rests == [(events[-3].occurred_at, events[-2].occurred_at)]


def test_a_breach_is_told_per_clock_and_only_once() -> None:
    events = happened(LIFE)
    late = START + timedelta(days=40)
    found = read(events, late)
    assert [one.kind for one in untold(found, events)] == [ClockKind.FIRST_RESPONSE, ClockKind.RESOLUTION]
    first, resolution = untold(found, events)
    told = [*events, breach(events, resolution)]
    assert [one.kind for one in untold(found, told)] == [ClockKind.FIRST_RESPONSE]
    assert untold(found, [*told, breach(events, first)]) == ()


def breach(events: list[CaseEvent], clock: Clock) -> CaseEvent:
    """The event that tells of it."""
    [event] = happened([E.DEADLINE_BREACHED])
    facts = said_of(clock.run, clock.due_at, clock.calendar, BREACHED)
    return replace(event, sequence=len(events) + 1, facts=facts)


@given(st.integers(0, 60))
def test_what_passed_unnoticed_is_looked_at_before_what_is_still_to_come(days: int) -> None:
    events = happened(LIFE)
    found = read(events, START + timedelta(days=days))
    look, due = deadline(found, events), next_due(found)
    missed = untold(found, events)
    assert look == min([one.due_at for one in missed] + ([due] if due else []), default=None)
    assert not missed or look == missed[0].due_at


def test_silence_is_looked_at_until_it_has_ended_the_case() -> None:
    events = happened([*LIFE, E.ANSWERED])
    found = read(events, START + timedelta(days=30))
    assert lapsed(found)
    assert next_look(found, events) == deadline(found, events) == found[-1].due_at
    ended = happened([*LIFE, E.ANSWERED, E.CLOSED], timedelta(days=5))
    over = read(ended, START + timedelta(days=90))
    assert not lapsed(over)
