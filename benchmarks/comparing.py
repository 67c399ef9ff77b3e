"""Contenders in the same run, turn and turn about, after their answers were found equal."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from benchmarks.load import SLOT, Job
from benchmarks.measuring import Figures, job, measure, run, typical
from benchmarks.servers import NotRunning, Server
from benchmarks.workloads import Workload

BLOCK = 10_000_000  # numbers kept apart for each round's requests
CHECKED = 5  # bodies of a workload that are asked of everybody before it begins
HUB, STOCK = "hub", "stock"


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    seconds: float
    rounds: int
    connections: int
    cases: int = 0  # handed in before anything is measured

    @property
    def warm_up(self) -> float:
        """Seconds before the first round, for caches and pools."""
        return min(1.0, self.seconds / 2)


@dataclass(frozen=True)
class Result:
    """One workload: medians by contender, and why the others have none. `where`: its database or upstream."""

    where: str
    workload: Workload
    figures: Mapping[str, Figures]
    missing: Mapping[str, str] = field(default_factory=dict)


class Different(Exception):
    """Two servers gave different answers to the same question: there is nothing to compare."""


@dataclass
class Contest:
    """One workload and all its contenders: the first one's answers are right, the second one is stock."""

    workload: Workload
    servers: Sequence[Server]
    plan: Plan
    upstream: Callable[[], int] | None = None
    missing: dict[str, str] = field(default_factory=dict)
    found: dict[str, list[Figures]] = field(default_factory=dict)
    blocks: Iterator[int] = field(default_factory=lambda: count(BLOCK, BLOCK))

    def turn(self, work: Callable[[Server], None]) -> None:
        """Everybody once. Who fails is left out from now on; without the first two there is no contest."""
        for server in self.servers:
            if server.name in self.missing:
                continue
            try:
                work(server)
            except (Different, NotRunning) as fault:
                if server in self.servers[:2]:
                    raise
                self.missing[server.name] = str(fault)

    def check(self, server: Server) -> None:
        """Its answers, against the first one's."""
        refuse_different(self.workload, self.servers[0], server, next(self.blocks))

    def warm_up(self, server: Server) -> None:
        """A short round that nobody looks at."""
        run(self._load(server, self.plan.warm_up))

    def measure(self, server: Server) -> None:
        """One round."""
        figures = measure(server, self._load(server, self.plan.seconds), self.upstream)
        self.found.setdefault(server.name, []).append(figures)

    def _load(self, server: Server, seconds: float) -> Job:
        return job(server, self.workload, self.plan.connections, seconds, next(self.blocks))


def compare(
    where: str,
    workload: Workload,
    servers: Sequence[Server],
    plan: Plan,
    upstream: Callable[[], int] | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Result:
    """Measure all, in turns.

    Raises:
        Different: the answers of the second one, the stock implementation, are not those of the first one.
        NotRunning: an answer of one of these two was not as expected.
    """
    contest = Contest(workload, servers, plan, upstream)
    contest.turn(contest.check)
    contest.turn(contest.warm_up)
    for turn in range(plan.rounds):
        say(f"{workload.name}{' on ' + where if where else ''}: round {turn + 1} of {plan.rounds}")
        contest.turn(contest.measure)
    contest.turn(contest.check)
    known = {name: typical(rounds) for name, rounds in contest.found.items() if name not in contest.missing}
    return Result(where, workload, known, contest.missing)


def refuse_different(workload: Workload, hub: Server, other: Server, number: int) -> None:
    """Raises `Different` unless both answer each body alike."""
    pairs = zip(workload.asked_of(hub.name), workload.asked_of(other.name), strict=True)
    for place, bodies in zip(range(CHECKED), pairs, strict=False):
        ours, theirs = (
            comparable(server.ask(body.replace(SLOT, f"{number + place:016x}")), workload.one_time)
            for server, body in zip((hub, other), bodies, strict=True)
        )
        if ours != theirs:
            raise Different(f"{workload.name}, {other.name}: {first_difference(ours, theirs)}")


def comparable(answer: Any, one_time: Set[str], field: str = "") -> Any:
    """The answer without the values of `one_time` fields; those must be there all the same.

    Moments are compared as moments: `Z` and `+00:00` are the same.
    """
    if field in one_time:
        if not isinstance(answer, str) or not answer:
            raise NotRunning(f"no {field} in the answer")
        return "..."
    if isinstance(answer, dict):
        return {key: comparable(value, one_time, key) for key, value in answer.items()}
    if field.endswith("At") and isinstance(answer, str):
        return datetime.fromisoformat(answer)
    return [comparable(value, one_time) for value in answer] if isinstance(answer, list) else answer


def first_difference(ours: Any, theirs: Any, path: str = "data") -> str:
    """Where two answers part, and both values there."""
    if isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
        pairs = [(f"{path}.{key}", ours[key], theirs[key]) for key in ours]
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        pairs = [(f"{path}[{at}]", *pair) for at, pair in enumerate(zip(ours, theirs, strict=True))]
    else:
        return f"{path}: {ours!r} here, {theirs!r} there"[:600]
    return next(first_difference(one, other, where) for where, one, other in pairs if one != other)
