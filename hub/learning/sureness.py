"""When the first opinion may stand without a person: how likely it is right, and where that is proved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log, log1p, sqrt

from hub.learning import following
from hub.learning.blending import Blend, Scores
from hub.learning.following import Following, Missed

PRECISION = 0.97
"""Share of right ones that must hold among what goes out without a person."""

CAUTION = 0.5
"""Standard errors the proof keeps from the bound: cases of tomorrow differ from those of the proof."""

LIKELY = 0.5  # nothing goes out alone that is called unlikely, whatever a proof of few cases shows
NOBODY = 2.0  # a margin out of reach
LEAST = 60  # held-out cases above a margin before it counts as proved
CALM = 2.0  # strength of the pull towards no opinion
NEWTON_STEPS = 12
BEHIND = 10.0  # average cases behind the record of a house
EDGE = 1e-6


@dataclass(frozen=True, slots=True)
class Signs:
    """What the likelihood is read from: one number per sign, with the middle and spread of the proof."""

    middle: tuple[float, ...]
    spread: tuple[float, ...]
    weights: tuple[float, ...]  # the first one stands alone


@dataclass(frozen=True, slots=True)
class Sureness:
    """`records`: how often the model was right, per house; `pairs`: per first and second house.

    `margin`: the least likelihood at which the first opinion stands alone; 2.0: out of reach. `following`:
    how likely those after the first are.
    """

    signs: Signs
    records: Mapping[int, float]
    pairs: Mapping[str, float]
    usual: float
    margin: float
    following: Following

    def likelihood(self, signs: Sequence[float], house: int, rival: int) -> float:
        """0 to 1: how likely the first opinion is right; `rival`: the house that comes second."""
        record = self.records.get(house, self.usual)
        pair = self.pairs.get(_pair(house, rival), record)
        return _likelihood([*signs, _odds(record), _odds(pair)], self.signs)


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Figures of cases the experts were not taught. Shares, 0 to 1; `precision`: of what went out alone."""

    cases: int
    accuracy: float
    coverage: float
    precision: float | None


@dataclass(frozen=True, slots=True)
class Trial:
    """One held-out case: its signs, the houses of the first and the second opinion, whether it was right.

    `missed`: what followed, where it was not.
    """

    signs: tuple[float, ...]
    house: int
    rival: int
    right: bool
    missed: Missed | None = None


def signs_of(
    blend: Blend, scores: Scores, best: tuple[float, int], next: float, words: int, known: int
) -> list[float]:
    """The signs of one case; `best`: probability and house of the first opinion, `next`: of the second."""
    probability, house = best
    found = [_odds(probability), log((probability + EDGE) / (next + EDGE))]
    logs = blend.logs(scores)
    for name in sorted(logs):
        own = logs[name]
        found += [own[house], 1.0 if own[house] == max(own) else 0.0]
    return [*found, log1p(words), known / (words + 1)]


def prove(halves: Sequence[Sequence[Trial]]) -> tuple[Sureness, HeldOut]:
    """The margin above which at least 97 % are right, with caution, and what the proof showed.

    Args:
        halves: trials of two or more stretches of time. The likelihood of each is read by what the others
            taught, so that no case takes part in its own proof.
    """
    everything = [trial for half in halves for trial in half]
    judged: list[tuple[float, bool]] = []
    for number, half in enumerate(halves):
        others = [trial for place, some in enumerate(halves) if place != number for trial in some]
        rule = _rule(others or list(half))
        judged += [(rule.likelihood(trial.signs, trial.house, trial.rival), trial.right) for trial in half]
    whole = _rule(everything)
    least = margin(judged)
    alone = [right for likelihood, right in judged if likelihood >= least]
    held = HeldOut(
        len(judged),
        sum(right for _, right in judged) / len(judged),
        len(alone) / len(judged),
        sum(alone) / len(alone) if alone else None,
    )
    return replace(whole, margin=least), held


def margin(judged: Sequence[tuple[float, bool]]) -> float:
    """The lowest likelihood from which on enough are right, even at the lower end of what chance allows.

    2.0 where none is: then nothing goes out without a person.
    """
    found, right = NOBODY, 0
    ordered = sorted(judged, key=lambda one: (-one[0], one[1]))
    for number, (likelihood, good) in enumerate(ordered, start=1):
        right += good
        last = number == len(ordered) or ordered[number][0] < likelihood
        if likelihood >= LIKELY and last and number >= LEAST and lower_end(right, number) >= PRECISION:
            found = likelihood
    return found


