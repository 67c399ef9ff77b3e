"""Teaching the linear model, by scikit-learn: the only file that imports it, and only when asked to."""

import os
import warnings
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from hub.learning.bayes import SMOOTHING
from hub.learning.grams import SEEN, SEEN_PIECES, Seen, piece_grams, vocabulary, word_grams
from hub.learning.linear import Columns, Floats, Linear, field_grams

LEAST = 4  # cases of a house that gets a plane
STIFFNESS, TOLERANCE, ROUNDS = 0.5, 0.03, 100
Doubles = npt.NDArray[np.float64]


def installed() -> bool:
    """Whether the extra `routing` is there."""
    return find_spec("sklearn") is not None


def fit(cases: Sequence[Seen], houses: Sequence[int], count: int, weights: Sequence[float]) -> Linear:
    """One house against all others, for each with enough cases; the same data give the same planes."""
    columns = _columns(cases)
    matrix = _matrix(columns, cases)
    of, heavy = np.array(houses), np.array(weights)
    frequent = sorted(house for house, number in Counter(houses).items() if number >= LEAST)
    planes, offsets = _planes(matrix, of, frequent if len(frequent) > 1 else [], heavy)
    speaks, base = _bayes(matrix, columns, of, count, heavy)
    return Linear(
        columns,
        planes.astype(np.float16),
        offsets.astype(np.float32),
        frequent if len(frequent) > 1 else [],
        speaks.astype(np.float16),
        base.astype(np.float32),
    )


def _columns(cases: Sequence[Seen]) -> Columns:
    fields = Counter(chain.from_iterable(field_grams(case) for case in cases))
    return Columns.of(
        vocabulary((word_grams(case) for case in cases), SEEN),
        vocabulary((piece_grams(case) for case in cases), SEEN_PIECES),
        sorted(one for one, number in fields.items() if number >= SEEN),
    )


def _matrix(columns: Columns, cases: Sequence[Seen]) -> Any:
    """One sparse row per case."""
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    rows = [columns.row(case) for case in cases]
    at = np.fromiter(chain.from_iterable(row[0] for row in rows), np.int32)
    values = np.fromiter(chain.from_iterable(row[1] for row in rows), np.float64)
    ends = np.cumsum([0, *(len(row[0]) for row in rows)])
    return csr_matrix((values, at, ends), shape=(len(rows), len(columns)))


def _planes(
    matrix: Any, of: npt.NDArray[np.int64], frequent: Sequence[int], heavy: Doubles
) -> tuple[Doubles, Doubles]:
    from sklearn.svm import LinearSVC  # type: ignore[import-untyped]

    def plane(house: int) -> tuple[Doubles, float]:
        machine = LinearSVC(C=STIFFNESS, tol=TOLERANCE, max_iter=ROUNDS, random_state=0)
        machine.fit(matrix, of == house, sample_weight=heavy)
        return machine.coef_[0], float(machine.intercept_[0])

    with warnings.catch_warnings(), ThreadPoolExecutor(os.cpu_count()) as pool:
        warnings.simplefilter("ignore")  # a plane that is not quite settled is good enough
        found = list(pool.map(plane, frequent))
    planes = np.array([one for one, _ in found]).reshape(len(found), matrix.shape[1])
    return np.ascontiguousarray(planes.T), np.array([offset for _, offset in found])


def _bayes(
    matrix: Any, columns: Columns, of: npt.NDArray[np.int64], count: int, heavy: Doubles
) -> tuple[Doubles, Floats]:
    """Naive Bayes as in `hub.learning.bayes`, over words and over pieces, both at once."""
    from scipy.sparse import csr_matrix

    mine = csr_matrix((heavy, (of, np.arange(len(of)))), shape=(count, len(of)))
    counts = np.asarray((mine @ matrix).todense()).T
    total = counts.sum(axis=1, keepdims=True) + SMOOTHING
    first, last = len(columns.words), len(columns.words) + len(columns.pieces)
    base = []
    for part in (slice(0, first), slice(first, last)):
        some = counts[part]
        base.append(np.log(some.sum() + SMOOTHING * len(some) - some.sum(axis=0) + 1e-12))
    return np.log(total / (total - counts)), np.array(base)
