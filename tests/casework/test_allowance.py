"""What live fields may cost: per operation, per caller and minute; and the account of it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.casework.allowance import CALLERS, Allowance, Bounds, Budgets, ToldSource
from hub.connectors.asking import Sourced
from hub.errors import Unreachable
from tests.harness import START


class Hands:
    """Monotonic seconds, moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_caller_may_cause_so_many_calls_a_minute_and_earns_them_back() -> None:
    ticks = Hands()
    budgets = Budgets(ticks, per_minute=6)

    assert [budgets.take("a") for _ in range(7)] == [True] * 6 + [False]
    assert budgets.take("b")
    ticks.now += 10.0
    assert [budgets.take("a") for _ in range(2)] == [True, False]


@given(st.lists(st.floats(0, 30), max_size=200))
def test_no_minute_ever_sees_more_than_twice_the_budget(pauses: list[float]) -> None:
    ticks, taken = Hands(), list[float]()
    budgets = Budgets(ticks, per_minute=10)
    for pause in pauses:
        ticks.now += pause
        if budgets.take("a"):
            taken.append(ticks.now)

    assert max((sum(0 <= now - one < 60 for one in taken) for now in taken), default=0) <= 20


def test_only_so_many_callers_are_remembered() -> None:
    budgets = Budgets(Hands(), per_minute=1)
    assert budgets.take("first")
    assert not budgets.take("first")
    for number in range(CALLERS):
        budgets.take(f"caller-{number}")

    assert budgets.take("first")


def allowance(ticks: Hands, **bounds: float) -> Allowance:
    granted = Bounds(**bounds)  # type: ignore[arg-type]
    return Allowance("a", Budgets(ticks, granted.per_minute), granted, ticks)


@pytest.mark.parametrize("bounds", [{"per_operation": 2}, {"per_minute": 2}])
def test_an_operation_ends_at_its_own_bound_or_at_the_callers(bounds: dict[str, float]) -> None:
    one = allowance(Hands(), **bounds)

    assert [one.pay("dinkes") for _ in range(3)] == [True, True, False]
    assert one.calls == 2


def test_its_time_is_shared_by_all_its_fields() -> None:
    ticks = Hands()
    one = allowance(ticks, seconds=9.0)
    ticks.now += 4.0
    assert one.seconds() == 5.0
    ticks.now += 400.0
    assert one.seconds() == 0.0


def test_of_a_systems_answers_the_worst_the_slowest_and_the_oldest_are_told() -> None:
    one = allowance(Hands())
    earlier = START - timedelta(minutes=3)
    one.tell("dinkes", 0.2, Sourced("x", "dinkes", START, stale=False), in_vain=False)
    one.tell("dinkes", 0.1, Sourced("y", "dinkes", earlier, stale=True), in_vain=True)
    one.tell("dlh", 2.0, Unreachable(), in_vain=True)
    one.tell("dlh", 0.0, Sourced("z", "dlh", START, stale=False), in_vain=False)

    assert one.sources == [
        ToldSource("dinkes", "STALE", 200, earlier),
        ToldSource("dlh", "UNREACHABLE", 2000, START),
    ]
    assert [one.gave_up(name) for name in ("dinkes", "dlh", "rsud")] == [True, True, False]
