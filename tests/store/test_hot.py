"""The short way to the database: the same rows, the same faults, and nothing is written by it."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from hub.errors import StoreFault
from hub.store.database import Database
from hub.store.hot import Question


def one(text: str, **values: Any) -> Question[list[tuple[Any, ...]]]:
    """A question of one statement."""
    rows = yield text, values
    return rows


def two() -> Question[int]:
    """A second statement that needs the rows of the first."""
    rows = yield "SELECT 20", {}
    more = yield f"SELECT {rows[0][0]} + 1", {}
    return int(more[0][0])


async def test_a_question_gets_the_rows_of_each_of_its_statements(database_url: str) -> None:
    database = Database(database_url)
    assert await database.ask(two()) == 21
    await database.aclose()


async def test_nothing_can_be_written(database_url: str) -> None:
    database = Database(database_url)
    for text in ("DELETE FROM meta", "CREATE TABLE more (id int)"):
        with pytest.raises(StoreFault):
            await database.ask(one(text))
    await database.aclose()


async def test_a_statement_that_fails_costs_no_connection(database_url: str) -> None:
    database = Database(database_url)
    for _ in range(12):  # more than there are connections
        with pytest.raises(DBAPIError):
            await database.ask(one("SELECT nothing FROM nowhere"))
    assert await database.ask(one("SELECT 1")) == [(1,)]
    await database.aclose()


async def test_a_file_that_is_no_database_is_a_store_fault(tmp_path: Path) -> None:
    (tmp_path / "hub.db").write_bytes(b"no database at all, for sure" * 100)
    database = Database(f"sqlite:///{tmp_path / 'hub.db'}")
    with pytest.raises(StoreFault):
        await database.ask(one("SELECT 1 FROM meta"))
    await database.aclose()


async def test_a_connection_that_breaks_is_replaced(postgres_url: str) -> None:
    database = Database(postgres_url, pool_size=1)
    ((pid,),) = await database.ask(one("SELECT pg_backend_pid()"))
    plain = make_url(postgres_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    with pytest.raises(StoreFault):
        await database.ask(one("SELECT 1"))
    ((other,),) = await database.ask(one("SELECT pg_backend_pid()"))
    assert other != pid
    await database.aclose()
