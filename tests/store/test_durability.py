"""What the hub demands of a database before it acknowledges anything."""

import sqlite3
import subprocess
import sys

import pytest
from sqlalchemy.engine import make_url

from hub.errors import ConfigError
from hub.store.database import Database, refuse_postgresql, refuse_sqlite
from tests.store import rows

AROUND_A_FULL_DISK = """
import asyncio, resource, sys
from sqlalchemy import insert
from hub.errors import StoreFault
from hub.store.database import Database
from hub.store.tables import meta

async def put(database, key):
    async def work(conn):
        await conn.execute(insert(meta), [{"key": key, "value": "x" * 3000}])
    await database.write(work)
    print(key, flush=True)

async def main(url):
    database = Database(url)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY))
    try:
        for number in range(1000):
            await put(database, f"k{number}")
    except StoreFault:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await put(database, "k-after")

asyncio.run(main(sys.argv[1]))
"""


def test_what_is_acknowledged_around_a_full_disk_is_all_there_and_nothing_else(sqlite_url: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", AROUND_A_FULL_DISK, sqlite_url],
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    acknowledged = ran.stdout.split()
    with sqlite3.connect(make_url(sqlite_url).database or "") as connection:
        kept = [key for (key,) in connection.execute("SELECT key FROM meta WHERE key LIKE 'k%'")]
    connection.close()

    assert 10 < len(acknowledged) < 1000
    assert acknowledged[-1] == "k-after"
    assert sorted(kept) == sorted(acknowledged)


async def test_a_database_that_keeps_its_commits_passes_the_check(database_url: str) -> None:
    async with rows.opened(database_url) as database:
        await database.check()


async def test_a_postgresql_that_answers_before_it_writes_is_refused(postgres_url: str) -> None:
    name = make_url(postgres_url).database
    async with rows.opened(postgres_url) as database:
        change = f'ALTER DATABASE "{name}" SET synchronous_commit = off'
        await database.write(lambda conn: conn.exec_driver_sql(change))
    async with rows.opened(postgres_url) as database:
        with pytest.raises(ConfigError, match="synchronous_commit"):
            await database.check()


SAFE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "server_version_num": "150004"}


@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit"])
def test_each_setting_that_loses_commits_is_refused(name: str) -> None:
    refuse_postgresql(SAFE)
    with pytest.raises(ConfigError, match=name):
        refuse_postgresql(SAFE | {name: "off"})


def test_an_old_postgresql_is_refused() -> None:
    with pytest.raises(ConfigError, match="13"):
        refuse_postgresql(SAFE | {"server_version_num": "130011"})


@pytest.mark.parametrize("change", [{"synchronous": "1"}, {"journal_mode": "delete"}, {"foreign_keys": "0"}])
def test_an_sqlite_that_may_take_commits_back_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(ConfigError):
        refuse_sqlite({"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} | change)


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("sqlite:///hub.db", "sqlite:///hub.db"),
        ("sqlite+aiosqlite:////var/lib/hub.db", "sqlite:////var/lib/hub.db"),
        ("postgresql://u:secret@db/hub", "postgresql+psycopg://u:secret@db/hub"),
        ("postgresql+psycopg://u@/hub?host=/run", "postgresql+psycopg://u@/hub?host=%2Frun"),
    ],
)
async def test_an_address_is_taken_with_or_without_a_driver(given: str, plain: str) -> None:
    async with rows.opened(given) as database:
        assert database.sync_url == plain
        assert database.is_postgresql == plain.startswith("postgresql")


@pytest.mark.parametrize("url", ["", "hub.db", "mysql://db/hub", "sqlite://", "sqlite:///:memory:"])
def test_an_address_of_no_use_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ConfigError):
        Database(url)
