"""The hub and the rival in the same run, turn and turn about, after their answers were found equal."""

from collections.abc import Set
from dataclasses import dataclass
from itertools import count
from typing import Any

from benchmarks.load import SLOT
from benchmarks.measuring import Figures, job, measure, run, typical
from benchmarks.servers import NotRunning, Server
from benchmarks.workloads import Workload

BLOCK = 10_000_000  # numbers kept apart for each round's requests


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    seconds: float
    rounds: int
    connections: int
    cases: int  # handed in before anything is measured

    @property
    def warm_up(self) -> float:
        """Seconds before the first round, for caches and pools."""
        return min(1.0, self.seconds / 2)


@dataclass(frozen=True)
class Result:
    """One workload on one database."""

    database: str
    workload: Workload
    hub: Figures
    stock: Figures


class Different(Exception):
    """The two servers gave different answers to the same question: there is nothing to compare."""


def compare(database: str, workload: Workload, hub: Server, stock: Server, plan: Plan) -> Result:
    """Measure both.

    Raises:
        Different: their answers differ.
        NotRunning: an answer was not as expected.
    """
    blocks = count(BLOCK, BLOCK)
    refuse_different(workload, hub, stock, next(blocks))
    for server in (hub, stock):
        run(job(server, workload, plan.connections, plan.warm_up, next(blocks)))
    found: dict[str, list[Figures]] = {hub.name: [], stock.name: []}
    for _ in range(plan.rounds):
        for server in (hub, stock):
            load = job(server, workload, plan.connections, plan.seconds, next(blocks))
            found[server.name].append(measure(server, load))
    return Result(database, workload, typical(found[hub.name]), typical(found[stock.name]))


def refuse_different(workload: Workload, hub: Server, stock: Server, number: int) -> None:
    """Raises `Different` unless both answer each body alike."""
    for place, body in enumerate(workload.bodies):
        filled = body.replace(SLOT, f"{number + place:016x}")
        ours = comparable(hub.ask(filled), workload.one_time)
        theirs = comparable(stock.ask(filled), workload.one_time)
        if ours != theirs:
            raise Different(f"{workload.name}: {first_difference(ours, theirs)}")


def comparable(answer: Any, one_time: Set[str], field: str = "") -> Any:
    """The answer without the values of `one_time` fields; those must be there all the same."""
    if field in one_time:
        if not isinstance(answer, str) or not answer:
            raise NotRunning(f"no {field} in the answer")
        return "..."
    if isinstance(answer, dict):
        return {key: comparable(value, one_time, key) for key, value in answer.items()}
    return [comparable(value, one_time) for value in answer] if isinstance(answer, list) else answer


def first_difference(ours: Any, theirs: Any, path: str = "data") -> str:
    """Where two answers part, and both values there."""
    if isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
        pairs = [(f"{path}.{key}", ours[key], theirs[key]) for key in ours]
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        pairs = [(f"{path}[{at}]", *pair) for at, pair in enumerate(zip(ours, theirs, strict=True))]
    else:
        return f"{path}: {ours!r} here, {theirs!r} there"
    return next(first_difference(one, other, where) for where, one, other in pairs if one != other)
