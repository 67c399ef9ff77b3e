"""Figures of a model against those of scikit-learn, and by hand."""

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, f1_score  # type: ignore[import-untyped]

from hub.learning.judging import judge, macro_f1
from hub.learning.training import lesson
from tests.learning.lessons import few, linear, plain

PAIRS = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcde")), min_size=1, max_size=60)


@settings(max_examples=60, deadline=None)
@given(PAIRS)
def test_macro_f1_is_that_of_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    right, named = [one for one, _ in pairs], [other for _, other in pairs]

    expected = f1_score(right, named, average="macro", zero_division=0.0)

    assert macro_f1(right, named) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("model", [plain, linear])
def test_the_figures_of_a_model_can_be_counted_again(model) -> None:  # type: ignore[no-untyped-def]
    cases = few(90)
    judged = judge(model(), cases, count().__next__)
    ranked = [model().rank(lesson(one).case) for one in cases]
    right = [one.agency for one in cases]
    named = [one.agencies[0][0] for one in ranked]

    figures = judged.figures
    assert figures.accuracy == accuracy_score(right, named)
    assert sum(number for _, _, number in judged.confusions) == round((1 - figures.accuracy) * 90)
    assert figures.top_3 >= figures.accuracy
    alone = [name == true for one, name, true in zip(ranked, named, right, strict=True) if one.sure]
    assert figures.auto_coverage == len(alone) / 90
    assert figures.auto_precision == (sum(alone) / len(alone) if alone else None)
    assert sum(one.cases for one in figures.bins) == figures.cases == 90
    gaps = sum(abs(one.promised - one.right) * one.cases for one in figures.bins) / 90
    assert figures.calibration_error == pytest.approx(gaps)
    assert figures.ms_per_case == pytest.approx(1000 / 90)
