"""Contenders in the same run, turn and turn about, after their answers were found equal."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from benchmarks.load import SLOT
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


def compare(
    where: str,
    workload: Workload,
    servers: Sequence[Server],
    plan: Plan,
    upstream: Callable[[], int] | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Result:
    """Measure all. The first one's answers are the right ones; who gives others, or fails, is left out.

    Raises:
        Different: the answers of the second one, the stock implementation, are others.
        NotRunning: an answer of one of these two was not as expected.
    """
    blocks, missing = count(BLOCK, BLOCK), dict[str, str]()
    found: dict[str, list[Figures]] = {server.name: [] for server in servers}

    def attempt(server: Server, work: Callable[[], None]) -> None:
        if server.name in missing:
            return
        try:
            work()
        except (Different, NotRunning) as fault:
            if server in servers[:2]:
                raise
            missing[server.name] = str(fault)

    for server in servers:
        attempt(server, lambda one=server: refuse_different(workload, servers[0], one, next(blocks)))
        load = job(server, workload, plan.connections, plan.warm_up, next(blocks))
        attempt(server, lambda work=load: _warmed(work))
    for turn in range(plan.rounds):
        say(f"{workload.name}{' on ' + where if where else ''}: round {turn + 1} of {plan.rounds}")
        for server in servers:
            load = job(server, workload, plan.connections, plan.seconds, next(blocks))
            attempt(
                server, lambda one=server, work=load: found[one.name].append(measure(one, work, upstream))
            )
    for server in servers:
        attempt(server, lambda one=server: refuse_different(workload, servers[0], one, next(blocks)))
    known = {name: typical(rounds) for name, rounds in found.items() if rounds and name not in missing}
    return Result(where, workload, known, missing)


def _warmed(load: Any) -> None:
    run(load)


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
