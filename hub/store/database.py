"""The one way to the database: reads take no locks, writes are whole transactions, commits give a signal."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.errors import Busy, ConfigError, StoreFault
from hub.store import engines, faults
from hub.store.hot import Hot, HotPostgresql, HotSqlite, Question
from hub.store.signal import Signal

T = TypeVar("T")
Work = Callable[[AsyncConnection], Awaitable[T]]
Sleep = Callable[[float], Awaitable[None]]

ATTEMPTS = 5
FIRST_PAUSE_S = 0.01
RECONNECT_PAUSE_S = 1.0
HOT_THREADS = 4  # more would only wait for the interpreter
CHANNEL = "hub_events"
OLDEST_POSTGRES = 140_000
_MUST_BE_ON = ("fsync", "full_page_writes", "synchronous_commit")
_SQLITE_DURABLE = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}


class Database:
    """SQLite or PostgreSQL behind one face. Belongs to the event loop that first uses it.

    Args:
        url: `sqlite:///file` or `postgresql://...`, with or without a driver.
        pool_size: connections for reading, and as many for writing; SQLite writes through one.
        lock_wait: seconds to wait for another writer, and after which no further attempt begins.
        sleep: how to pause between attempts.
        chance: a number in 0..1 that spreads those pauses.

    Raises:
        ConfigError: the address is of no use.
    """

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 10,
        lock_wait: float = engines.LOCK_WAIT_S,
        sleep: Sleep = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._url = engines.address(url)
        self._sleep, self._chance = sleep, chance
        self._lock_wait = lock_wait
        self._reader = engines.reader(self._url, pool_size, lock_wait)
        self._writer = engines.writer(self._url, pool_size, lock_wait)
        self._listener: asyncio.Task[None] | None = None
        self.changed = Signal()
        self.hot: Hot = (
            HotPostgresql(self._reader)
            if self.is_postgresql
            else HotSqlite(self._url, min(pool_size, HOT_THREADS), lock_wait)
        )

    @property
    def is_postgresql(self) -> bool:
        """Which of the two it is."""
        return self._url.get_backend_name() == "postgresql"

    @property
    def sync_url(self) -> str:
        """The same database for a library that connects by itself; holds the password."""
        name = "postgresql+psycopg" if self.is_postgresql else "sqlite"
        return self._url.set(drivername=name).render_as_string(hide_password=False)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection that cannot write. Each statement sees the newest commits, a snapshot of its own.

        Raises:
            StoreFault: the database cannot be reached or read.
        """
        try:
            async with self._reader.connect() as conn:
                yield conn
        except (DBAPIError, PoolTimeout) as error:
            raise faults.meaning(error) from None

    async def ask(self, question: Question[T]) -> T:
        """The answer to a question made of a few statements, each with a snapshot of its own.

        Raises:
            StoreFault: the database cannot be reached or read.
        """
        try:
            return await self.hot.ask(question)
        except (DBAPIError, PoolTimeout) as error:
            raise faults.meaning(error) from None

    async def write(self, work: Work[T]) -> T:
        """Run `work` in one transaction and commit; its result is returned only when the commit is on disk.

        `work` may run several times, each time from a clean state, so it must change nothing else. It must
        neither call a network nor write through another connection.

        Raises:
            Busy: it lost every attempt against other writers.
            StoreFault: the database failed. Nothing is kept; when the commit itself failed, nobody knows.
            IntegrityError: a constraint was broken; nothing is kept.
        """
        loop = asyncio.get_running_loop()
        last_start, attempt = loop.time() + self._lock_wait, 1
        while True:
            try:
                result = await self._attempt(work)
            except (Busy, _Lost):
                if attempt == ATTEMPTS or loop.time() > last_start:
                    raise
            else:
                self.changed.notify()
                return result
            await self._sleep(FIRST_PAUSE_S * 2**attempt * (0.5 + self._chance()))
            attempt += 1

    async def _attempt(self, work: Work[T]) -> T:
        try:
            async with self._writer.connect() as conn:
                await conn.begin()
                try:
                    result = await work(conn)
                except DBAPIError as error:
                    if faults.is_lost_connection(error):
                        raise _Lost("the connection to the store broke") from None
                    raise
                await conn.commit()
                return result
        except (DBAPIError, PoolTimeout) as error:
            raise faults.meaning(error) from None

    async def listen(self) -> None:
        """From now on notice commits of other processes too (PostgreSQL only); else polling finds them."""
        if self.is_postgresql and self._listener is None:
            self._listener = asyncio.create_task(self._hear(), name="store-listener")

    async def _hear(self) -> None:
        target = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        while True:
            with suppress(psycopg.OperationalError):
                async with await psycopg.AsyncConnection.connect(target, autocommit=True) as conn:
                    await conn.execute(f"LISTEN {CHANNEL}")
                    self.changed.notify()  # whatever came while nobody listened
                    async for _ in conn.notifies():
                        self.changed.notify()
            await self._sleep(RECONNECT_PAUSE_S * (0.5 + self._chance()))

    async def check(self) -> None:
        """Refuse a database that may lose what it acknowledged.

        Raises:
            ConfigError: durability is switched off, or the server is too old.
            StoreFault: the database cannot be reached.
        """
        async with self.reading() as conn:
            if self.is_postgresql:
                refuse_postgresql(await _settings(conn, "SHOW", [*_MUST_BE_ON, "server_version_num"]))
            else:
                refuse_sqlite(await _settings(conn, "PRAGMA", list(_SQLITE_DURABLE)))

    async def aclose(self) -> None:
        """Give every connection back. Waiting readers are not woken."""
        if self._listener is not None:
            self._listener.cancel()
            with suppress(asyncio.CancelledError):
                await self._listener
            self._listener = None
        await self.hot.aclose()
        await self._reader.dispose()
        await self._writer.dispose()


def refuse_sqlite(found: Mapping[str, str]) -> None:
    """Raises `ConfigError` unless the pragmas make a commit survive a power cut."""
    if dict(found) != _SQLITE_DURABLE:
        raise ConfigError(f"SQLite must run with {_SQLITE_DURABLE}, not {dict(found)}")


def refuse_postgresql(found: Mapping[str, str]) -> None:
    """Raises `ConfigError` when the server may lose commits, or is too old for the feed."""
    for name in _MUST_BE_ON:
        if found[name] == "off":
            raise ConfigError(
                f"PostgreSQL runs with {name} off and would lose acknowledged cases: switch it on"
            )
    release = int(found["server_version_num"])
    if release < OLDEST_POSTGRES:
        raise ConfigError(f"PostgreSQL {release // 10_000} is too old: the hub needs 14 or newer")


class _Lost(StoreFault):
    """The connection broke before COMMIT was sent: nothing was kept, so trying again is safe."""


async def _settings(conn: AsyncConnection, ask: str, names: Sequence[str]) -> dict[str, str]:
    return {name: str((await conn.exec_driver_sql(f"{ask} {name}")).scalar_one()) for name in names}
