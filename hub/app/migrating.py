"""Bringing a database to this release: the hub's tables, the durable queue's, the first reference data."""

import asyncio
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import IntegrityError

from hub.casework.reference import Reference
from hub.delivery import library
from hub.errors import ConfigError
from hub.store import migrate as store
from hub.store.database import Database


async def migrate(db: Database, url: str) -> None:
    """Make or update everything, and load the shipped reference data where there is none.

    The queue's tables come first: a store at its newest revision has them.

    Raises:
        ConfigError: the database is of a newer release, or of no use.
        StoreFault: it cannot be reached.
    """
    make_folder(url)
    await asyncio.to_thread(library.migrate, db.sync_url)
    await asyncio.to_thread(store.upgrade, url)
    try:
        await Reference(db).ensure()
    except IntegrityError:  # another process stored it at the same moment
        await Reference(db).refresh()


async def require(db: Database) -> None:
    """Raises `ConfigError` unless the database is at this release."""
    async with db.reading() as conn:
        if not await store.at_head(conn):
            raise ConfigError("the database is not at this release: run `hub migrate`")


def make_folder(url: str) -> None:
    """The folder of an SQLite file."""
    place = make_url(url)
    if place.get_backend_name() == "sqlite" and place.database:
        Path(place.database).parent.mkdir(parents=True, exist_ok=True)
