"""SQLite with one visit to the connection's thread per statement, where the driver makes four.

The driver goes there to make a cursor, to execute, to fetch and to close. What the hub reads is small and is
read whole, so all four happen in one visit. Every visit costs about as much as a small statement itself.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import aiosqlite


class Cursor:
    """The part of the driver's cursor that SQLAlchemy uses; rows are at hand once a statement has run."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount, self.lastrowid, self.arraysize = -1, 0, 1

    async def __aenter__(self) -> "Cursor":
        return self

    async def __aexit__(self, *_: object) -> None: ...

    async def execute(self, sql: str, parameters: Any = ()) -> "Cursor":
        """Run a statement and take all its rows."""
        await self._connection.visit(partial(self._visit, sql, parameters))
        return self

    async def executemany(self, sql: str, parameters: Iterable[Any]) -> "Cursor":
        """Run a statement for each set of parameters."""
        await self._connection.visit(partial(self._visits, sql, list(parameters)))
        return self

    async def fetchall(self) -> list[Any]:
        """The rows, once."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Nothing is open."""

    def _visit(self, sql: str, parameters: Any) -> None:
        cursor = self._connection._conn.execute(sql, parameters)
        self._rows = cursor.fetchall() if cursor.description else []
        self._told(cursor)

    def _visits(self, sql: str, parameters: Sequence[Any]) -> None:
        self._told(self._connection._conn.executemany(sql, parameters))

    def _told(self, cursor: sqlite3.Cursor) -> None:
        self.description, self.rowcount = cursor.description, cursor.rowcount
        self.lastrowid = cursor.lastrowid or 0
        cursor.close()


class Connection(aiosqlite.Connection):
    """The driver's connection with cursors of one visit."""

    def cursor(self) -> Any:
        """A cursor; making one costs nothing."""
        return Cursor(self)

    async def visit(self, work: Callable[[], None]) -> None:
        """Do something in the connection's thread."""
        await self._execute(work)  # type: ignore[no-untyped-call]


def connect(database: str | Path, **options: Any) -> Connection:
    """What `aiosqlite.connect` does, for `async_creator_fn`."""
    made = Connection(lambda: sqlite3.connect(str(database), **options), iter_chunk_size=64)
    made._thread.daemon = True  # a forgotten connection must not hold up the end
    return made
