"""A database with the durable queue in it, and what the tests of delivery need around it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from hub.delivery.engine import EngineOptions
from hub.delivery.library import migrate
from hub.delivery.work import Work
from hub.store.database import Database


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """A fresh store, with the tables of the durable queue."""
    database = Database(database_url, pool_size=4)
    await asyncio.to_thread(migrate, database.sync_url)
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
