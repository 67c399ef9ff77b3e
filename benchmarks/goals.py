"""How many times cheaper than each rival the hub has to be: `least` to pass, `aim` to be content."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.comparing import HUB, STOCK, Result
from benchmarks.measuring import Figures


@dataclass(frozen=True)
class Goal:
    """`where` "": wherever the workload is measured."""

    workload: str
    against: str
    least: float
    aim: float
    where: str = ""
    ours: str = HUB


GOALS = (
    Goal("headline", STOCK, 80, 150),
    Goal("headline", "tuned", 25, 50),
    Goal("headline", "mercurius", 4, 8),
    Goal("headline", "apollo", 12, 25),
    Goal("headline", "hive", 20, 40),
    Goal("headline", "tailcall", 4, 8),
    Goal("headline", "tailcall-dedupe", 0.8, 1.2, ours="hub-shared"),
    Goal("flat", STOCK, 35, 70),
    Goal("flat", "mercurius", 2, 3),
    Goal("greet", STOCK, 18, 30),
    Goal("greet", "mercurius", 0.8, 1.2),
    Goal("greet", "constant", 0.7, 0.9),
    Goal("cold", STOCK, 10, 20),
    Goal("cold-greet", STOCK, 1, 1),
    Goal("cases100", STOCK, 60, 100),
    Goal("cases100", "postgraphile", 3, 5, "postgresql"),
    Goal("case1", STOCK, 30, 60, "sqlite"),
    Goal("case1", STOCK, 20, 40, "postgresql"),
    Goal("case1", "postgraphile", 2, 3.5, "postgresql"),
    Goal("submit", STOCK, 2, 10),
)


@dataclass(frozen=True)
class Found:
    """A goal and what a run found; `cpu` and `rate` say how many times better ours is, None: not measured."""

    goal: Goal
    where: str
    cpu: float | None
    rate: float | None
    why: str = ""

    @property
    def verdict(self) -> str:
        """On processor time per request, the figure that a noisy machine spoils least."""
        if self.cpu is None:
            return "not measured"
        if self.cpu < self.goal.least:
            return "no"
        return "yes, aim" if self.cpu >= self.goal.aim else "yes"


def found(results: Sequence[Result]) -> list[Found]:
    """Every goal of the workloads that were measured, once per place they were measured at."""
    return [one for goal in GOALS for one in _of(goal, results)]


def _of(goal: Goal, results: Sequence[Result]) -> Iterator[Found]:
    for result in results:
        if result.workload.name != goal.workload or goal.where not in ("", result.where):
            continue
        ours, theirs = (result.figures.get(name) for name in (goal.ours, goal.against))
        if ours is None or theirs is None:
            reasons = [result.missing.get(name, "") for name in (goal.ours, goal.against)]
            yield Found(goal, result.where, None, None, next(filter(None, reasons), "not asked for"))
        else:
            yield Found(goal, result.where, cheaper(ours, theirs), ours.rate / theirs.rate)


def cheaper(ours: Figures, theirs: Figures) -> float | None:
    """Processor time of theirs over ours, per request."""
    return theirs.cpu / ours.cpu if ours.cpu and theirs.cpu else None
