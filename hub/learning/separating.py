"""The planes of the linear model, by scikit-learn: the only file that imports it, and only when asked to."""

import os
import warnings
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from itertools import chain

import numpy as np

from hub.learning.grams import SEEN, Seen, piece_grams, vocabulary, word_grams
from hub.learning.linear import Columns, Linear, field_grams

LEAST = 4  # cases of a house that gets a plane
STIFFNESS, TOLERANCE, ROUNDS = 0.5, 0.02, 200


def installed() -> bool:
    """Whether the extra `routing` is there."""
    return find_spec("sklearn") is not None


def fit(cases: Sequence[Seen], houses: Sequence[int], count: int, weights: Sequence[float]) -> Linear:
    """One house against all others, for each with enough cases; the same data give the same planes."""
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    fields = Counter(chain.from_iterable(field_grams(case) for case in cases))
    columns = Columns.of(
        vocabulary(word_grams(case) for case in cases),
        vocabulary(piece_grams(case) for case in cases),
        sorted(one for one, number in fields.items() if number >= SEEN),
    )
    rows = [columns.row(case) for case in cases]
    ends = np.cumsum([0, *map(len, rows)])
    matrix = csr_matrix(
        (
            np.fromiter(chain.from_iterable(row.values() for row in rows), np.float64),
            np.fromiter(chain.from_iterable(rows), np.int32),
            ends,
        ),
        shape=(len(rows), len(columns.index)),
    )
    frequent = sorted(house for house, number in Counter(houses).items() if number >= LEAST)
    planes = _planes(matrix, np.array(houses), frequent, np.array(weights))
    kept = np.array([plane for plane, _ in planes], dtype=np.float16).reshape(len(frequent), -1)
    offsets = np.array([offset for _, offset in planes], dtype=np.float32)
    return Linear(columns, np.ascontiguousarray(kept.T), offsets, frequent, count)


def _planes(
    matrix: object, houses: "np.ndarray", frequent: Sequence[int], weights: "np.ndarray"
) -> list[tuple["np.ndarray", float]]:
    from sklearn.svm import LinearSVC  # type: ignore[import-untyped]

    def plane(house: int) -> tuple["np.ndarray", float]:
        machine = LinearSVC(C=STIFFNESS, tol=TOLERANCE, max_iter=ROUNDS, random_state=0)
        machine.fit(matrix, houses == house, sample_weight=weights)
        return machine.coef_[0], float(machine.intercept_[0])

    if len(frequent) < 2:  # noqa: PLR2004 nothing to separate
        return []
    with warnings.catch_warnings(), ThreadPoolExecutor(os.cpu_count()) as pool:
        warnings.simplefilter("ignore")  # a plane that is not quite settled is good enough
        return list(pool.map(plane, frequent))
