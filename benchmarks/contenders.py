"""Starts both servers with equal data."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.databases import Pair
from benchmarks.measuring import job, run
from benchmarks.servers import ROOT, NotRunning, Server, free_port, started
from benchmarks.stock.filling import fill
from benchmarks.workloads import CHANNEL, EVERYTHING, SUBMISSIONS, WHO, request
from hub.app.keys import fresh

SEEDERS = 8  # connections


@contextmanager
def both(pair: Pair, folder: Path, cases: int) -> Iterator[tuple[Server, Server]]:
    """The hub and the rival, running, with the same agencies and so many cases, which the hub took by HTTP.

    The hub runs in its production profile and in the role `serve`, as behind a portal; what a worker would do
    is left undone, so that no background work blurs the figures.
    """
    with ExitStack() as stack:
        hub = stack.enter_context(_hub(pair.hub, folder))
        run(job(hub, SUBMISSIONS, SEEDERS, 0, first=0, count=cases))
        known, agencies = _nodes(hub, EVERYTHING, "cases"), _nodes(hub, WHO, "agencies")
        asyncio.run(fill(pair.stock, CHANNEL, hub.api_key, agencies, known))
        stock = stack.enter_context(_stock(pair.stock, hub.api_key, folder))
        yield hub, stock


@contextmanager
def _hub(url: str, folder: Path) -> Iterator[Server]:
    """Set up with the commands an operator would use."""
    keys = folder / "keys.toml"
    keys.touch(mode=0o600)
    keys.write_text(fresh())
    settings = {"HUB_DATABASE_URL": url, "HUB_KEYS_FILE": str(keys), "HUB_PROFILE": "production"}
    _command(settings, "migrate")
    api_key = _command(
        settings, "credentials", "new", "Portal Contoh", "--role", "portal", "--channel", CHANNEL
    ).strip()
    port = free_port()
    serve = ["hub", "serve", "--alone", "--port", str(port)]
    with started("hub", serve, port, api_key, folder / "hub.log", settings) as running:
        yield running


def _command(settings: Mapping[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "hub", *words],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotRunning(f"hub {words[0]}: {done.stdout}{done.stderr}")
    return done.stdout


@contextmanager
def _stock(url: str, api_key: str, folder: Path) -> Iterator[Server]:
    port = free_port()
    with started(
        "stock", ["benchmarks.stock", url, str(port)], port, api_key, folder / "stock.log"
    ) as running:
        yield running


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
