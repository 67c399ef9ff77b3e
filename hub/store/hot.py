"""The short way to the database for reads that run a thousand times a second: the driver itself.

A question is a generator that yields statements and gets their rows. SQLite answers it in one visit to a
thread that owns a connection; PostgreSQL on a connection of the pool that reads always use.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

import psycopg
from sqlalchemy import URL, Dialect
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from hub.domain.rows import Row
from hub.store import engines
from hub.store.hot_rows import POSTGRESQL, SQLITE

T = TypeVar("T")
Question = Generator[tuple[str, Mapping[str, Any]], list[Row], T]


class Hot(Protocol):
    """Asks questions of one database."""

    dialect: Dialect

    async def ask(self, question: Question[T]) -> T:
        """The answer. Raises `OperationalError` as the other reads do."""
        ...

    async def aclose(self) -> None: ...


class HotSqlite:
    """`size` threads, each with a connection that cannot write; opened when they are first needed."""

    dialect = SQLITE

    def __init__(self, url: URL, size: int, lock_wait: float) -> None:
        self._path = str(url.database)
        self._pragmas = engines.reader_settings(lock_wait)
        self._mine = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="hub-read")

    async def ask(self, question: Question[T]) -> T:
        """See `Hot`."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._answer, question)

    def _answer(self, question: Question[T]) -> T:
        try:
            connection = self._connection()
            return _driven(question, lambda text, values: connection.execute(text, values).fetchall())
        except sqlite3.Error as broken:
            raise OperationalError("a read", None, broken) from None

    def _connection(self) -> sqlite3.Connection:
        known: sqlite3.Connection | None = getattr(self._mine, "connection", None)
        if known is None:
            known = sqlite3.connect(
                self._path, isolation_level=None, check_same_thread=False, cached_statements=500
            )
            self._opened.append(known)
            for pragma in self._pragmas:
                known.execute(pragma)
            self._mine.connection = known
        return known

    async def aclose(self) -> None:
        """Wait for what runs, then close."""
        await asyncio.to_thread(self._threads.shutdown)
        for connection in self._opened:
            connection.close()
        self._opened.clear()


class HotPostgresql:
    """The pool of the readers; the driver prepares what it sees often."""

    dialect = POSTGRESQL

    def __init__(self, reader: AsyncEngine) -> None:
        self._reader = reader

    async def ask(self, question: Question[T]) -> T:
        """See `Hot`."""
        async with self._reader.connect() as conn:
            raw: Any = (await conn.get_raw_connection()).driver_connection
            try:
                return await _awaited(question, raw)
            except psycopg.Error as broken:
                if raw.closed:  # the pool has not seen it and would hand it out again
                    await conn.invalidate()
                raise OperationalError("a read", None, broken) from None

    async def aclose(self) -> None:
        """The pool is closed by whoever opened it."""


def _driven(question: Question[T], execute: Callable[[str, Mapping[str, Any]], list[Row]]) -> T:
    try:
        text, values = next(question)
        while True:
            text, values = question.send(execute(text, values))
    except StopIteration as done:
        found: T = done.value
        return found


async def _awaited(question: Question[T], connection: Any) -> T:
    try:
        text, values = next(question)
        while True:
            cursor = await connection.execute(text, values, prepare=True)
            text, values = question.send(await cursor.fetchall())
    except StopIteration as done:
        found: T = done.value
        return found
