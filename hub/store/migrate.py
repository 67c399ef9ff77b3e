"""Brings a database to a revision of `migrations/`: `pre_` before a release starts, `post_` after."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.pool import NullPool

from hub.errors import ConfigError
from hub.store import engines, faults

_TURN = 0x6C61706F72  # any number, the same in every process


def upgrade(url: str, revision: str = "head") -> None:
    """Migrate up, all or nothing. Processes that start together take turns; the later find nothing to do.

    Raises:
        ConfigError: the address is of no use, or the database is of a newer release.
        StoreFault: the database cannot be reached or is busy.
    """
    _run(url, lambda config: command.upgrade(config, revision))


def downgrade(url: str, revision: str) -> None:
    """Migrate down to `revision` (`base`: to nothing), all or nothing.

    Raises:
        ConfigError: data would be lost; nothing was changed.
        StoreFault: the database cannot be reached or is busy.
    """
    _run(url, lambda config: command.downgrade(config, revision))


async def at_head(conn: AsyncConnection) -> bool:
    """Whether the database is exactly at the newest revision this release knows."""
    return await conn.run_sync(_is_at_head)


def scripts() -> Path:
    """Where the revisions are: beside the package in a checkout, inside it when installed."""
    package = Path(__file__).parents[1]
    inside = package / "migrations"
    return inside if inside.is_dir() else package.parent / "migrations"


def _run(url: str, step: Callable[[Config], None]) -> None:
    target = engines.address(url)
    if target.get_backend_name() == "sqlite":
        target = target.set(drivername="sqlite")
    engine = create_engine(target, poolclass=NullPool, hide_parameters=True)
    engines.prepare(engine)
    try:
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                _take_turn(connection)
            _refuse_unknown(connection)
            step(_config(connection))
    except DBAPIError as error:
        raise faults.meaning(error) from None
    finally:
        engine.dispose()


def _take_turn(connection: Connection) -> None:
    connection.execute(text("SET LOCAL lock_timeout = 0"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
    # From here on a table in use must not be queued for: everybody else would queue behind.
    connection.execute(text(f"SET LOCAL lock_timeout = '{engines.LOCK_WAIT_S}s'"))


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _refuse_unknown(connection: Connection) -> None:
    known = {one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()}
    if not set(MigrationContext.configure(connection).get_current_heads()) <= known:
        raise ConfigError("the database was made by a newer release of the hub")


def _is_at_head(connection: Connection) -> bool:
    wanted = set(ScriptDirectory.from_config(_config()).get_heads())
    return set(MigrationContext.configure(connection).get_current_heads()) == wanted
