"""What commands share: the settings of the process, its event loop, and a store at this release."""

import asyncio
import os
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager
from typing import TypeVar

import uvloop

from hub.app.building import settings_of
from hub.app.migrating import require
from hub.cli.logs import configure
from hub.settings import Settings
from hub.store.database import Database

T = TypeVar("T")


def settings() -> Settings:
    """The settings, after which logging works as they say. Raises `ConfigError`."""
    found = settings_of(os.environ)
    configure(found.log_level)
    return found


def run(command: Coroutine[None, None, T]) -> T:
    """Run a command to its end on the loop the server uses."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(command)


@asynccontextmanager
async def store(of: Settings) -> AsyncGenerator[Database, None]:
    """The store alone. Raises `ConfigError` when it is not at this release."""
    db = Database(of.database_url.get_secret_value(), pool_size=1)
    try:
        await require(db)
        yield db
    finally:
        await db.aclose()
