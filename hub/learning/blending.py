"""Several experts, one opinion: each expert's scores become probabilities, which are weighed and multiplied.

Two blends: one chooses the first agency, where the planes are strongest; the other orders those after it,
where what naive Bayes remembers of rare words helps.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

Scores = Mapping[str, Sequence[float]]
"""Expert -> one number per house."""

WARMTHS = tuple(0.25 * 1.3**step for step in range(24))  # 0.25 to about 100
TASTES = (0.0, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0)
CANDIDATES = 8  # houses per expert that are looked at while weights are tried
WORTH_IT = 0.003  # gain below which the blend stays as it is
TOP = 3
FLOOR = 1e-4
EVIDENCE = "fields"  # logarithms already, and never alone


@dataclass(frozen=True, slots=True)
class Mixed:
    """One share per house. `next`, `rival`: share and number of the second, as the first blend sees it."""

    shares: list[float]
    next: float
    rival: int


@dataclass(frozen=True, slots=True)
class Blend:
    """How warm each expert speaks, what it weighs for the first house and for the others, how sharply."""

    warmth: Mapping[str, float]
    first: Mapping[str, float]
    others: Mapping[str, float]
    sharpness: float = 1.0
    others_sharpness: float = 1.0

    def of(self, scores: Scores) -> Mixed:
        """The first house keeps its probability; the others share the rest, none above the first."""
        logs = self.logs(scores)
        mine = softmax([self.sharpness * one for one in _mixed(logs, self.first)])
        best = mine.index(max(mine))
        theirs = softmax([self.others_sharpness * one for one in _mixed(logs, self.others)])
        theirs[best] = 0.0
        rest = (1 - mine[best]) / (sum(theirs) or 1.0)
        shares = [min(mine[best], rest * one) for one in theirs]
        shares[best] = mine[best]
        mine[best] = 0.0
        return Mixed(shares, max(mine), mine.index(max(mine)))

    def logs(self, scores: Scores) -> dict[str, list[float]]:
        """Every expert's logarithms of probabilities; evidence stays what it is."""
        return {name: _logs(name, scores[name], self.warmth[name]) for name in scores}


def softmax(values: Sequence[float]) -> list[float]:
    """Shares that add up to 1."""
    most = max(values)
    powers = [exp(value - most) for value in values]
    whole = sum(powers)
    return [power / whole for power in powers]


def learn(
    cases: Sequence[Scores], right: Sequence[int], first: Mapping[str, float], others: Mapping[str, float]
) -> Blend:
    """The blend that names most right houses of cases no expert had seen.

    Args:
        cases: scores of each case.
        right: the house of each.
        first, others: weights to begin with; they change only where that gains at least 0.3 points.
    """
    warmth = {name: _warmth(name, cases, right) for name in first}
    rough = Blend(warmth, first, others)
    tables = [_table(rough.logs(scores), house) for scores, house in zip(cases, right, strict=True)]
    first = _improved(first, lambda tried: _share(_place(table, tried) == 0 for table in tables))
    rest = [(_mixed(table.logs, first), table) for table in tables]
    others = _improved(others, lambda tried: _share(_among_top(mine, table, tried) for mine, table in rest))
    sharpness = min(WARMTHS, key=lambda sharp: _surprise(tables, first, sharp))
    missed = [
        _without_first(_Table(logs, house), _mixed(logs, first))
        for (mine, table), scores, house in zip(rest, cases, right, strict=True)
        if mine.index(max(mine)) != table.right and (logs := rough.logs(scores))
    ]
    spread = min(WARMTHS, key=lambda sharp: _surprise(missed, others, sharp)) if missed else 1.0
    return Blend(warmth, first, others, sharpness, spread)


@dataclass(frozen=True, slots=True)
class _Table:
    """The candidates of one case: experts' logarithms, and which one is right, -1 where none is."""

    logs: Mapping[str, list[float]]
    right: int


def _improved(start: Mapping[str, float], worth: Callable[[Mapping[str, float]], float]) -> dict[str, float]:
    weights = dict(start)
    best = worth(weights)
    for name in start:
        for taste in TASTES:
            tried = {**weights, name: taste}
            heavy = any(weight for expert, weight in tried.items() if expert != EVIDENCE)
            if heavy and (found := worth(tried)) > best + WORTH_IT:
                best, weights = found, tried
    return weights


def _logs(name: str, scores: Sequence[float], warmth: float) -> list[float]:
    if name == EVIDENCE:
        return list(scores)
    return [log(share + FLOOR) for share in softmax([warmth * one for one in scores])]


def _mixed(logs: Mapping[str, Sequence[float]], weights: Mapping[str, float]) -> list[float]:
    whole = sum(weight for name, weight in weights.items() if name != EVIDENCE)
    heavy = [(logs[name], weight / whole) for name, weight in weights.items() if weight]
    return [sum(weight * values[house] for values, weight in heavy) for house in range(len(heavy[0][0]))]


def _warmth(name: str, cases: Sequence[Scores], right: Sequence[int]) -> float:
    if name == EVIDENCE:
        return 1.0
    some = list(zip(cases, right, strict=True))[:: 1 + len(cases) // 600]

    def surprise(warmth: float) -> float:
        return sum(
            -log(softmax([warmth * one for one in scores[name]])[house] + FLOOR) for scores, house in some
        )

    return min(WARMTHS, key=surprise)


def _table(logs: Mapping[str, Sequence[float]], right: int) -> _Table:
    houses: set[int] = set()
    for name, values in logs.items():
        if name != EVIDENCE:
            houses |= set(sorted(range(len(values)), key=lambda house: -values[house])[:CANDIDATES])
    order = sorted(houses)
    few = {name: [values[house] for house in order] for name, values in logs.items()}
    return _Table(few, order.index(right) if right in houses else -1)


def _place(table: _Table, weights: Mapping[str, float]) -> int:
    """How many candidates stand before the right one; a draw counts as before. Many, where it is none."""
    if table.right < 0:
        return CANDIDATES
    mixed = _mixed(table.logs, weights)
    return sum(1 for value in mixed if value >= mixed[table.right]) - 1


def _among_top(mine: Sequence[float], table: _Table, weights: Mapping[str, float]) -> bool:
    best = mine.index(max(mine))
    if best == table.right or table.right < 0:
        return best == table.right
    mixed = _mixed(table.logs, weights)
    rivals = (value for place, value in enumerate(mixed) if place not in (best, table.right))
    return sum(1 for value in rivals if value >= mixed[table.right]) < TOP - 1


def _without_first(table: _Table, mine: Sequence[float]) -> _Table:
    """The houses that are left once the first one, a wrong one, is out."""
    best = mine.index(max(mine))
    few = {name: [*values[:best], *values[best + 1 :]] for name, values in table.logs.items()}
    return _Table(few, table.right - (table.right > best))


def _share(right: Iterable[bool]) -> float:
    found = list(right)
    return sum(found) / max(len(found), 1)


def _surprise(tables: Sequence[_Table], weights: Mapping[str, float], sharpness: float) -> float:
    found = 0.0
    for table in tables[:: 1 + len(tables) // 1500]:
        shares = softmax([sharpness * value for value in _mixed(table.logs, weights)])
        found -= log((shares[table.right] if table.right >= 0 else 0.0) + FLOOR)
    return found