def lower_end(right: int, number: int, caution: float = CAUTION) -> float:
    """Lower end of Wilson's interval for a share, `caution` standard errors wide."""
    share, square = right / number, caution * caution
    middle = share + square / (2 * number)
    width = caution * sqrt(share * (1 - share) / number + square / (4 * number * number))
    return (middle - width) / (1 + square / number)


def _rule(trials: Sequence[Trial]) -> Sureness:
    usual = (sum(trial.right for trial in trials) + 1) / (len(trials) + 2)
    houses, pairs = _Tally(), _Tally()
    for trial in trials:
        houses.add(str(trial.house), trial.right)
        pairs.add(_pair(trial.house, trial.rival), trial.right)
    rows = []
    for trial in trials:  # each against the record of the others
        own = houses.record(str(trial.house), usual, trial)
        pair = pairs.record(_pair(trial.house, trial.rival), own, trial)
        rows.append([*trial.signs, _odds(own), _odds(pair)])
    records = {house: houses.record(str(house), usual) for house in sorted({one.house for one in trials})}
    known = {_pair(one.house, one.rival): one.house for one in trials}
    together = {pair: pairs.record(pair, records[house]) for pair, house in sorted(known.items())}
    after = following.fit([one.missed for one in trials if one.missed is not None])
    return Sureness(_fitted(rows, [one.right for one in trials]), records, together, usual, NOBODY, after)


def _pair(house: int, rival: int) -> str:
    return f"{house}-{rival}"


class _Tally:
    """How often first opinions were right, drawn towards what is usual."""

    def __init__(self) -> None:
        self._counts: dict[str, tuple[int, int]] = {}

    def add(self, key: str, right: bool) -> None:
        good, number = self._counts.get(key, (0, 0))
        self._counts[key] = (good + right, number + 1)

    def record(self, key: str, usual: float, without: Trial | None = None) -> float:
        good, number = self._counts.get(key, (0, 0))
        if without is not None:
            good, number = good - without.right, number - 1
        return (good + BEHIND * usual) / (number + BEHIND)


def _fitted(rows: Sequence[Sequence[float]], right: Sequence[bool]) -> Signs:
    """Logistic regression by Newton's method, pulled towards no opinion."""
    width, number = len(rows[0]), len(rows)
    middle = [sum(row[at] for row in rows) / number for at in range(width)]
    wide = [sqrt(sum((row[at] - middle[at]) ** 2 for row in rows) / number) for at in range(width)]
    spread = [one if one > EDGE else 1.0 for one in wide]  # what is only rounding says nothing
    points = [[1.0, *((row[at] - middle[at]) / spread[at] for at in range(width))] for row in rows]
    weights = [0.0] * (width + 1)
    for _ in range(NEWTON_STEPS):
        slope = [-(CALM if at else 0.0) * weight for at, weight in enumerate(weights)]
        bend = [[(CALM if at else EDGE) * (at == to) for to in range(width + 1)] for at in range(width + 1)]
        for point, good in zip(points, right, strict=True):
            share = _squashed(sum(weight * value for weight, value in zip(weights, point, strict=True)))
            heavy = share * (1 - share)
            for at, value in enumerate(point):
                slope[at] += (good - share) * value
                row, pull = bend[at], heavy * value
                for to in range(at + 1):
                    row[to] += pull * point[to]
        weights = [weight + step for weight, step in zip(weights, _solved(bend, slope), strict=True)]
    return Signs(tuple(middle), tuple(spread), tuple(weights))


def _solved(lower: list[list[float]], right: list[float]) -> list[float]:
    """Cholesky: `lower` is the lower half of a positive matrix."""
    size = len(right)
    root = [[0.0] * size for _ in range(size)]
    for at in range(size):
        for to in range(at + 1):
            rest = lower[at][to] - sum(root[at][k] * root[to][k] for k in range(to))
            root[at][to] = sqrt(max(rest, EDGE)) if at == to else rest / root[to][to]
    found = [0.0] * size
    for at in range(size):
        found[at] = (right[at] - sum(root[at][k] * found[k] for k in range(at))) / root[at][at]
    for at in reversed(range(size)):
        found[at] = (found[at] - sum(root[k][at] * found[k] for k in range(at + 1, size))) / root[at][at]
    return found


def _likelihood(row: Sequence[float], signs: Signs) -> float:
    alone, *weights = signs.weights
    pairs = zip(weights, row, signs.middle, signs.spread, strict=True)
    return _squashed(
        alone + sum(weight * (value - middle) / spread for weight, value, middle, spread in pairs)
    )


def _squashed(value: float) -> float:
    return 1 / (1 + exp(-value)) if value >= 0 else exp(value) / (1 + exp(value))


def _odds(share: float) -> float:
    kept = min(max(share, EDGE), 1 - EDGE)
    return log(kept / (1 - kept))
