"""A hub per test, on each database; after every test the whole database has to be sound."""

from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from hub.store.metadata import metadata
from tests.casework.soundness import check_everything
from tests.harness import Hub, hub_on
from tests.postgres import Server

KEPT = {"meta"}


@pytest.fixture(scope="session")
def kept_postgres_url(postgres_server: Server, postgres_template: str) -> Iterator[str]:
    """One database for all tests of this folder: making one takes longer than most of them."""
    address = postgres_server.create(postgres_template)
    yield address
    postgres_server.drop(address)


@pytest.fixture
def postgres_url(kept_postgres_url: str) -> str:
    """That database without the rows of the test before."""
    wipe(kept_postgres_url)
    return kept_postgres_url


def wipe(address: str) -> None:
    """Delete every row; the timeline refuses deletion, hence the role."""
    plain = make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as conn:
        conn.execute("SET session_replication_role = replica")
        names = [table.name for table in metadata.sorted_tables if table.name not in KEPT]
        wiped = [sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in names]
        conn.execute(sql.SQL("; ").join(wiped))


@pytest.fixture
async def hub(database_url: str) -> AsyncIterator[Hub]:
    """A fresh hub, looked through when the test is over."""
    async with hub_on(database_url) as running:
        yield running
        await check_everything(running)
