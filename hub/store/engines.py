"""Engines for either database: addresses, pragmas, and error texts that carry no stored value."""

from typing import Any

from sqlalchemy import URL, event, make_url
from sqlalchemy.engine import Engine, ExceptionContext
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from hub.errors import ConfigError
from hub.store import visits

LOCK_WAIT_S = 5.0
POOL_WAIT_S = 30.0

_SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # NORMAL may take back a commit when the power fails
    "foreign_keys=ON",
    "secure_delete=ON",
    "trusted_schema=OFF",
)
_POSTGRES_SETTINGS = (
    "SET timezone = 'UTC'",
    # A forgotten open transaction would hold back every feed: see hub.store.feed.
    "SET idle_in_transaction_session_timeout = '60s'",
)
_ABOUT_THE_STATEMENT = "42"  # a mistake in the SQL, whose values are bound and not quoted


def address(url: str) -> URL:
    """The address with the driver the hub uses.

    Raises:
        ConfigError: it cannot be read, names another database system, or a database in memory.
    """
    try:
        given = make_url(url)
    except ArgumentError:
        raise ConfigError("the database address cannot be read") from None
    kind = given.get_backend_name()
    if kind == "postgresql":
        return given.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise ConfigError("the hub keeps its data in SQLite or PostgreSQL")
    if given.database in (None, "", ":memory:"):
        raise ConfigError("an SQLite database of the hub is a file")
    return given.set(drivername="sqlite+aiosqlite")


def reader(url: URL, size: int, lock_wait: float = LOCK_WAIT_S) -> AsyncEngine:
    """Connections that see each statement's own snapshot, never wait for a writer and cannot write."""
    engine = create_async_engine(
        url,
        isolation_level="AUTOCOMMIT",
        skip_autocommit_rollback=True,
        **_pool(size),
        **_driver(url),
    )
    prepare(engine.sync_engine, read_only=True, lock_wait=lock_wait)
    return engine


def writer(url: URL, size: int, lock_wait: float = LOCK_WAIT_S) -> AsyncEngine:
    """Connections for transactions. SQLite gets one: writers queue here, in order, not at the file lock."""
    places = 1 if url.get_backend_name() == "sqlite" else size
    engine = create_async_engine(url, **_pool(places), **_driver(url))
    prepare(engine.sync_engine, lock_wait=lock_wait)
    return engine


def prepare(engine: Engine, *, read_only: bool = False, lock_wait: float = LOCK_WAIT_S) -> None:
    """Set up every connection of `engine`; also for the plain engines of the migrations.

    `lock_wait` is in seconds, whole milliseconds.
    """
    is_sqlite = engine.dialect.name == "sqlite"
    statements = _settings(is_sqlite, read_only, round(lock_wait * 1000))

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        if is_sqlite:
            connection.isolation_level = None  # the driver must not open transactions by itself
        _execute(connection, statements)

    if is_sqlite and not read_only:

        @event.listens_for(engine, "begin")
        def begin(connection: Any) -> None:
            connection.exec_driver_sql(
                "BEGIN IMMEDIATE"
            )  # a later upgrade of the lock fails at once when busy

    event.listen(engine, "handle_error", _without_values)


def _pool(size: int) -> dict[str, Any]:
    return {
        "pool_size": size,
        "max_overflow": 0,
        "pool_timeout": POOL_WAIT_S,
        "hide_parameters": True,
    }


def _driver(url: URL) -> dict[str, Any]:
    if url.get_backend_name() != "sqlite":
        return {}
    return {"connect_args": {"async_creator_fn": visits.connect}}


def reader_settings(lock_wait: float) -> list[str]:
    """What a connection to SQLite that only reads is told first."""
    return _settings(is_sqlite=True, read_only=True, lock_wait_ms=round(lock_wait * 1000))


def _settings(is_sqlite: bool, read_only: bool, lock_wait_ms: int) -> list[str]:
    if is_sqlite:
        pragmas = [*_SQLITE_PRAGMAS, f"busy_timeout={lock_wait_ms}"]
        return [f"PRAGMA {one}" for one in (*pragmas, *(["query_only=ON"] if read_only else []))]
    settings = [*_POSTGRES_SETTINGS, f"SET lock_timeout = {lock_wait_ms}"]
    return [*settings, *(["SET default_transaction_read_only = on"] if read_only else [])]


def _execute(connection: Any, statements: list[str]) -> None:
    cursor = connection.cursor()
    for statement in statements:
        cursor.execute(statement)
    cursor.close()
    if statements[0].startswith("SET"):
        connection.commit()


def _without_values(context: ExceptionContext) -> None:
    """PostgreSQL quotes rows in its messages; those must never reach a log."""
    original = context.original_exception
    state = getattr(original, "sqlstate", None)
    if state is None or state.startswith(_ABOUT_THE_STATEMENT):
        return
    name = getattr(getattr(original, "diag", None), "constraint_name", None)
    text = f"SQLSTATE {state} on {name}" if name else f"SQLSTATE {state}"
    original.args = (text,)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = (text,)
