"""What a database error means for the hub: try again, refuse to acknowledge, or a programming mistake."""

import sqlite3

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from hub.errors import Busy, StoreFault

_SQLITE_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_POSTGRES_BUSY = frozenset({"40001", "40P01", "55P03"})  # serialisation, deadlock, lock not available
_PRIMARY_CODE = 0xFF  # SQLite adds detail in the higher bits


def meaning(error: Exception) -> Exception:
    """The hub's word for a database error; broken constraints and everything unknown stay as they are."""
    if isinstance(error, PoolTimeout):
        return Busy("no database connection became free")
    if not isinstance(error, DBAPIError) or isinstance(error, IntegrityError):
        return error
    code, busy = _reason(error)
    if busy:
        return Busy(f"the store is busy ({code})")
    if error.connection_invalidated or _is_outage(error):
        return StoreFault(f"the store failed ({code})")
    return error


def is_lost_connection(error: Exception) -> bool:
    """Whether the connection broke: then the transaction is undone, unless COMMIT was under way."""
    return isinstance(error, DBAPIError) and error.connection_invalidated


def _reason(error: DBAPIError) -> tuple[str, bool]:
    original = error.orig
    state = getattr(original, "sqlstate", None)
    if isinstance(state, str):
        return state, state in _POSTGRES_BUSY
    number = getattr(original, "sqlite_errorcode", None)
    if isinstance(number, int):
        return str(getattr(original, "sqlite_errorname", number)), number & _PRIMARY_CODE in _SQLITE_BUSY
    return "no code", False


def _is_outage(error: DBAPIError) -> bool:
    """Disk, memory, connection or server trouble, as opposed to a statement that is wrong."""
    original = error.orig
    state = getattr(original, "sqlstate", None)
    if isinstance(state, str):
        return state[:2] in {"08", "53", "57", "58", "F0", "XX"} or state == "25006"
    number = getattr(original, "sqlite_errorcode", None)
    if isinstance(number, int):
        return number & _PRIMARY_CODE in _SQLITE_OUTAGES
    return type(original).__name__ == "OperationalError"  # PostgreSQL could not be reached


_SQLITE_OUTAGES = frozenset(
    {
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PROTOCOL,
    }
)
