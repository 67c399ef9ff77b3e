"""When an event is tried again, whom a failure blames, and what a message says."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.case import CaseEvent, CaseEventType, CaseStatus
from hub.domain.delivery import Patience
from hub.domain.webhook import (
    HEALTHY,
    IN_FLIGHT,
    PROBE_SECONDS,
    WIDESPREAD,
    Answer,
    AttemptOutcome,
    Pulse,
    Waiting,
    after_failure,
    message_id,
    payload,
    signed_headers,
)

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PATIENCE = Patience()
FRESH = Waiting(0, None, NOW)
DAY_S = 86_400.0


def answer(status: int | None, retry_after: float | None = None) -> Answer:
    return Answer(f"HTTP_{status}" if status else "TIMEOUT", status, retry_after)


@pytest.mark.parametrize(
    ("status", "outcome", "blames"),
    [
        (200, AttemptOutcome.DELIVERED, False),
        (299, AttemptOutcome.DELIVERED, False),
        (301, AttemptOutcome.FAILED, True),
        (304, AttemptOutcome.FAILED, True),
        (400, AttemptOutcome.FAILED, False),
        (401, AttemptOutcome.FAILED, True),
        (404, AttemptOutcome.FAILED, False),
        (410, AttemptOutcome.STOPPED, False),
        (429, AttemptOutcome.FAILED, True),
        (500, AttemptOutcome.FAILED, False),
        (503, AttemptOutcome.FAILED, True),
        (None, AttemptOutcome.FAILED, True),
    ],
)
def test_what_an_answer_means(status: int | None, outcome: AttemptOutcome, blames: bool) -> None:
    assert (answer(status).outcome, answer(status).blames_endpoint) == (outcome, blames)


def test_an_event_waits_longer_after_each_failure_and_then_every_two_hours() -> None:
    waiting, waits = FRESH, []
    for _ in range(7):
        waiting = after_failure(waiting, HEALTHY, answer(500), 1, NOW, PATIENCE, 0.5).waiting
        waits.append((waiting.next_attempt_at - NOW).total_seconds())

    assert waits == [5, 60, 300, 1800, 7200, 7200, 7200]
    assert (waiting.attempts, waiting.failed_since) == (7, NOW)


def test_the_fault_of_one_event_leaves_the_endpoint_in_peace_until_it_is_widespread() -> None:
    def pulse(status: int | None, cases: int) -> Pulse:
        return after_failure(FRESH, HEALTHY, answer(status), cases, NOW, PATIENCE, 0.5).pulse

    assert pulse(500, WIDESPREAD - 1) == HEALTHY
    assert pulse(500, WIDESPREAD).is_paused(NOW)
    assert pulse(None, 1).is_paused(NOW)
    assert HEALTHY.window == IN_FLIGHT
    assert pulse(503, 1).window == 1


def test_events_under_way_together_pause_the_endpoint_once() -> None:
    first = after_failure(FRESH, HEALTHY, answer(None), 1, NOW, PATIENCE, 0.5).pulse
    second = after_failure(FRESH, first, answer(None), 2, NOW + timedelta(seconds=1), PATIENCE, 0.5).pulse

    assert second == first


@given(
    pauses=st.integers(0, 1_000),
    asked=st.none() | st.floats(0, 10**6),
    luck=st.floats(0, 1),
    status=st.sampled_from([None, 302, 401, 429, 503]),
)
def test_an_endpoint_that_is_down_is_probed_in_time_unless_it_asks_for_more(
    pauses: int, asked: float | None, luck: float, status: int | None
) -> None:
    down = Pulse(pauses, None)
    setback = after_failure(FRESH, down, answer(status, asked), 1, NOW, PATIENCE, luck)
    assert setback.pulse.paused_until is not None
    pause = (setback.pulse.paused_until - NOW).total_seconds()

    assert 0 < pause <= max(PROBE_SECONDS, min(asked or 0, 6 * 3600)) + 1e-6
    assert pause >= min(asked or 0, 6 * 3600) - 1e-6
    assert setback.waiting.next_attempt_at > NOW


@pytest.mark.parametrize(("days", "gives_up"), [(0.0, False), (29.9, False), (30.0, True), (60.0, True)])
def test_patience_ends_thirty_days_after_the_first_failure(days: float, gives_up: bool) -> None:
    since = NOW - timedelta(days=days)
    setback = after_failure(Waiting(50, since, NOW), HEALTHY, answer(500), 1, NOW, PATIENCE, 0.5)

    assert setback.gives_up is gives_up


def test_a_message_is_small_and_says_nothing_of_what_was_written() -> None:
    event = CaseEvent(
        id="e1",
        case_id="c1",
        sequence=2**31,
        type=CaseEventType.INFORMATION_REQUESTED,
        status=CaseStatus.NEEDS_INFORMATION,
        version=3,
        actor="owner",
        agency="62.01.disdukcapil",
        note="rahasia" * 1000,
        occurred_at=NOW,
        claimed_at=None,
        facts={"answer": "rahasia"},
    )
    body = payload(event, "H-0000", "x" * 300, "y" * 300)

    assert len(body) < 20_000
    assert b"rahasia" not in body
    assert b"disdukcapil" not in body
    assert json.loads(body)["type"] == "case.information_requested"
    assert json.loads(body)["timestamp"] == "2026-11-23T02:00:00.000Z"


def test_the_id_is_of_endpoint_and_event_and_one_signature_is_made_per_key() -> None:
    assert message_id("w1", "e1") != message_id("w1", "e2") != message_id("w2", "e1")
    headers = signed_headers([b"a" * 32, b"b" * 32], "msg_1", NOW, b"{}")

    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert len(set(headers["webhook-signature"].split(" "))) == 2
