"""What a run found, as a table for people."""

from collections.abc import Sequence
from importlib.metadata import version

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.comparing import Plan, Result
from benchmarks.measuring import BUSY, Figures

_NAMED = ("strawberry-graphql", "sqlalchemy", "uvicorn")


def table(results: Sequence[Result], plan: Plan) -> Table:
    """One row per server and workload; the last two columns say how many times better the hub is."""
    packages = ", ".join(f"{name} {version(name)}" for name in _NAMED)
    found = Table(
        title=f"one process, {plan.connections} connections, median of {plan.rounds} x {plan.seconds:g} s",
        caption=f"Equal answers. CPU is the server's own, without the database server's.\n{packages}",
        box=box.SIMPLE,
    )
    found.add_column("benchmark")
    found.add_column("server")
    for name in ("req/s", "p50 ms", "p99 ms", "CPU ms/req", "req/s", "CPU"):
        found.add_column(name, justify="right")
    for one in results:
        found.add_row(one.workload.name, "hub", *_cells(one.hub), *_times(one))
        found.add_row(f"on {one.database}", "stock", *_cells(one.stock), "1x", "1x", end_section=True)
    return found


def _cells(one: Figures) -> list[str]:
    cpu = "-" if one.cpu is None else f"{one.cpu:.2f}"
    return [f"{one.rate:,.0f}", f"{one.p50:.1f}", f"{one.p99:.1f}", cpu]


def _times(one: Result) -> list[str]:
    """How many times better the hub is: in answers per second, in processor time per answer."""
    rate = f"{one.hub.rate / one.stock.rate:.1f}x"
    return [rate, f"{one.stock.cpu / one.hub.cpu:.1f}x" if one.hub.cpu and one.stock.cpu else "-"]


def show(console: Console, results: Sequence[Result], plan: Plan) -> None:
    """Print the table, and a warning where the client may have been the limit."""
    console.print(table(results, plan))
    for one in results:
        busy = max(one.hub.client, one.stock.client)
        if busy > BUSY:
            where = f"{one.workload.name} on {one.database}"
            console.print(f"{where}: the client worked {busy:.0%} of the time and may have been the limit")
