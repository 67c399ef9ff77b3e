"""Starts the hub, the stock implementation and PostGraphile over equal cases."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from benchmarks import installing
from benchmarks.comparing import HUB, STOCK
from benchmarks.databases import Pair
from benchmarks.hubs import ALONE, ready
from benchmarks.installing import NotInstalled
from benchmarks.measuring import job, run
from benchmarks.servers import NotRunning, Server, Start, free_port, module, started
from benchmarks.stock.filling import fill
from benchmarks.workloads import CHANNEL, EVERYTHING, SUBMISSIONS, WHO, request

SEEDERS = 8  # connections
ANYTHING = request("{ __typename }")


@dataclass
class Field:
    """Who takes part, the hub first, then stock; and who does not, with the reason."""

    servers: list[Server] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)

    def enter(self, stack: ExitStack, name: str, start: Callable[[], Start]) -> None:
        """Start one; if it cannot be had or does not start it is missing."""
        try:
            self.servers.append(stack.enter_context(started(start())))
        except (NotInstalled, NotRunning) as fault:
            self.missing[name] = str(fault)


@dataclass
class CasesField(Field):
    """Contenders over cases. `numbers` are public numbers of cases, newest first."""

    numbers: Sequence[str] = ()


@contextmanager
def over_cases(pair: Pair, folder: Path, cases: int, rivals: bool = True) -> Iterator[CasesField]:
    """All running, with the same agencies and so many cases, which the hub took by HTTP.

    The hub runs in the role `serve`, as behind a portal; what a worker would do is left undone, so that no
    background work blurs the figures. PostGraphile serves the tables of the stock implementation.
    """
    with ExitStack() as stack:
        found = CasesField()
        hub = stack.enter_context(started(_hub(pair.hub, folder)))
        run(job(hub, SUBMISSIONS, SEEDERS, 0, first=0, count=cases))
        known, agencies = _nodes(hub, EVERYTHING, "cases"), _nodes(hub, WHO, "agencies")
        asyncio.run(fill(pair.stock, CHANNEL, hub.api_key, agencies, known))
        found.numbers = [one["trackingNumber"] for one in known]
        found.servers = [hub, stack.enter_context(started(_stock(pair.stock, hub.api_key, folder)))]
        if rivals and pair.kind == "postgresql":
            found.enter(stack, "postgraphile", lambda: _postgraphile(pair.stock, folder))
        elif rivals:
            found.missing["postgraphile"] = "it speaks to PostgreSQL only"
        yield found


def _hub(url: str, folder: Path) -> Start:
    made, port = ready(url, folder), free_port()
    command = module("hub", "serve", "--alone", "--port", str(port))
    settings = {**made.settings, **ALONE}
    return Start(HUB, command, port, folder / "hub.log", made.api_key, env=settings)


def _stock(url: str, api_key: str, folder: Path) -> Start:
    port = free_port()
    return Start(STOCK, module("benchmarks.stock", url, str(port)), port, folder / "stock.log", api_key)


def _postgraphile(url: str, folder: Path) -> Start:
    port, modules = free_port(), installing.node()
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    command = ["node", "postgraphile.mjs", str(port), plain]
    log = folder / "postgraphile.log"
    production = {"NODE_ENV": "production", "GRAPHILE_ENV": "production"}
    return Start("postgraphile", command, port, log, question=ANYTHING, folder=modules, env=production)


def _nodes(hub: Server, query: str, field: str) -> list[Any]:
    """All nodes of a connection, page by page."""
    found: list[Any] = []
    after = None
    while True:
        page = hub.ask(request(query, after=after))[field]
        found += [edge["node"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]
