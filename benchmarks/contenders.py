"""Starts both servers with equal data."""

import asyncio
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.databases import Pair
from benchmarks.measuring import job, run
from benchmarks.servers import NotRunning, Server, free_port, started
from benchmarks.stock.filling import fill
from benchmarks.workloads import CHANNEL, EVERYTHING, SUBMISSIONS, WHO, request
from hub.app.keys import fresh
from hub.domain.caller import Role
from hub.store import credentials
from hub.store.database import Database

CASES = 300  # handed in before anything is measured
SEEDERS = 8  # connections


@contextmanager
def both(pair: Pair, folder: Path) -> Iterator[tuple[Server, Server]]:
    """The hub and the rival, running, with the same cases and agencies.

    The hub runs in its production profile and in the role `serve`, as behind a portal; what a worker would do
    is left undone, so that no background work blurs the figures.
    """
    with ExitStack() as stack:
        hub = stack.enter_context(_hub(pair.hub, folder))
        run(job(hub, SUBMISSIONS, SEEDERS, 0, first=0, count=CASES))
        cases, agencies = _nodes(hub, EVERYTHING, "cases"), _nodes(hub, WHO, "agencies")
        asyncio.run(fill(pair.stock, CHANNEL, hub.api_key, agencies, cases))
        stock = stack.enter_context(_stock(pair.stock, hub.api_key, folder))
        yield hub, stock


@contextmanager
def _hub(url: str, folder: Path) -> Iterator[Server]:
    keys = folder / "keys.toml"
    if not keys.exists():
        keys.write_text(fresh())
        keys.chmod(0o600)
    settings = {"HUB_DATABASE_URL": url, "HUB_KEYS_FILE": str(keys), "HUB_PROFILE": "production"}
    _migrated(settings)
    port, api_key = free_port(), asyncio.run(_portal(url))
    with started(
        "hub", ["hub", "serve", "--port", str(port)], port, api_key, folder / "hub.log", settings
    ) as it:
        yield it


def _migrated(settings: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hub", "migrate"],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotRunning(f"the database could not be migrated:\n{done.stdout}{done.stderr}")


async def _portal(url: str) -> str:
    """The key of a portal that may hand in cases."""
    db = Database(url)

    async def issue(conn: AsyncConnection) -> str:
        return await credentials.issue(
            conn,
            name="Portal Contoh",
            role=Role.PORTAL,
            agency=None,
            channel=CHANNEL,
            region=None,
            secret=secrets.token_bytes(credentials.SECRET_BYTES),
            id=secrets.token_hex(8),
            now=datetime.now(UTC),
        )

    try:
        return await db.write(issue)
    finally:
        await db.aclose()


@contextmanager
def _stock(url: str, api_key: str, folder: Path) -> Iterator[Server]:
    port = free_port()
    with started("stock", ["benchmarks.stock", url, str(port)], port, api_key, folder / "stock.log") as it:
        yield it


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
