"""Our own naive Bayes against the one everybody knows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.naive_bayes import ComplementNB  # type: ignore[import-untyped]

from hub.learning import bayes

GRAMS = ("air", "lampu", "sampah", "jalan", "pipa", "bau")
ROWS = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(GRAMS), st.integers(1, 5).map(float), min_size=1), st.integers(0, 2)
    ),
    min_size=3,
    max_size=20,
).filter(lambda rows: {house for _, house in rows} == {0, 1, 2})


@settings(max_examples=60, deadline=None)
@given(ROWS, st.sampled_from([0.1, 0.2, 1.0]))
def test_it_says_what_complement_naive_bayes_of_scikit_learn_says(
    rows: list[tuple[dict[str, float], int]], smoothing: float
) -> None:
    texts, houses = [row for row, _ in rows], [house for _, house in rows]
    ours = bayes.fit(texts, houses, 3, dict.fromkeys(GRAMS, 1.0), smoothing)
    matrix = np.array([[row.get(gram, 0.0) for gram in GRAMS] for row in texts])
    theirs = ComplementNB(alpha=smoothing).fit(matrix, houses)._joint_log_likelihood(matrix)

    mine = np.array([ours.scores(row) for row in texts])

    # Up to a number per case that is the same for every house: it changes no order and no share.
    gap = mine - theirs
    assert gap == pytest.approx(np.repeat(gap[:, :1], 3, axis=1), abs=1e-9)
