"""A thousand questions and a solver against what is published. No small group may be worked out.

`long`: ten thousand questions, every quarter, several years of 35 cases and of thousands.
"""

from collections.abc import Iterable

import pytest

from tests.domain.attacking import (
    Answers,
    Attacker,
    One,
    Question,
    chance,
    editions,
    guarded,
    naive,
    population,
    questions,
    small_groups,
)

QUARTERS = ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4")


def attacked(quarter: str, answer: Answers, asked: Iterable[Question]) -> Attacker:
    """An attacker who has asked all of it."""
    attacker = Attacker(quarter)
    for question in asked:
        report = answer(question)
        if report is not None and report.start is not None:
            attacker.hear(question, report)
    return attacker


def given_away(
    attacker: Attacker, cases: list[One], quarter: str, names: int, sample: int | None = None
) -> list[tuple[dict[str, str], int]]:
    """Small groups that certainly are small: no counts agree with all answers and make them large."""
    groups = small_groups(cases, quarter, names)
    if sample is not None:
        groups = chance(7).sample(groups, min(sample, len(groups)))
    return [
        (values, count)
        for values, count, bound in groups
        if not attacker.can_be(attacker.mask(**{name: [one] for name, one in values.items()}), bound, 10**6)
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_thousand_questions_about_a_year_of_35_cases_give_no_small_group_away(seed: int) -> None:
    cases = population(35, chance(seed))
    for quarter, edition in zip(QUARTERS[seed : seed + 1], editions(cases)[seed : seed + 1], strict=True):
        attacker = attacked(quarter, guarded([edition]), questions(1_000, chance(seed)))
        assert given_away(attacker, cases, quarter, names=2) == []


def test_a_thousand_questions_about_hundreds_of_cases_give_no_small_group_away() -> None:
    cases = population(400, chance(3))
    attacker = attacked(QUARTERS[0], guarded(editions(cases)[:1]), questions(1_000, chance(3)))
    assert len(attacker.known) > 20  # there is something to combine
    assert given_away(attacker, cases, QUARTERS[0], names=2, sample=3) == []


def test_the_attack_finds_what_the_old_rule_gave_away() -> None:
    cases = population(35, chance(1), delicate=0)
    attacker = attacked(QUARTERS[0], naive(cases, QUARTERS[0]), questions(150, chance(1)))
    assert len(given_away(attacker, cases, QUARTERS[0], names=1)) > 3


def test_a_question_about_a_year_tells_nothing_that_its_quarters_do_not() -> None:
    published = editions(population(600, chance(4)))
    whole = guarded(published)
    parts = [guarded([edition]) for edition in published]
    summed = 0
    for question in questions(300, chance(4)):
        report = whole(question)
        found = [part(question) for part in parts]
        if report is None or report.total.received is None:
            continue
        numbers = [one.total.received for one in found if one is not None and one.start is not None]
        assert None not in numbers
        assert report.total.received == sum(filter(None, numbers))
        summed += 1
    assert summed > 30


MINUTES = pytest.mark.soak


@pytest.mark.long
@pytest.mark.parametrize("seed", [10, pytest.param(11, marks=MINUTES), pytest.param(12, marks=MINUTES)])
def test_ten_thousand_questions_give_no_small_group_of_35_cases_away(seed: int) -> None:
    cases = population(35, chance(seed))
    for quarter, edition in zip(QUARTERS, editions(cases), strict=True):
        attacker = attacked(quarter, guarded([edition]), questions(10_000, chance(seed)))
        assert given_away(attacker, cases, quarter, names=3) == []


@pytest.mark.long
@pytest.mark.parametrize(
    ("seed", "count"),
    [
        (20, 150),
        pytest.param(21, 400, marks=MINUTES),
        pytest.param(22, 1_500, marks=MINUTES),
        pytest.param(23, 6_000, marks=MINUTES),
    ],
)
def test_ten_thousand_questions_give_no_small_group_of_many_cases_away(seed: int, count: int) -> None:
    cases = population(count, chance(seed))
    for quarter, edition in zip(QUARTERS[:2], editions(cases), strict=False):
        attacker = attacked(quarter, guarded([edition]), questions(10_000, chance(seed)))
        assert given_away(attacker, cases, quarter, names=2, sample=15) == []
