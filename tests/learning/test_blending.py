"""Several experts, one opinion."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.learning.blending import EVIDENCE, Blend, Scores, learn, softmax

HOUSES = 6
START = {"clever": 1.0, "dull": 1.0, EVIDENCE: 0.0}


def cases(count: int, seed: int) -> tuple[list[Scores], list[int]]:
    """One expert that is mostly right, one that guesses, and evidence that says nothing."""
    dice = Random(seed)  # noqa: S311 the same cases every time
    scores, right = [], []
    for _ in range(count):
        house = dice.randrange(HOUSES)
        clever = [dice.gauss(0, 1) for _ in range(HOUSES)]
        clever[house] += 2.5
        dull = [dice.gauss(0, 1) for _ in range(HOUSES)]
        scores.append({"clever": clever, "dull": dull, EVIDENCE: [0.0] * HOUSES})
        right.append(house)
    return scores, right


def accuracy(blend: Blend, scores: list[Scores], right: list[int]) -> float:
    named = [(shares := blend.of(one).shares).index(max(shares)) for one in scores]
    return sum(one == true for one, true in zip(named, right, strict=True)) / len(right)


def test_the_expert_who_guesses_loses_its_say() -> None:
    blend = learn(*cases(400, 1), START, START)
    unseen = cases(400, 2)

    assert blend.first["dull"] < blend.first["clever"]
    assert accuracy(blend, *unseen) >= accuracy(Blend(blend.warmth, START, START), *unseen)


def test_probabilities_are_as_good_as_they_say() -> None:
    blend = learn(*cases(400, 1), START, START)
    scores, right = cases(1200, 2)
    firsts = [max(blend.of(one).shares) for one in scores]

    assert sum(firsts) / len(firsts) == pytest.approx(accuracy(blend, scores, right), abs=0.04)


numbers = st.lists(st.floats(-20, 20), min_size=HOUSES, max_size=HOUSES)


@settings(max_examples=100, deadline=None)
@given(numbers, numbers, numbers)
def test_shares_are_probabilities_and_none_is_above_the_first(
    one: list[float], other: list[float], evidence: list[float]
) -> None:
    blend = Blend(dict.fromkeys(START, 1.0), {"clever": 1.0, "dull": 0.0, EVIDENCE: 0.1}, START)
    scores = {"clever": one, "dull": other, EVIDENCE: evidence}
    mixed = blend.of(scores)
    first = softmax([a + 0.1 * b for a, b in zip(blend.logs(scores)["clever"], evidence, strict=True)])

    assert all(0 <= share <= 1 for share in mixed.shares)
    assert sum(mixed.shares) <= 1 + 1e-9
    assert mixed.shares[first.index(max(first))] == pytest.approx(max(mixed.shares))
    assert mixed.next <= max(mixed.shares) + 1e-9


def test_a_town_with_one_house_has_one_opinion() -> None:
    blend = Blend(dict.fromkeys(START, 1.0), START, START)

    assert blend.of({"clever": [3.0], "dull": [1.0], EVIDENCE: [0.0]}).shares == [1.0]
