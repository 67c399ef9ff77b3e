"""Fixtures everybody shares: a fresh, migrated database of either kind, and the event loop's flavour."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import httpx2

httpx2.alias_httpx()  # before anything imports httpx, so that both names are one library

import pytest  # noqa: E402
from sqlalchemy.dialects.postgresql.psycopg import PGDialectAsync_psycopg  # noqa: E402
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite  # noqa: E402
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine  # noqa: E402
from sqlalchemy.util import LRUCache  # noqa: E402

from hub.store import engines  # noqa: E402
from tests import mariadb  # noqa: E402
from tests.postgres import NoPostgres, Server, server  # noqa: E402

_COMPILED = LRUCache(2_000)


@pytest.fixture(scope="session", autouse=True)
def statements_are_compiled_once() -> None:
    """For all databases of a run: each test has a fresh one, and would compile every statement anew."""
    for kind in (SQLiteDialect_aiosqlite, PGDialectAsync_psycopg):
        kind.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign,assignment]
        kind.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign,assignment]

    def create(*given: Any, **options: Any) -> AsyncEngine:
        engine = create_async_engine(*given, **options)
        engine.sync_engine._compiled_cache = _COMPILED
        return engine

    engines.create_async_engine = create  # type: ignore[attr-defined]


BOTH = [
    pytest.param("sqlite", id="sqlite"),
    pytest.param("postgresql", id="postgresql", marks=pytest.mark.postgresql),
]


BOTH_EVERY_DAY = {  # what several processes do to the same rows, or what the databases may answer differently
    "casework/test_intake",
    "casework/test_racing_clocks",
    "delivery/test_work",
}
ONE_EVERY_DAY = {"app", "casework", "cli", "delivery"}
IN_THE_LONG_RUN = {  # slow for what changes on an ordinary day
    "connectors/test_conformance",
    "sql/test_connector",
    "sql/test_wire",
    "open311/test_clients",
    "open311/test_following",
    "open311/test_handing_in",
    "web/test_websocket_closing",
    "app/test_building",
    "app/test_reloading",
    "casework/test_bundling_chain",
    "casework/test_compiling",
    "casework/test_notifying",
    "casework/test_settling",
    "cli/test_commands",
    "cli/test_escalation",
    "cli/test_report",
    "connectors/test_auth",
    "connectors/test_hostile_answers",
    "connectors/test_permit_systems",
    "delivery/test_attendance",
    "delivery/test_engine",
    "e2e/test_federation",
    "reference/test_loader",
    "web/test_metrics",
    "test_readers_see_whole_figures_while_writers_and_folders_run",
    "test_counts_and_marks_are_those_of_one_instant",
    "test_a_process_that_serves_loads_no_training_library",
    "test_a_week_without_the_hub_is_made_up_for_in_order",
    "test_a_table_is_tried_on_the_cases_of_the_store",
    "test_a_rival_with_another_answer_is_left_out_and_the_others_are_measured",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Above the store most tests run on PostgreSQL in the long run only: the rules are the same on both.

    The longest tests, of random hands, come first: then no worker waits for another one at the end.
    """
    items.sort(key=lambda item: item.path.parent.name != "model")
    for item in items:
        folder = item.path.parent.name
        name = f"{folder}/{item.path.stem}"
        on_one = folder in ONE_EVERY_DAY and name not in BOTH_EVERY_DAY and "postgresql" in item.name
        slow = not IN_THE_LONG_RUN.isdisjoint({name, item.name.partition("[")[0]})
        if on_one or slow or folder == "sandbox":
            item.add_marker(pytest.mark.long)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A judge from npm that did not run is a failure where `HUB_REQUIRE_NPM=1`, as in the pipeline."""
    report = yield
    if report.skipped and "judges" in item.path.parts and os.environ.get("HUB_REQUIRE_NPM") == "1":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome, report.longrepr = "failed", f"HUB_REQUIRE_NPM=1, but: {reason}"
    return report


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The hub runs on asyncio only."""
    return "asyncio"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A real PostgreSQL server for this process; the test is skipped with the reason where none can run."""
    try:
        with server() as running:
            yield running
    except NoPostgres as reason:
        if os.environ.get("HUB_REQUIRE_PG") == "1":
            pytest.fail(f"HUB_REQUIRE_PG=1, but no PostgreSQL: {reason}", pytrace=False)
        pytest.skip(f"no PostgreSQL: {reason}")


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[mariadb.MariaServer]:
    """A real MariaDB server for this process; the test is skipped with the reason where none can run."""
    try:
        with mariadb.server() as running:
            yield running
    except mariadb.NoMariaDb as reason:
        if os.environ.get("HUB_REQUIRE_MYSQL") == "1":
            pytest.fail(f"HUB_REQUIRE_MYSQL=1, but no MariaDB: {reason}", pytrace=False)
        pytest.skip(f"no MariaDB: {reason}")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file at the newest revision, to be copied."""
    path = tmp_path_factory.mktemp("template") / "hub.db"
    migrate(f"sqlite+aiosqlite:///{path}")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Server) -> Iterator[str]:
    """The name of a PostgreSQL database at the newest revision, to be copied."""
    address = postgres_server.create()
    migrate(address)
    yield address.split("?")[0].rpartition("/")[2]
    postgres_server.drop(address)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh, migrated SQLite database."""
    shutil.copy(sqlite_template, tmp_path / "hub.db")
    return f"sqlite+aiosqlite:///{tmp_path / 'hub.db'}"


@pytest.fixture
def postgres_url(postgres_server: Server, postgres_template: str) -> Iterator[str]:
    """A fresh, migrated PostgreSQL database."""
    address = postgres_server.create(postgres_template)
    yield address
    postgres_server.drop(address)


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database, once of each kind; the address is for an async engine."""
    wanted = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    return str(request.getfixturevalue(wanted))


@pytest.fixture(params=BOTH)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table, once of each kind: for the tests of the migrations themselves."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
        return
    running: Server = request.getfixturevalue("postgres_server")
    address = running.create()
    yield address
    running.drop(address)


def migrate(address: str) -> None:
    """Bring the database at `address` to the newest revision."""
    from hub.store.migrate import upgrade

    upgrade(address)
