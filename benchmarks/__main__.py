"""`python -m benchmarks`: measure the hub beside its rivals and print what was found."""

import argparse
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import databases, faults, gate, goals, page
from benchmarks.comparing import Different, Plan, Result, compare
from benchmarks.contenders import CasesField, over_cases
from benchmarks.posts.contenders import CONSTANT, NAMES, over_posts
from benchmarks.posts.questions import COLD, COLD_GREET, QUESTIONS
from benchmarks.report import words
from benchmarks.servers import NotRunning
from benchmarks.workloads import CASES, CASES100, SUBMISSIONS, Workload, case1
from tests.postgres import NoPostgres

KINDS = ("sqlite", "postgresql")
PARTS = ("posts", "cases")
POSTS_CONNECTIONS, CASES_CONNECTIONS = 64, 32
LEAST_CASES = 105  # so that a page of 100 is full, and not the last


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "what", nargs="?", choices=(*PARTS, "gate", "faults"), help="default: posts, then cases"
    )
    parser.add_argument("--seconds", type=float, default=3.0, help="of each round (default 3)")
    parser.add_argument("--rounds", type=int, default=5, help="of each server, in turns (default 5)")
    parser.add_argument("--quick", action="store_true", help="one round of one second: whether it works")
    parser.add_argument("--connections", type=int, help="open at once (default 64 for posts, 32 for cases)")
    parser.add_argument("--cases", type=int, default=300, help="there from the beginning (default 300)")
    parser.add_argument(
        "--only", action="append", choices=(*QUESTIONS, *CASES), help="a workload; repeatable"
    )
    parser.add_argument("--rivals", default=",".join(NAMES), help="over posts, with commas; stock always")
    parser.add_argument("--database", choices=KINDS, help="one kind of database")
    parser.add_argument("--write", action="store_true", help="docs/benchmarks.md; with gate: its baseline")
    return parser.parse_args(given)


def plan_of(asked: argparse.Namespace, connections: int) -> Plan:
    """How much is measured of one part."""
    seconds, rounds = (1.0, 1) if asked.quick else (asked.seconds, asked.rounds)
    return Plan(seconds, rounds, asked.connections or connections, max(asked.cases, LEAST_CASES))


def say(line: str) -> None:
    """Progress."""
    print(line, file=sys.stderr, flush=True)


def posts(asked: argparse.Namespace, plan: Plan, rivals: Sequence[str]) -> Iterator[Result]:
    """Every question about posts that was asked for."""
    named = [one for name, one in QUESTIONS.items() if not asked.only or name in asked.only]
    if not named:
        return
    with (
        tempfile.TemporaryDirectory(prefix="hub-bench-") as folder,
        over_posts(Path(folder), rivals) as field,
    ):
        for question in named:
            new = question in (COLD, COLD_GREET)
            servers = [one for one in field.servers if not (new and one.name == CONSTANT)]
            found = compare("", question, servers, plan, field.calls, say)
            yield Result("", question, found.figures, {**field.missing, **found.missing})


def cases(asked: argparse.Namespace, plan: Plan, rivals: bool) -> Iterator[Result]:
    """Every workload over cases that was asked for, on each kind of database there is."""
    names = [name for name in CASES if not asked.only or name in asked.only]
    for kind in ([asked.database] if asked.database else KINDS) if names else ():
        try:
            yield from _on(kind, names, plan, rivals)
        except NoPostgres as reason:
            if asked.database:
                raise
            say(f"not on PostgreSQL: {reason}")


def _on(kind: str, names: Sequence[str], plan: Plan, rivals: bool) -> Iterator[Result]:
    with (
        tempfile.TemporaryDirectory(prefix="hub-bench-") as folder,
        databases.empty(kind, Path(folder)) as pair,
        over_cases(pair, Path(folder), plan.cases, rivals) as field,
    ):
        for workload in workloads(field, names):
            whole = workload is not SUBMISSIONS  # PostGraphile's way to hand in would be another business
            found = compare(kind, workload, field.servers if whole else field.servers[:2], plan, say=say)
            missing = {**field.missing, **found.missing} if whole else found.missing
            yield Result(kind, workload, found.figures, missing)


def workloads(field: CasesField, names: Sequence[str]) -> list[Workload]:
    """Those names, over the cases there are."""
    known = (CASES100, case1(field.numbers[:100]), SUBMISSIONS)
    return [one for one in known if one.name in names]


def main(given: Sequence[str] | None = None) -> int:
    """Run what was asked for; 1 when something could not be measured, or the gate is shut."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are ended, too
    asked = arguments(given)
    if asked.what == "faults":
        return faults.main()
    try:
        return guarded(asked) if asked.what == "gate" else measured(asked)
    except (NoPostgres, NotRunning, Different) as fault:
        say(str(fault))
        return 1


def measured(asked: argparse.Namespace) -> int:
    """The parts that were asked for; a whole run is written to the page."""
    for part in [asked.what] if asked.what else PARTS:
        plan = plan_of(asked, POSTS_CONNECTIONS if part == "posts" else CASES_CONNECTIONS)
        run = posts(asked, plan, asked.rivals.split(",")) if part == "posts" else cases(asked, plan, True)
        results = list(run)
        if not results:
            continue
        found = goals.found(results)
        print(words(results, found, plan), flush=True)
        if asked.write:
            page.write(part, results, found, plan, datetime.now(UTC).date())
    return 0


def guarded(asked: argparse.Namespace) -> int:
    """The gate: hub and stock only, on SQLite."""
    asked.database = asked.database or "sqlite"
    results = list(posts(asked, plan_of(asked, POSTS_CONNECTIONS), ()))
    results += cases(asked, plan_of(asked, CASES_CONNECTIONS), False)
    now = gate.ratios(results)
    print("\n".join(f"{name}: {ratio:.2f}x" for name, ratio in now.items()))
    if asked.write:
        gate.write(now)
        return 0
    wanted = {n: r for n, r in gate.read().items() if not asked.only or n.split()[0] in asked.only}
    worse = gate.fallen(now, wanted)
    print("\n".join(["dearer than it was:", *worse] if worse else ["no dearer than it was"]))
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
