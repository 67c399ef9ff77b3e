"""Several experts, one opinion: each expert's scores become probabilities, which are weighed and multiplied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

Scores = Mapping[str, Sequence[float]]
"""Expert -> one number per house."""

WARMTHS = tuple(0.25 * 1.3**step for step in range(24))  # 0.25 to about 100
TASTES = (0.0, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0)
CANDIDATES = 8  # houses per expert that are looked at while weights are tried
WORTH_IT = 0.001  # gain below which the simpler blend stays
THIRD = 3
FLOOR = 1e-4
EVIDENCE_ONLY = frozenset({"fields", "prior"})  # logarithms already


@dataclass(frozen=True, slots=True)
class Blend:
    """How warm each expert speaks, what its word weighs, and how sharp the result is."""

    warmth: Mapping[str, float]
    weights: Mapping[str, float]
    sharpness: float = 1.0

    def of(self, scores: Scores) -> list[float]:
        """One probability per house."""
        logs = self.logs(scores)
        houses = range(len(next(iter(logs.values()))))
        mixed = [
            self.sharpness * sum(self.weights[name] * logs[name][house] for name in logs) for house in houses
        ]
        return softmax(mixed)

    def logs(self, scores: Scores) -> dict[str, list[float]]:
        """Every weighed expert's logarithms of probabilities; evidence stays what it is."""
        return {name: _logs(name, scores[name], self.warmth[name]) for name in scores}


def softmax(values: Sequence[float]) -> list[float]:
    """Shares that add up to 1."""
    most = max(values)
    powers = [exp(value - most) for value in values]
    whole = sum(powers)
    return [power / whole for power in powers]


def _logs(name: str, scores: Sequence[float], warmth: float) -> list[float]:
    if name in EVIDENCE_ONLY:
        return list(scores)
    return [log(share + FLOOR) for share in softmax([warmth * one for one in scores])]


def learn(cases: Sequence[Scores], right: Sequence[int], start: Mapping[str, float]) -> Blend:
    """The blend that names most right houses of cases no expert had seen.

    Args:
        cases: scores of each case.
        right: the house of each.
        start: weights to begin with; each is changed only where it gains at least 0.1 points.
    """
    warmth = {name: _warmth(name, cases, right) for name in start}
    rough = Blend(warmth, dict(start))
    tables = [_candidates(rough.logs(scores), house) for scores, house in zip(cases, right, strict=True)]
    weights = dict(start)
    best = _worth(tables, weights)
    for name in (*start, *start):
        for taste in TASTES:
            tried = {**weights, name: taste}
            worth = _worth(tables, tried) if any(tried.values()) else 0.0
            if worth > best + WORTH_IT:
                best, weights = worth, tried
    sharpness = min(WARMTHS, key=lambda sharp: _surprise(tables, weights, sharp))
    return Blend(warmth, weights, sharpness)


def _warmth(name: str, cases: Sequence[Scores], right: Sequence[int]) -> float:
    if name in EVIDENCE_ONLY:
        return 1.0
    some = list(zip(cases, right, strict=True))[:: 1 + len(cases) // 800]

    def surprise(warmth: float) -> float:
        return sum(
            -log(softmax([warmth * one for one in scores[name]])[house] + FLOOR) for scores, house in some
        )

    return min(WARMTHS, key=surprise)


_Table = tuple[list[dict[str, float]], int]
"""Candidates of one case, each with the experts' logarithms; and which one is right, -1 where none is."""


def _candidates(logs: Mapping[str, Sequence[float]], right: int) -> _Table:
    houses: set[int] = set()
    for name, values in logs.items():
        if name not in EVIDENCE_ONLY:
            houses |= set(sorted(range(len(values)), key=lambda house: -values[house])[:CANDIDATES])
    order = sorted(houses)
    table = [{name: values[house] for name, values in logs.items()} for house in order]
    return table, order.index(right) if right in houses else -1


def _mixed(table: Sequence[Mapping[str, float]], weights: Mapping[str, float]) -> list[float]:
    heavy = [(name, weight) for name, weight in weights.items() if weight]
    return [sum(weight * entry[name] for name, weight in heavy) for entry in table]


def _worth(tables: Sequence[_Table], weights: Mapping[str, float]) -> float:
    """Accuracy, and half as much for being among the first three."""
    found = 0.0
    for table, right in tables:
        if right >= 0:
            mixed = _mixed(table, weights)
            better = sum(1 for value in mixed if value >= mixed[right]) - 1  # a draw is no win
            found += 1.5 if better == 0 else 0.5 if better < THIRD else 0.0
    return found / max(len(tables), 1)


def _surprise(tables: Sequence[_Table], weights: Mapping[str, float], sharpness: float) -> float:
    found = 0.0
    for table, right in tables[:: 1 + len(tables) // 1500]:
        shares = softmax([sharpness * value for value in _mixed(table, weights)])
        found -= log((shares[right] if right >= 0 else 0.0) + FLOOR)
    return found
