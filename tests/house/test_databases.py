"""The databases the suite runs on are fresh, migrated, and as careful as those of production."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from hub.store import migrate


@pytest.mark.parametrize("turn", ["first", "second"])
async def test_every_test_gets_a_migrated_database_of_its_own(database_url: str, turn: str) -> None:
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        assert await migrate.at_head(connection)
        await connection.execute(text("CREATE TABLE left_behind (turn TEXT)"))  # fails where it already is
    await engine.dispose()


async def test_an_empty_database_has_no_table(empty_database_url: str) -> None:
    engine = create_async_engine(empty_database_url)
    async with engine.connect() as connection:
        assert not await migrate.at_head(connection)
    await engine.dispose()


async def test_postgresql_keeps_its_promises_about_the_disk(postgres_url: str) -> None:
    engine = create_async_engine(postgres_url)
    async with engine.connect() as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            assert await connection.scalar(text(f"SHOW {setting}")) == "on"
    await engine.dispose()
