"""The index of satisfaction, to the last hundredth."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.satisfaction import (
    ELEMENTS,
    GRADES,
    QUALITY,
    SatisfactionBand,
    band_of,
    element_mean,
    index_of,
    recommended_sample,
    rounded,
)

SCORES = st.lists(st.tuples(*[st.integers(1, 4)] * 9), min_size=1, max_size=40)


def index(rows: list[tuple[int, ...]]) -> Decimal:
    means = [element_mean(sum(row[at] for row in rows), len(rows)) for at in range(9)]
    return rounded(index_of(means))


def test_a_sum_of_31_7916_is_an_a_with_exact_ninths_and_a_b_with_the_common_weight() -> None:
    means = [Fraction("3.5324")] * 8 + [Fraction("3.5324")]
    means[-1] = Fraction("31.7916") - sum(means[:-1])
    exact, common = rounded(index_of(means)), rounded(sum(means, Fraction(0)) * Fraction("0.111") * 25)

    assert (exact, GRADES[band_of(exact)]) == (Decimal("88.31"), "A")
    assert GRADES[band_of(rounded(sum(means, Fraction(0)) * Fraction("0.1111") * 25))] == "B"
    assert GRADES[band_of(common)] == "B"


@pytest.mark.parametrize(
    ("value", "grade"),
    [
        ("100.00", "A"), ("88.31", "A"), ("88.30", "B"), ("76.61", "B"),
        ("76.60", "C"), ("65.00", "C"), ("64.99", "D"), ("25.00", "D"),
    ],
)  # fmt: skip
def test_the_bands_have_the_edges_of_the_regulation(value: str, grade: str) -> None:
    assert GRADES[band_of(Decimal(value))] == grade


@pytest.mark.parametrize("value", ["24.99", "100.01"])
def test_an_index_outside_the_scale_has_no_band(value: str) -> None:
    with pytest.raises(ValueError, match="25 to 100"):
        band_of(Decimal(value))


def test_halves_are_rounded_up_as_people_do_it() -> None:
    assert [rounded(Fraction(one)) for one in ("76.605", "0.005", "76.604999")] == [
        Decimal("76.61"), Decimal("0.01"), Decimal("76.60"),
    ]  # fmt: skip


@given(SCORES)
def test_the_index_is_the_mean_of_all_scores_times_25(rows: list[tuple[int, ...]]) -> None:
    total = sum(sum(row) for row in rows)
    found = index(rows)

    assert found == rounded(Fraction(total * 25, 9 * len(rows)))
    assert Decimal(25) <= found <= Decimal(100)
    assert band_of(found) in SatisfactionBand


@given(SCORES, st.randoms(use_true_random=False))
def test_the_order_of_answers_changes_nothing(rows: list[tuple[int, ...]], chance: object) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)  # type: ignore[attr-defined]

    assert index(mixed) == index(rows)


@given(SCORES)
def test_a_better_score_never_lowers_the_index(rows: list[tuple[int, ...]]) -> None:
    better = [tuple(min(4, score + 1) for score in rows[0]), *rows[1:]]

    assert index(better) >= index(rows)


def test_the_ends_of_the_scale_are_25_and_100() -> None:
    assert (index([(1,) * 9]), index([(4,) * 9])) == (Decimal("25.00"), Decimal("100.00"))


def test_impossible_sums_are_refused() -> None:
    for total, respondents in ((0, 1), (5, 1), (3, 0), (9, 2)):
        with pytest.raises(ValueError, match="1 to 4"):
            element_mean(total, respondents)
    with pytest.raises(ValueError, match="nine"):
        index_of([Fraction(4)] * 8)


@pytest.mark.parametrize(
    ("population", "sample"),
    [(10, 10), (15, 14), (100, 80), (500, 217), (1_000, 278), (10_000, 370), (75_000, 382), (1_000_000, 384)],
)
def test_the_sample_is_that_of_the_published_table(population: int, sample: int) -> None:
    assert recommended_sample(population) == sample


def test_every_band_has_a_letter_and_a_word() -> None:
    assert set(GRADES) == set(QUALITY) == set(SatisfactionBand)
    assert len(ELEMENTS) == 9
    with pytest.raises(ValueError, match="one member"):
        recommended_sample(0)
