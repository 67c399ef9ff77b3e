"""How likely the opinions after the first are."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.learning.following import Following, Missed, fit, parts_of

TRUE = (0.5, 0.2, 0.1)  # how often which place was right where the first was wrong
WHOLE = 1 + 1e-9


def missed(count: int, seed: int) -> list[Missed]:
    """Cases whose parts are far more modest than the places deserve."""
    dice = Random(seed)  # noqa: S311 the same cases every time
    found = []
    for _ in range(count):
        parts = tuple(sorted((dice.uniform(0.001, 0.05) for _ in TRUE), reverse=True))
        right = dice.choices((0, 1, 2, -1), (*TRUE, 1 - sum(TRUE)))[0]
        found.append(Missed(parts, right))
    return found


def test_each_place_gets_what_it_was_worth_on_cases_it_never_saw() -> None:
    following, unseen = fit(missed(800, 1)), missed(800, 2)
    promised = [following.shares(one.parts, 1.0, 1.0) for one in unseen]

    for place in range(len(TRUE)):
        mean = sum(one[place] for one in promised) / len(promised)
        right = sum(one.right == place for one in unseen) / len(unseen)
        assert mean == pytest.approx(right, abs=0.05)


def test_a_place_with_a_greater_part_gets_a_greater_share() -> None:
    following = fit(missed(800, 1))

    great, small = (following.shares((part, 0.01, 0.01), 0.4, 1.0)[0] for part in (0.2, 0.02))
    assert great > small


def test_without_a_single_miss_nothing_is_promised() -> None:
    assert fit([]).shares((0.3, 0.2), 0.1, 0.9) == [0.0, 0.0]


parts = st.lists(st.floats(0, 1), max_size=9).map(lambda some: tuple(sorted(some, reverse=True)))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(parts, st.integers(-1, 8)), max_size=20), parts, st.floats(0, 1))
def test_shares_fall_and_fit_beside_the_first(
    taught: list[tuple[tuple[float, ...], int]], some: tuple[float, ...], first: float
) -> None:
    following = fit([Missed(*one) for one in taught])
    found = following.shares(parts_of(first, [one * (1 - first) for one in some]), 1 - first, first)

    assert isinstance(following, Following)
    assert len(found) == len(some)
    assert found == sorted(found, reverse=True)
    assert all(0 <= one <= first for one in found)
    assert sum(found) + first <= WHOLE
