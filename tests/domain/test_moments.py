"""What clocks say over a case's life in random hands: once each, in order, and never out of a pause."""

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain import compensation_clock
from hub.domain.case import CaseEvent, CaseEventType, CaseStatus
from hub.domain.custody import Setting
from hub.domain.evolution import Evolution, fold, state_of
from hub.domain.ladder import rungs
from hub.domain.moments import ACTOR, clocked, clocks_of, pending, tell
from hub.domain.respondents import accused, kept_out
from hub.domain.sla import Clock, ClockState
from hub.domain.status import FINAL, Party
from tests.domain.walks import SUBMISSIONS, Journey, legal
from tests.harness import shipped

NEAR, BREACHED = CaseEventType.DEADLINE_NEAR, CaseEventType.DEADLINE_BREACHED
WAITS = st.sampled_from([0, 0, 1, 2, 5, 9, 30])


def read(journey: Journey) -> tuple[Clock, ...]:
    return clocks_of(journey.case, journey.timeline, shipped(), journey.now)


def look(journey: Journey) -> None:
    """What the worker does, without its store."""
    change = Evolution(journey.case, journey.now)
    around = Setting(ACTOR, frozenset({Party.HUB}), shipped(), journey.now)
    for moment in pending(read(journey), journey.timeline, journey.now):
        tell(change, moment, journey.timeline, around)
    if change.events:
        journey.keep(change)


def walked(submission: Any, data: st.DataObject, steps: int = 8) -> Journey:
    """A case after some acts, with time between them and looks now and then."""
    journey = Journey.begin(submission)
    for _ in range(steps):
        journey.wait(days=data.draw(WAITS), minutes=1)
        if data.draw(st.booleans()):
            look(journey)
        journey.act(data.draw(legal(journey.case)), *Party)
        journey.arrive()
    return journey


@settings(max_examples=60, deadline=None)
@given(SUBMISSIONS, st.data())
def test_only_a_question_to_the_reporter_pauses_and_no_clock_ever_runs_backwards(
    submission: Any, data: st.DataObject
) -> None:
    journey = walked(submission, data)
    before = read(journey)
    journey.wait(days=data.draw(st.integers(0, 40)))
    after = read(journey)

    asked = journey.case.status is CaseStatus.NEEDS_INFORMATION
    assert asked or not any(clock.paused_at for clock in after)
    for early, late in zip(before, after, strict=True):
        assert early.run == late.run
        assert late.working_days_left >= 0
        assert early.state is not ClockState.BREACHED or late.state is ClockState.BREACHED
        if early.state is not ClockState.PAUSED:
            assert early.due_at == late.due_at
            assert late.working_days_left <= early.working_days_left
        assert late.near_at is None or late.started_at < late.near_at < late.due_at


@settings(max_examples=60, deadline=None)
@given(SUBMISSIONS, st.data())
def test_every_run_is_warned_of_and_breached_once_and_in_order(submission: Any, data: st.DataObject) -> None:
    journey = walked(submission, data)
    for _ in range(2):
        journey.wait(days=60)
        look(journey)
        look(journey)  # nothing new
    told = [one for one in journey.timeline if one.type in (NEAR, BREACHED)]

    assert max(Counter((one.type, one.facts["run"]) for one in told).values(), default=1) == 1
    for event in told:
        assert str(event.facts["moment"]) <= event.occurred_at.isoformat()
    for version in {one.version for one in told}:
        moments = [str(one.facts["moment"]) for one in told if one.version == version]
        assert moments == sorted(moments)
    warned = {one.facts["run"]: one.sequence for one in told if one.type is NEAR}
    for event in told:
        if event.type is BREACHED and event.facts["run"] in warned:
            assert warned[event.facts["run"]] < event.sequence


@settings(max_examples=60, deadline=None)
@given(SUBMISSIONS, st.data())
def test_a_raised_case_has_one_custodian_and_is_raised_to_nobody_it_accuses(
    submission: Any, data: st.DataObject
) -> None:
    journey = walked(submission, data)
    journey.wait(days=90)
    look(journey)
    case = journey.case

    assert fold(journey.timeline) == state_of(case)
    assert case.owner is not None
    assert case.raised_to not in {case.assignee, *kept_out(accused(case), shipped())} - {None}
    assert case.raised_to is None or case.raised_to in rungs(case, shipped(), journey.now.date())
    assert case.status not in FINAL or case.raised_to is None
    assert (case.raised_to is None) == (case.raised_for is None)


@settings(max_examples=40, deadline=None)
@given(SUBMISSIONS, st.data())
def test_looking_often_or_once_after_an_outage_tells_the_same_breaches(
    submission: Any, data: st.DataObject
) -> None:
    """But for the time to react, which begins when somebody was told."""
    often = walked(submission, data, steps=4)
    once = Journey(often.case, often.now, list(often.timeline), dict(often.hops), dict(often.holders))
    for _ in range(20):
        often.wait(days=1)
        look(often)
    once.wait(days=20)
    look(once)

    assert _duties(often.timeline) == _duties(once.timeline)


def _duties(timeline: list[CaseEvent]) -> set[str]:
    runs = (str(one.facts["run"]) for one in timeline if one.type is BREACHED)
    return {run for run in runs if not run.startswith("REACTION")}


@settings(max_examples=40, deadline=None)
@given(SUBMISSIONS, st.data())
def test_the_stored_moment_to_look_is_never_later_than_what_is_to_be_told(
    submission: Any, data: st.DataObject
) -> None:
    journey = walked(submission, data, steps=5)
    stored = clocked(journey.case, journey.timeline, shipped())
    journey.wait(days=data.draw(st.integers(0, 90)))
    waiting = pending(read(journey), journey.timeline, journey.now)

    claims = compensation_clock.waiting(journey.case, journey.timeline, shipped())
    first = [*(one.at for one in waiting[:1]), *(one.at for one in claims if one.at <= journey.now)]

    assert not first or (stored.look_at is not None and stored.look_at <= min(first))
    assert first or stored.look_at is None or stored.look_at > journey.now or _lapses(journey)
    assert stored.calendar == shipped().calendar(journey.case.assignee, journey.case.region).version
    assert bool(stored.deadlines) == (journey.case.status not in FINAL)
    assert stored.due_at is None or (stored.look_at is not None and stored.look_at <= stored.due_at)


def _lapses(journey: Journey) -> bool:
    return any(one.kind.value == "REPORTER_REPLY" and one.stopped_at is None for one in read(journey))
