"""How good a model is on cases it never saw."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hub.domain.example import Example
from hub.learning.model import Model, Ranked
from hub.learning.training import lesson

SHARES = (0.3, 0.5, 0.6, 0.7)
BINS = 10
TOP = 3


@dataclass(frozen=True, slots=True)
class Bin:
    """Cases with about the same promise: the mean promised and the share that was right."""

    promised: float
    right: float
    cases: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares from 0 to 1. `precision_at`: of the most confident part of the cases."""

    cases: int
    agencies: int
    accuracy: float
    top_3: float
    macro_f1: float
    auto_coverage: float
    auto_precision: float | None  # None: nothing would go out without a person
    precision_at: dict[str, float]
    calibration_error: float
    ms_per_case: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """Figures, and how often which agency was taken for which: (right, named, cases), most frequent first."""

    figures: Figures
    confusions: tuple[tuple[str, str, int], ...]


def judge(model: Model, cases: Sequence[Example], ticks: Callable[[], float]) -> Judged:
    """Judge by cases the model was not taught.

    Args:
        model: to be judged.
        cases: at least one.
        ticks: seconds from a clock that only moves forward.
    """
    lessons = [lesson(one) for one in cases]
    began = ticks()
    ranked = [model.rank(one.case) for one in lessons]
    seconds = ticks() - began
    named = [one.agencies[0][0] for one in ranked]
    right = [one.agency for one in cases]
    good = [name == true for name, true in zip(named, right, strict=True)]
    auto = [fine for one, fine in zip(ranked, good, strict=True) if one.sure]
    order = sorted(range(len(cases)), key=lambda at: -ranked[at].likelihood)
    bins = _bins(ranked, good)
    figures = Figures(
        cases=len(cases),
        agencies=len(set(right)),
        accuracy=_mean(good),
        top_3=_mean([_among(one, true) for one, true in zip(ranked, right, strict=True)]),
        macro_f1=macro_f1(right, named),
        auto_coverage=len(auto) / len(cases),
        auto_precision=_mean(auto) if auto else None,
        precision_at={
            f"{share:.0%}": _mean([good[at] for at in order[: max(int(len(order) * share), 1)]])
            for share in SHARES
        },
        calibration_error=sum(abs(one.promised - one.right) * one.cases for one in bins) / len(cases),
        ms_per_case=1000 * seconds / len(cases),
        bins=bins,
    )
    mixed = Counter((true, name) for true, name in zip(right, named, strict=True) if true != name)
    return Judged(figures, tuple((*pair, count) for pair, count in sorted(mixed.items(), key=_frequent)))


def macro_f1(right: Sequence[str], named: Sequence[str]) -> float:
    """The mean of precision and recall taken together, each agency counting the same."""
    true, said = Counter(right), Counter(named)
    both = Counter(one for one, other in zip(right, named, strict=True) if one == other)
    agencies = sorted({*true, *said})
    return sum(2 * both[one] / (true[one] + said[one]) for one in agencies) / len(agencies)


def _among(ranked: Ranked, right: str) -> bool:
    return right in {agency for agency, _, _ in ranked.agencies[:TOP]}


def _bins(ranked: Sequence[Ranked], good: Sequence[bool]) -> tuple[Bin, ...]:
    found: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for one, fine in zip(ranked, good, strict=True):
        found[min(int(one.likelihood * BINS), BINS - 1)].append((one.likelihood, fine))
    return tuple(
        Bin(sum(one for one, _ in some) / len(some), _mean([fine for _, fine in some]), len(some))
        for some in found
        if some
    )


def _frequent(entry: tuple[tuple[str, str], int]) -> tuple[int, tuple[str, str]]:
    return -entry[1], entry[0]


def _mean(values: Sequence[bool]) -> float:
    return sum(values) / max(len(values), 1)
