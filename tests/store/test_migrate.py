"""Migrations: up and down on both databases, and exactly the tables the code knows."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, insert, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.errors import ConfigError, StoreFault
from hub.store import migrate, reference_tables
from hub.store.database import Database
from hub.store.metadata import metadata
from hub.store.tables import meta
from tests.store import rows


def connected(url: str, look: Any) -> Any:
    target = make_url(url)
    if target.get_backend_name() == "sqlite":
        target = target.set(drivername="sqlite")
    engine = create_engine(target)
    try:
        with engine.begin() as connection:
            return look(connection)
    finally:
        engine.dispose()


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def test_up_down_and_up_again(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url)
    assert connected(empty_database_url, tables) == set(metadata.tables)

    migrate.downgrade(empty_database_url, "base")
    assert connected(empty_database_url, tables) == set()

    migrate.upgrade(empty_database_url)
    assert connected(empty_database_url, tables) == set(metadata.tables)


def test_both_files_of_tables_are_known() -> None:
    assert {meta.name, reference_tables.regions.name} <= set(metadata.tables)


def test_the_migrated_tables_are_those_the_code_knows(database_url: str) -> None:
    def differences(connection: Connection) -> list[Any]:
        options = {"compare_type": True, "target_metadata": metadata}
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)

    assert connected(database_url, differences) == []


def test_migrating_a_current_database_changes_nothing(database_url: str) -> None:
    before = connected(database_url, lambda connection: connection.execute(select(meta)).all())
    migrate.upgrade(database_url)

    assert connected(database_url, lambda connection: connection.execute(select(meta)).all()) == before


def test_processes_that_start_together_take_turns(empty_database_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(migrate.upgrade, empty_database_url) for _ in range(4)]:
            done.result(20)

    assert connected(empty_database_url, tables) == set(metadata.tables)


async def test_going_down_refuses_to_lose_cases_and_changes_nothing(database_url: str) -> None:
    async with rows.opened(database_url) as database:
        await database.write(lambda conn: rows.add_case(conn, "c1"))
    with pytest.raises(ConfigError):
        migrate.downgrade(database_url, "base")

    assert connected(database_url, tables) == set(metadata.tables)


def test_a_database_of_a_newer_release_is_refused(database_url: str) -> None:
    newer = text("UPDATE alembic_version SET version_num = 'pre_9999'")
    connected(database_url, lambda connection: connection.execute(newer))

    with pytest.raises(ConfigError, match="newer"):
        migrate.upgrade(database_url)


async def test_readiness_sees_whether_the_database_is_current(empty_database_url: str) -> None:
    async def at_head() -> bool:
        database = Database(empty_database_url)
        async with database.reading() as conn:
            found = await migrate.at_head(conn)
        await database.aclose()
        return found

    assert not await at_head()
    migrate.upgrade(empty_database_url)
    assert await at_head()


def test_every_revision_says_when_it_runs() -> None:
    names = [path.name for path in (migrate.scripts() / "versions").glob("*.py")]

    assert names
    assert all(name.startswith(("pre_", "post_")) for name in names)


async def test_text_sorts_by_its_bytes_on_both_databases(database_url: str) -> None:
    words = ["a", "B", "_", "é", "62.01", "62", "62.01.02", "621"]

    async def work(conn: AsyncConnection) -> None:
        await conn.execute(insert(meta), [{"key": f"sort:{word}", "value": word} for word in words])

    async with rows.opened(database_url) as database:
        await database.write(work)
        async with database.reading() as conn:
            query = select(meta.c.value).where(meta.c.key.startswith("sort:")).order_by(meta.c.value)
            found = list((await conn.execute(query)).scalars())

    assert found == sorted(words, key=str.encode)


def test_a_percent_sign_in_an_address_is_taken_as_it_is(tmp_path: Path) -> None:
    migrate.upgrade(f"sqlite:///{tmp_path}/100%.db")

    assert (tmp_path / "100%.db").exists()


def test_a_server_that_is_not_there_is_a_store_fault() -> None:
    with pytest.raises(StoreFault):
        migrate.upgrade("postgresql://nobody@127.0.0.1:1/none")
