"""What commands share: the settings of the process, its event loop, and a store at this release."""

import asyncio
import os
import threading
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
DRIVER_THREAD = "_connection_worker_thread"
THREAD_CHECKS = 100


def settings() -> Settings:
    """The settings, after which logging works as they say. Raises `ConfigError`."""
    found = settings_of(os.environ)
    configure(found.log_level)
    return found


def run(command: Coroutine[None, None, T]) -> T:
    """Run a command to its end on the loop the server uses."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            return runner.run(command)
        finally:
            runner.run(_threads_ended())


async def _threads_ended() -> None:
    """A failed SQLite connection reports its end to this loop, from a thread nobody waits for."""
    for _ in range(THREAD_CHECKS):
        if not any(DRIVER_THREAD in one.name for one in threading.enumerate()):
            return
        await asyncio.sleep(0.01)


@asynccontextmanager
async def store(of: Settings) -> AsyncGenerator[Database, None]:
    """The store alone. Raises `ConfigError` when it is not at this release."""
    db = Database(of.database_url.get_secret_value(), pool_size=1)
    try:
        await require(db)
        yield db
    finally:
        await db.aclose()
