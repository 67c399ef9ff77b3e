"""One server under one load, several times; what is kept is the median."""

import resource
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

import msgspec

from benchmarks import wrk
from benchmarks.load import Job, Outcome
from benchmarks.servers import HOST, LOAD_CORE, ROOT, NotRunning, Server, module, pinned
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
    memory: float | None = None  # of the server after the round, in MiB
    calls: float | None = None  # to the upstream, per request


def run(job: Job) -> Outcome:
    """Do the job in a fresh process. Raises `NotRunning` if one answer was not as expected."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    outcome = wrk.perform(job) if wrk.usable(job) else _own(job)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if outcome.failures or not outcome.count:
        raise NotRunning(f"{outcome.failures} of {outcome.count} answers: {outcome.example}")
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return msgspec.structs.replace(outcome, cpu=outcome.cpu or spent)


def _own(job: Job) -> Outcome:
    done = subprocess.run(
        pinned(LOAD_CORE, module("benchmarks.load")),
        input=msgspec.json.encode(job),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        check=True,
    )
    return msgspec.json.decode(done.stdout, type=Outcome)


def job(
    server: Server, workload: Workload, connections: int, seconds: float, first: int, count: int | None = None
) -> Job:
    """The job that puts this load on this server."""
    return Job(
        host=HOST,
        port=server.port,
        bodies=list(workload.asked_of(server.name)),
        expect=workload.expect,
        connections=connections,
        seconds=seconds,
        api_key=server.api_key,
        path=server.path,
        first=first,
        count=count,
    )


def measure(server: Server, load: Job, upstream: Callable[[], int] | None = None) -> Figures:
    """One round; `upstream` tells how many calls it has had."""
    before, called = server.cpu_seconds(), upstream() if upstream else 0
    outcome = run(load)
    after = server.cpu_seconds()
    spent = None if before is None or after is None else (after - before) * 1000 / outcome.count
    return Figures(
        rate=outcome.count / outcome.elapsed,
        p50=outcome.p50 * 1000,
        p99=outcome.p99 * 1000,
        cpu=spent,
        client=outcome.cpu / outcome.elapsed,
        memory=server.memory(),
        calls=(upstream() - called) / outcome.count if upstream else None,
    )


def typical(rounds: Sequence[Figures]) -> Figures:
    """The median of each figure."""
    return Figures(
        rate=median(one.rate for one in rounds),
        p50=median(one.p50 for one in rounds),
        p99=median(one.p99 for one in rounds),
        cpu=_median([one.cpu for one in rounds]),
        client=median(one.client for one in rounds),
        memory=_median([one.memory for one in rounds]),
        calls=_median([one.calls for one in rounds]),
    )


def _median(values: Sequence[float | None]) -> float | None:
    known = [one for one in values if one is not None]
    return median(known) if known else None
