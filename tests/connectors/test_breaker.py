"""When the circuit opens, probes and closes; time is moved by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.connectors.breaker import Breaker, BreakerRules, Outcome
from tests.connectors.samples import Hands

GOOD, BAD, GONE = Outcome.GOOD, Outcome.BAD, Outcome.UNREACHABLE


def run(breaker: Breaker, *outcomes: Outcome) -> None:
    for outcome in outcomes:
        era = breaker.enter()
        assert era is not None
        breaker.leave(era, outcome)


def opened() -> tuple[Breaker, Hands]:
    ticks = Hands()
    breaker = Breaker(BreakerRules(), ticks)
    run(breaker, *[BAD] * 10)
    assert breaker.is_open
    return breaker, ticks


@pytest.mark.parametrize(
    ("outcomes", "is_open"),
    [
        ([BAD] * 9, False),
        ([BAD] * 10, True),
        ([GOOD] * 5 + [BAD] * 5, True),
        ([GOOD] * 6 + [BAD] * 5, False),
        ([GONE] * 4, False),
        ([GONE] * 5, True),
        ([GONE] * 4 + [GOOD] + [GONE] * 4, False),
        ([Outcome.UNKNOWN] * 50, False),
    ],
)
def test_it_opens_at_half_of_ten_or_at_five_in_a_row(outcomes: list[Outcome], is_open: bool) -> None:
    breaker = Breaker(BreakerRules(), Hands())

    run(breaker, *outcomes)

    assert breaker.is_open is is_open


def test_failures_older_than_the_window_do_not_count() -> None:
    ticks = Hands()
    breaker = Breaker(BreakerRules(), ticks)
    run(breaker, *[BAD] * 9)
    ticks.now += 30

    run(breaker, *[BAD] * 9)

    assert not breaker.is_open


def test_while_open_nobody_enters_and_the_wait_is_told() -> None:
    breaker, ticks = opened()
    ticks.now += 12

    assert breaker.enter() is None
    assert breaker.wait == 18.0


def test_after_the_cool_down_one_probe_goes_and_three_good_ones_close_it() -> None:
    breaker, ticks = opened()
    ticks.now += 30
    for _ in range(3):
        era = breaker.enter()
        assert era is not None
        assert breaker.enter() is None  # one at a time
        breaker.leave(era, GOOD)

    assert [breaker.enter() is None for _ in range(20)] == [False] * 20


def test_a_failed_probe_begins_another_cool_down() -> None:
    breaker, ticks = opened()
    ticks.now += 30
    run(breaker, GOOD, GOOD, BAD)

    assert breaker.wait == 30.0


def test_a_probe_that_was_given_up_frees_its_place() -> None:
    breaker, ticks = opened()
    ticks.now += 30
    run(breaker, Outcome.UNKNOWN)

    assert breaker.enter() is not None


def test_late_ends_of_calls_from_before_the_opening_change_nothing() -> None:
    ticks = Hands()
    breaker = Breaker(BreakerRules(), ticks)
    late = [breaker.enter() for _ in range(5)]
    run(breaker, *[BAD] * 10)
    ticks.now += 30
    for era in late:
        assert era is not None
        breaker.leave(era, GOOD)

    assert breaker.enter() is not None
    assert breaker.enter() is None  # still probing


def test_an_answer_that_turns_out_unreadable_counts_as_bad_in_place_of_good() -> None:
    breaker = Breaker(BreakerRules(), Hands())
    for _ in range(9):
        run(breaker, GOOD)
        breaker.spoil()
    assert not breaker.is_open

    run(breaker, GOOD)
    breaker.spoil()

    assert breaker.is_open


@given(
    st.lists(st.tuples(st.sampled_from([GOOD, BAD, GONE, Outcome.UNKNOWN]), st.floats(0, 40)), max_size=80)
)
def test_it_never_locks_up(steps: list[tuple[Outcome, float]]) -> None:
    ticks = Hands()
    breaker = Breaker(BreakerRules(), ticks)
    for outcome, pause in steps:
        ticks.now += pause
        era = breaker.enter()
        assert (era is None) == breaker.is_open or era is not None
        if era is not None:
            breaker.leave(era, outcome)

    ticks.now += 31
    run(breaker, GOOD, GOOD, GOOD)
    assert not breaker.is_open
