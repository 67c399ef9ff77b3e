"""A whole hub in random hands, on both databases; `sizes` says for how long."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from hub.store.database import Database
from hub.store.metadata import metadata
from tests.casework.conftest import KEPT, kept_postgres_url, wipe  # noqa: F401 - a fixture
from tests.model.casework import Casework
from tests.model.sizes import EVERY_DAY, SOAK

SIZES = [
    pytest.param(EVERY_DAY, id="every-day"),
    pytest.param(SOAK, id="soak", marks=pytest.mark.soak),
]


def run(address: str, empty: Callable[[], None], size: settings) -> None:
    """All runs share one open database: opening one takes longer than most runs."""
    with asyncio.Runner() as runner:
        db = Database(address)
        shared = {"runner": runner, "db": db, "wipe": staticmethod(empty)}
        wider = settings(size, suppress_health_check=list(HealthCheck))  # a database is slow, and meant to be
        try:
            run_state_machine_as_test(type("CaseworkOnThis", (Casework,), shared), settings=wider)
        finally:
            runner.run(db.aclose())


@pytest.mark.parametrize("size", SIZES)
def test_whatever_happens_the_invariants_hold_on_sqlite(sqlite_url: str, size: settings) -> None:
    file = Path(sqlite_url.partition("///")[2])

    def empty() -> None:
        with closing(sqlite3.connect(file)) as conn, conn:
            triggers = conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for (name,) in triggers:  # the timeline refuses deletion
                conn.execute(f'DROP TRIGGER "{name}"')
            for table in metadata.sorted_tables:
                if table.name not in KEPT:
                    conn.execute(f'DELETE FROM "{table.name}"')  # noqa: S608 - our own names

    run(sqlite_url, empty, size)


@pytest.mark.postgresql
@pytest.mark.parametrize("size", SIZES)
def test_whatever_happens_the_invariants_hold_on_postgresql(
    kept_postgres_url: str,  # noqa: F811
    size: settings,
) -> None:
    run(kept_postgres_url, lambda: wipe(kept_postgres_url), size)
