"""One server under one load, several times; what is kept is the median."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import msgspec

from benchmarks.load import Job, Outcome
from benchmarks.servers import HOST, ROOT, NotRunning, Server
from benchmarks.workloads import Workload

BUSY = 0.85  # a client that works more than this share of the time may be what limits


@dataclass(frozen=True)
class Figures:
    """Of one round, or the medians of several. Latencies and processor time in milliseconds."""

    rate: float  # answers per second
    p50: float
    p99: float
    cpu: float | None  # of the server, per request
    client: float  # share of the time the client was at work, 0 to 1


def run(job: Job) -> Outcome:
    """Do the job in a fresh process. Raises `NotRunning` if one answer was not as expected."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        input=msgspec.json.encode(job),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        check=True,
    )
    outcome = msgspec.json.decode(done.stdout, type=Outcome)
    if outcome.failures or not outcome.latencies:
        raise NotRunning(f"{outcome.failures} of {len(outcome.latencies)} answers: {outcome.example}")
    return outcome


def job(
    server: Server, workload: Workload, connections: int, seconds: float, first: int, count: int | None = None
) -> Job:
    """The job that puts this load on this server."""
    return Job(
        host=HOST,
        port=server.port,
        bodies=list(workload.bodies),
        expect=workload.expect,
        connections=connections,
        seconds=seconds,
        api_key=server.api_key,
        first=first,
        count=count,
    )


def measure(server: Server, load: Job) -> Figures:
    """One round."""
    before = server.cpu_seconds()
    outcome = run(load)
    after = server.cpu_seconds()
    count = len(outcome.latencies)
    spent = None if before is None or after is None else (after - before) * 1000 / count
    return Figures(
        rate=count / outcome.elapsed,
        p50=percentile(outcome.latencies, 0.50) * 1000,
        p99=percentile(outcome.latencies, 0.99) * 1000,
        cpu=spent,
        client=outcome.cpu / outcome.elapsed,
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -int(-len(ordered) * share // 1) - 1)]


def typical(rounds: Sequence[Figures]) -> Figures:
    """The median of each figure."""
    spent = [one.cpu for one in rounds if one.cpu is not None]
    return Figures(
        rate=median(one.rate for one in rounds),
        p50=median(one.p50 for one in rounds),
        p99=median(one.p99 for one in rounds),
        cpu=median(spent) if spent else None,
        client=median(one.client for one in rounds),
    )
