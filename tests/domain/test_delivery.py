"""When a message is tried again, and where every kind of failure takes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.delivery import (
    BACKOFF_SECONDS,
    OPEN,
    RETRY_AFTER_CAP,
    DeliveryState,
    Failure,
    Next,
    Patience,
    after_failure,
    wait_before,
)

PATIENCE = Patience()
MIDDLE = 0.5
DAY = 86_400.0


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 5), (2, 60), (3, 300), (4, 1800), (5, 7200), (6, 7200), (400, 7200)]
)
def test_the_waits_are_those_of_the_schedule_and_the_last_repeats(attempts: int, seconds: float) -> None:
    assert wait_before(attempts, PATIENCE, MIDDLE) == seconds


@given(st.integers(1, 50), st.floats(0, 1))
def test_waits_are_spread_by_a_fifth_at_most(attempts: int, luck: float) -> None:
    planned = BACKOFF_SECONDS[min(attempts, 5) - 1]
    assert planned * 0.8 <= wait_before(attempts, PATIENCE, luck) <= planned * 1.2


def test_the_spread_reaches_both_ends() -> None:
    assert wait_before(5, PATIENCE, 0.0) == pytest.approx(7200 * 0.8)
    assert wait_before(5, PATIENCE, 1.0) == pytest.approx(7200 * 1.2)


@given(st.integers(1, 9), st.floats(0, 1), st.floats(0, 10 * DAY))
def test_what_the_peer_asks_for_is_respected_up_to_six_hours(
    attempts: int, luck: float, asked: float
) -> None:
    waited = wait_before(attempts, PATIENCE, luck, asked)
    assert waited >= min(asked, RETRY_AFTER_CAP)
    assert waited <= max(RETRY_AFTER_CAP, 7200 * 1.2)
    assert RETRY_AFTER_CAP == 6 * 3600


def test_another_schedule_is_a_setting() -> None:
    quick = Patience(backoff=(0.1, 0.2), give_up_seconds=10)
    assert [wait_before(attempt, quick, MIDDLE) for attempt in (1, 2, 3)] == [0.1, 0.2, 0.2]
    assert after_failure(Failure.NEVER_SENT, 3, 10, quick, MIDDLE) == Next(DeliveryState.DEAD)


@pytest.mark.parametrize(
    ("failure", "state", "is_tried_again"),
    [
        (Failure.NEVER_SENT, DeliveryState.RETRY_WAIT, True),
        (Failure.UNANSWERED, DeliveryState.AMBIGUOUS, True),
        (Failure.MISUNDERSTOOD, DeliveryState.AMBIGUOUS, True),
        (Failure.REFUSED, DeliveryState.DEAD, False),
        (Failure.CREDENTIAL, DeliveryState.HELD, False),
    ],
)
def test_every_failure_has_its_place(failure: Failure, state: DeliveryState, is_tried_again: bool) -> None:
    after = after_failure(failure, 1, 0.0, PATIENCE, MIDDLE)
    assert after == Next(state, 5.0 if is_tried_again else None)


def test_nothing_gives_up_before_thirty_days() -> None:
    for failure in (Failure.NEVER_SENT, Failure.UNANSWERED, Failure.MISUNDERSTOOD):
        assert after_failure(failure, 300, 30 * DAY - 1, PATIENCE, MIDDLE).state in OPEN
        assert after_failure(failure, 300, 30 * DAY, PATIENCE, MIDDLE).state is DeliveryState.DEAD


@given(st.sampled_from(Failure), st.integers(1, 500), st.floats(0, 60 * DAY), st.floats(0, 1))
def test_a_failed_message_is_never_taken_for_delivered_or_forgotten(
    failure: Failure, attempts: int, age: float, luck: float
) -> None:
    after = after_failure(failure, attempts, age, PATIENCE, luck)
    assert after.state in OPEN | {DeliveryState.DEAD}
    assert (after.wait is not None) == (after.state in {DeliveryState.RETRY_WAIT, DeliveryState.AMBIGUOUS})
