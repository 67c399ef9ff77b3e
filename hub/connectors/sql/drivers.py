"""From the URL in the environment to an engine: which driver, how it is secured, how its line is cut."""

import os
import socket
import ssl
from datetime import timedelta
from importlib.util import find_spec
from typing import Any
from urllib.parse import quote

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from hub.connectors.address import LOOPBACK
from hub.connectors.instance import Instance, Limits, Origin

DRIVERS = {
    "postgresql": ("postgresql+psycopg", "psycopg", "lapor-hub"),
    "mysql": ("mysql+aiomysql", "aiomysql", "lapor-hub[mysql]"),
    "sqlite": ("sqlite+aiosqlite", "aiosqlite", "lapor-hub"),
}
ALSO = {"postgres": "postgresql", "mariadb": "mysql"}
VERIFYING = frozenset({"verify-ca", "verify-full"})
BUSY_SHARE = 0.5  # of the deadline: how long SQLite waits for somebody else's lock


def engine_of(address: str, instance: Instance, offset: timedelta, origin: Origin) -> AsyncEngine:
    """An engine that has not connected yet. `offset`: of the instance's zone from UTC.

    Raises:
        ConfigError: no such URL, no driver for it, or a line that anybody could read. Never tells the URL.
    """
    url = _read(address, origin)
    system = ALSO.get(url.get_backend_name(), url.get_backend_name())
    if system not in DRIVERS:
        raise _wrong("use a postgresql, mysql or sqlite URL", origin)
    driver, module, package = DRIVERS[system]
    if find_spec(module) is None:
        raise origin.fault("MISSING_DRIVER", "base_url_env", f"install {package}: it brings {module}")
    made, arguments = {"postgresql": _postgresql, "mysql": _mysql, "sqlite": _sqlite}[system](
        url.set(drivername=driver), instance, offset, origin
    )
    limits = instance.limits
    return create_async_engine(
        made,
        connect_args=arguments,
        pool_size=min(limits.connections, limits.concurrency),
        max_overflow=0,
        pool_timeout=limits.deadline,
        pool_pre_ping=True,
        hide_parameters=True,
    )


def _read(address: str, origin: Origin) -> URL:
    try:
        return make_url(address)
    except (ArgumentError, ValueError):
        raise _wrong("write it as system://user:password@host/database", origin) from None


def _wrong(advice: str, origin: Origin) -> Exception:
    return origin.fault("BAD_VALUE", "base_url_env", f"the address in this variable: {advice}")


def _private(url: URL) -> bool:
    """Nothing of it crosses a wire: loopback, or a socket file."""
    host = str(url.query.get("host", url.host or ""))
    return not host or host.startswith("/") or host in LOOPBACK


def _seconds(limits: Limits) -> int:
    return max(2, round(limits.deadline))  # libpq takes whole ones and rounds 1 up


def _postgresql(
    url: URL, instance: Instance, offset: timedelta, origin: Origin
) -> tuple[URL, dict[str, Any]]:
    if not _private(url) and url.query.get("sslmode") not in VERIFYING:
        raise _wrong("add sslmode=verify-full, or reach the database through a tunnel", origin)
    return url, {
        "options": f"-c timezone={instance.zone}",
        "prepare_threshold": None,  # a pooler in between may change the session at any time
        "connect_timeout": _seconds(instance.limits),
        "application_name": "lapor-hub",
    }


def _mysql(url: URL, instance: Instance, offset: timedelta, origin: Origin) -> tuple[URL, dict[str, Any]]:
    authority = url.query.get("ssl_ca")
    if not _private(url) and authority is None:
        raise _wrong("add ssl_ca=FILE, or reach the database through a tunnel", origin)
    arguments: dict[str, Any] = {
        "charset": "utf8mb4",
        "sql_mode": "TRADITIONAL",  # what does not fit is refused, never cut in silence
        "connect_timeout": _seconds(instance.limits),
        "init_command": f"SET time_zone = '{_written(offset)}'",
    }
    if authority is not None:
        arguments["ssl"] = ssl.create_default_context(cafile=str(authority))
    return url.difference_update_query(["ssl_ca"]), arguments


def _written(offset: timedelta) -> str:
    minutes = int(offset.total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _sqlite(url: URL, instance: Instance, offset: timedelta, origin: Origin) -> tuple[URL, dict[str, Any]]:
    """A file that is there already: SQLite would make an empty one."""
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise _wrong("name a file, e.g. sqlite:////var/lib/desa/opensid.db", origin)
    there = url.set(database=f"file:{quote(url.database)}", query={"mode": "rw", "uri": "true"})
    return there, {"timeout": instance.limits.deadline * BUSY_SHARE}


def cut(line: Any) -> bool:
    """Break a driver's connection at once, so that whoever waits on it wakes up. False: it has no wire."""
    if hasattr(line, "fileno") and not line.closed:  # psycopg
        with socket.socket(fileno=os.dup(line.fileno())) as copy:
            copy.shutdown(socket.SHUT_RDWR)
        return True
    writer = getattr(line, "_writer", None)  # aiomysql
    if writer is not None:
        writer.transport.abort()
    return writer is not None
