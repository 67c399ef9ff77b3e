"""What a run found, as a table for people."""

from collections.abc import Sequence
from importlib.metadata import version

from rich.console import Console
from rich.table import Table

from benchmarks.comparing import Plan, Result
from benchmarks.measuring import BUSY, Figures

_NAMED = ("strawberry-graphql", "sqlalchemy", "uvicorn")


def table(results: Sequence[Result], plan: Plan) -> Table:
    """One row per server and workload; the ratio says how many times the hub is faster."""
    packages = ", ".join(f"{name} {version(name)}" for name in _NAMED)
    found = Table(
        title=f"one process, {plan.connections} connections, median of {plan.rounds} x {plan.seconds:g} s",
        caption=f"{packages}. Answers were equal. CPU is the server's own, without the database server's.",
    )
    for name in ("benchmark", "database", "server"):
        found.add_column(name)
    for name in ("req/s", "p50 ms", "p99 ms", "CPU ms/req", "hub : stock"):
        found.add_column(name, justify="right")
    for one in results:
        name, ratio = one.workload.name, one.hub.rate / one.stock.rate
        found.add_row(name, one.database, "hub", *_cells(one.hub), f"{ratio:.2f}x req/s")
        found.add_row("", "", "stock", *_cells(one.stock), _cpu_ratio(one), end_section=True)
    return found


def _cells(one: Figures) -> list[str]:
    cpu = "-" if one.cpu is None else f"{one.cpu:.2f}"
    return [f"{one.rate:,.0f}", f"{one.p50:.1f}", f"{one.p99:.1f}", cpu]


def _cpu_ratio(one: Result) -> str:
    if not one.hub.cpu or not one.stock.cpu:
        return "-"
    return f"{one.stock.cpu / one.hub.cpu:.2f}x CPU"


def show(console: Console, results: Sequence[Result], plan: Plan) -> None:
    """Print the table, and a warning where the client may have been the limit."""
    console.print(table(results, plan))
    for one in results:
        busy = max(one.hub.client, one.stock.client)
        if busy > BUSY:
            where = f"{one.workload.name} on {one.database}"
            console.print(f"{where}: the client worked {busy:.0%} of the time and may have been the limit")
