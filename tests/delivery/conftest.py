"""A database with the durable queue in it, and what the tests of delivery need around it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from hub.delivery.engine import EngineOptions
from hub.delivery.library import migrate
from hub.delivery.work import Work
from hub.store.database import Database
from tests.conftest import BOTH
from tests.postgres import Server


@pytest.fixture(scope="session")
def sqlite_queue(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with the tables of the durable queue, to be copied."""
    path = tmp_path_factory.mktemp("queue") / "hub.db"
    shutil.copy(sqlite_template, path)
    migrate(f"sqlite:///{path}")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


@pytest.fixture(scope="session")
def postgres_queue(postgres_server: Server, postgres_template: str) -> Iterator[str]:
    """The name of such a PostgreSQL database."""
    address = postgres_server.create(postgres_template)
    migrate(address)
    yield address.split("?")[0].rpartition("/")[2]
    postgres_server.drop(address)


@pytest.fixture(params=BOTH)
def queue_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh store with the tables of the durable queue, once of each kind."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_queue"), tmp_path / "hub.db")
        yield f"sqlite+aiosqlite:///{tmp_path / 'hub.db'}"
        return
    server: Server = request.getfixturevalue("postgres_server")
    address = server.create(request.getfixturevalue("postgres_queue"))
    yield address
    server.drop(address)


@pytest.fixture
async def db(queue_url: str) -> AsyncIterator[Database]:
    """The store behind it."""
    database = Database(queue_url, pool_size=4)
    yield database
    await database.aclose()


@pytest.fixture
async def work(db: Database) -> AsyncIterator[Work]:
    """The queue as every process uses it."""
    durable = Work(db.sync_url)
    yield durable
    await durable.aclose()


@pytest.fixture
def options(db: Database) -> EngineOptions:
    """An engine of its own name."""
    return EngineOptions(db.sync_url, f"test-{uuid4().hex}")
