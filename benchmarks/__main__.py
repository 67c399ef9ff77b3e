"""`python -m benchmarks`: measure the hub beside the rival and print what was found."""

import argparse
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from benchmarks import databases, faults
from benchmarks.comparing import Different, Plan, Result, compare
from benchmarks.contenders import both
from benchmarks.report import show
from benchmarks.servers import NotRunning
from benchmarks.workloads import WORKLOADS
from tests.postgres import NoPostgres

KINDS = ("sqlite", "postgresql")


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("faults",), help="instead: what faults of agencies cost")
    parser.add_argument("--seconds", type=float, default=2.0, help="of each round (default 2)")
    parser.add_argument("--rounds", type=int, default=3, help="of each server, in turns (default 3)")
    parser.add_argument("--connections", type=int, default=32, help="open at once (default 32)")
    parser.add_argument("--cases", type=int, default=300, help="there from the beginning (default 300)")
    parser.add_argument("--only", choices=WORKLOADS, help="one benchmark")
    parser.add_argument("--database", choices=KINDS, help="one kind of database")
    return parser.parse_args(given)


def measured(kind: str, names: Sequence[str], plan: Plan, say: Console) -> list[Result]:
    """Every named workload on one kind of database."""
    with (
        tempfile.TemporaryDirectory(prefix="hub-bench-") as folder,
        databases.empty(kind, Path(folder)) as pair,
        both(pair, Path(folder), plan.cases) as (hub, stock),
    ):
        found = []
        for name in names:
            say.print(f"{name} on {kind} ...")
            found.append(compare(kind, WORKLOADS[name], hub, stock, plan))
        return found


def main(given: Sequence[str] | None = None) -> int:
    """Run what was asked for; 1 when something could not be measured."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are ended, too
    asked = arguments(given)
    if asked.what == "faults":
        return faults.main()
    plan = Plan(asked.seconds, asked.rounds, asked.connections, asked.cases)
    names = [asked.only] if asked.only else list(WORKLOADS)
    progress, results = Console(stderr=True), []
    try:
        for kind in [asked.database] if asked.database else KINDS:
            try:
                results += measured(kind, names, plan, progress)
            except NoPostgres as reason:
                if asked.database:
                    raise
                progress.print(f"not on PostgreSQL: {reason}")
    except (NoPostgres, NotRunning, Different) as fault:
        progress.print(str(fault), markup=False)
        return 1
    show(Console(), results, plan)
    return 0


if __name__ == "__main__":
    sys.exit(main())
