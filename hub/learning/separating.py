"""Teaching the linear model, by scikit-learn: the only file that imports it, and only when asked to."""

import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from hub.learning.bayes import SMOOTHING
from hub.learning.grams import SEEN, Seen, piece_grams, word_grams
from hub.learning.linear import FIELD_WEIGHT, Columns, Linear, field_grams

LEAST = 4  # cases of a house that gets a plane
STIFFNESS, TOLERANCE, ROUNDS = 0.5, 0.03, 100
Doubles = npt.NDArray[np.float64]


def installed() -> bool:
    """Whether the extra `routing` is there."""
    return find_spec("sklearn") is not None


class Separator:
    """Counts the grams of all cases once, and teaches from as many of the oldest as asked for."""

    def __init__(self, cases: Sequence[Seen]) -> None:
        """`cases` oldest first."""
        self._words = _Counted(word_grams(case) for case in cases)
        self._pieces = _Counted(piece_grams(case) for case in cases)
        self._fields = [field_grams(case) for case in cases]

    def read(self, houses: Sequence[int], count: int, weights: Sequence[float]) -> Linear:
        """One house against all others, for each with enough cases; the same data give the same planes.

        Args:
            houses: the right ones of the oldest cases; as many are taught.
            count: of houses.
            weights: how much each case counts.
        """
        words, spoken = self._words.weighed(len(houses))
        pieces, broken = self._pieces.weighed(len(houses))
        named = self._fields[: len(houses)]
        frequent_fields = Counter(chain.from_iterable(named))
        fields = sorted(one for one, number in frequent_fields.items() if number >= SEEN)
        columns = Columns.of(words, pieces, fields)
        from scipy.sparse import hstack  # type: ignore[import-untyped]

        matrix = hstack([spoken, broken, _field_matrix(named, fields)]).tocsr()
        of, heavy = np.array(houses), np.array(weights)
        several = [house for house, number in sorted(Counter(houses).items()) if number >= LEAST]
        several = several if len(several) > 1 else []
        planes, offsets = _planes(matrix, of, several, heavy)
        speaks, base = _bayes(matrix, columns, of, count, heavy)
        return Linear(
            columns,
            planes.astype(np.float16),
            offsets.astype(np.float32),
            several,
            speaks.astype(np.float16),
            base.astype(np.float32),
        )


class _Counted:
    """How often which gram stands in which case."""

    def __init__(self, cases: Iterable[Sequence[str]]) -> None:
        from scipy.sparse import csr_matrix

        ids: defaultdict[str, int] = defaultdict()
        ids.default_factory = ids.__len__
        rows = [np.fromiter(map(ids.__getitem__, grams), np.int32, len(grams)) for grams in cases]
        at = np.concatenate(rows) if rows else np.zeros(0, np.int32)
        ends = np.cumsum([0, *map(len, rows)])
        del rows
        ones = np.ones(len(at), np.float32)  # counts stay small; of 100,000 cases there are 60 million
        self._counts = csr_matrix((ones, at, ends), shape=(len(ends) - 1, len(ids)))
        self._counts.sum_duplicates()
        self._names = np.array(list(ids), dtype=object)

    def weighed(self, number: int) -> tuple[dict[str, float], Any]:
        """Rarity of the grams frequent enough among the first cases, and a sparse row for each of these."""
        from scipy.sparse import diags

        some = self._counts[:number]
        seen = np.bincount(some.indices, minlength=some.shape[1])
        kept = np.flatnonzero(seen >= SEEN)
        rarity = np.log((1 + number) / (1 + seen[kept])) + 1
        rows = some[:, kept]
        rows.data = (1 + np.log(rows.data.astype(np.float64))) * rarity[rows.indices]
        lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
        return dict(zip(self._names[kept], rarity.tolist(), strict=True)), diags(
            1 / np.where(lengths > 0, lengths, 1)
        ) @ rows


def _field_matrix(named: Sequence[Sequence[str]], fields: Sequence[str]) -> Any:
    from scipy.sparse import csr_matrix

    place = {name: number for number, name in enumerate(fields)}
    pairs = [(row, place[name]) for row, some in enumerate(named) for name in some if name in place]
    rows, at = ([one for one, _ in pairs], [other for _, other in pairs])
    return csr_matrix((np.full(len(pairs), FIELD_WEIGHT), (rows, at)), shape=(len(named), len(fields)))


def _planes(
    matrix: Any, of: npt.NDArray[np.int64], frequent: Sequence[int], heavy: Doubles
) -> tuple[Doubles, Doubles]:
    from sklearn.svm import LinearSVC  # type: ignore[import-untyped]

    def plane(house: int) -> tuple[Doubles, float]:
        machine = LinearSVC(C=STIFFNESS, tol=TOLERANCE, max_iter=ROUNDS, random_state=0)
        machine.fit(matrix, of == house, sample_weight=heavy)
        return machine.coef_[0], float(machine.intercept_[0])

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a plane that is not quite settled is good enough
        found = [plane(house) for house in frequent]  # not in threads: they would share one source of chance
    planes = np.array([one for one, _ in found]).reshape(len(found), matrix.shape[1])
    return np.ascontiguousarray(planes.T), np.array([offset for _, offset in found])


def _bayes(
    matrix: Any, columns: Columns, of: npt.NDArray[np.int64], count: int, heavy: Doubles
) -> tuple[Doubles, Doubles]:
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
