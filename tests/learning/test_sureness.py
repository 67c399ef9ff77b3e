"""When the first opinion may stand alone."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.learning.sureness import LEAST, PRECISION, HeldOut, Sureness, Trial, lower_end, margin, prove

NOBODY = 2.0


def trials(count: int, seed: int) -> list[Trial]:
    """Cases that are right as often as their sign promises, at houses that differ."""
    dice = Random(seed)  # noqa: S311 the same cases every time
    found = []
    for _ in range(count):
        sign, house = dice.gauss(1.5, 2.0), dice.randrange(6)
        chance = 1 / (1 + 2.718281828 ** -(2 * sign + (1.0 if house else -3.0)))
        found.append(Trial((sign, dice.random()), house, (house + 1) % 6, dice.random() < chance))
    return found


@pytest.fixture(scope="module")
def proof() -> tuple[Sureness, HeldOut]:
    """Of two stretches of time."""
    return prove([trials(1500, 1), trials(1500, 2)])


def test_the_margin_keeps_what_it_promises_on_cases_nobody_has_seen(proof: tuple[Sureness, HeldOut]) -> None:
    sure, held = proof
    fresh = [
        one for one in trials(6000, 3) if sure.likelihood(one.signs, one.house, one.rival) >= sure.margin
    ]

    assert 0.3 < held.coverage < 1
    assert held.precision is not None
    assert held.precision >= PRECISION
    assert len(fresh) > 1500
    assert sum(one.right for one in fresh) / len(fresh) >= PRECISION - 0.01


def test_a_likelihood_is_the_share_that_is_right(proof: tuple[Sureness, HeldOut]) -> None:
    sure, _ = proof
    judged = [(sure.likelihood(one.signs, one.house, one.rival), one.right) for one in trials(6000, 3)]
    for low in (0.2, 0.4, 0.6, 0.8):
        some = [(likelihood, right) for likelihood, right in judged if low <= likelihood < low + 0.2]
        promised = sum(likelihood for likelihood, _ in some) / len(some)
        assert promised == pytest.approx(sum(right for _, right in some) / len(some), abs=0.07)


def test_a_likelihood_rises_with_a_good_sign(proof: tuple[Sureness, HeldOut]) -> None:
    sure, _ = proof
    rising = [sure.likelihood((step / 2, 0.5), 1, 2) for step in range(-8, 9)]

    assert rising == sorted(rising)
    assert all(0 <= one <= 1 for one in rising)


def test_a_house_that_was_often_mistaken_is_trusted_less(proof: tuple[Sureness, HeldOut]) -> None:
    sure, _ = proof

    assert sure.likelihood((1.0, 0.5), 0, 1) < sure.likelihood((1.0, 0.5), 3, 4)


def test_where_nothing_is_good_enough_nobody_goes_out_alone() -> None:
    assert margin([(0.5 + at / 1000, at % 10 > 0) for at in range(500)]) == NOBODY
    assert margin([(0.99, True)] * (LEAST - 1)) == NOBODY
    assert margin([]) == NOBODY


def test_equal_likelihoods_go_out_together_or_not_at_all() -> None:
    sound = [(0.9, True)] * 200

    assert margin(sound) == 0.9
    assert margin([*sound, *[(0.9, False)] * 20]) == NOBODY


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=400))
def test_what_lies_above_the_margin_was_right_often_enough(judged: list[tuple[float, bool]]) -> None:
    least = margin(judged)
    above = [right for likelihood, right in judged if likelihood >= least]

    assert least == NOBODY or (len(above) >= LEAST and lower_end(sum(above), len(above)) >= PRECISION)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 500), st.data())
def test_the_lower_end_of_a_share_lies_below_it(number: int, data: st.DataObject) -> None:
    right = data.draw(st.integers(0, number))

    assert -1e-9 <= lower_end(right, number) <= right / number + 1e-9
