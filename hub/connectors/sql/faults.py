"""What a database's error means for a retry. Messages are codes: no statement, value, address or person.

Until a transaction is committed nothing of it has happened, so a line that breaks before is `Unreachable`.
"""

import re
import struct

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoFreePlace

from hub.connectors.faults import lost
from hub.errors import ConnectorError, CredentialFault, Misunderstood, Refused, Throttled

BROKEN = (
    *(SQLAlchemyError, OSError, EOFError, struct.error),
    *(RuntimeError, ValueError, LookupError, TypeError, AssertionError),  # drivers, on bytes they cannot read
)
"""Everything a call to a database may end with."""


class Duplicate(Refused):
    """A unique column has this value already."""


_LOGIN = (CredentialFault, "LOGIN_REFUSED")
_POSTGRESQL: tuple[tuple[str, type[ConnectorError], str], ...] = (
    ("28", *_LOGIN),
    ("42501", CredentialFault, "NO_PERMISSION"),
    ("25006", CredentialFault, "READ_ONLY"),
    ("3D", CredentialFault, "NO_SUCH_DATABASE"),
    ("42", Misunderstood, "NO_SUCH_TABLE_OR_COLUMN"),
    ("3F", Misunderstood, "NO_SUCH_TABLE_OR_COLUMN"),
    ("23505", Duplicate, "DUPLICATE"),
    ("22", Refused, "ROW_REFUSED"),
    ("23", Refused, "ROW_REFUSED"),
    ("44", Refused, "ROW_REFUSED"),
    ("P0001", Refused, "ROW_REFUSED"),  # a trigger of theirs says no
    ("40", Throttled, "BUSY"),
    ("53", Throttled, "BUSY"),
    ("55P03", Throttled, "BUSY"),
    ("57P03", Throttled, "BUSY"),
)
_MYSQL: dict[int, tuple[type[ConnectorError], str]] = {
    **dict.fromkeys((1044, 1045, 1130, 1698), _LOGIN),
    **dict.fromkeys((1142, 1143, 1227, 1370), (CredentialFault, "NO_PERMISSION")),
    **dict.fromkeys((1290, 1792, 1836), (CredentialFault, "READ_ONLY")),
    1049: (CredentialFault, "NO_SUCH_DATABASE"),
    **dict.fromkeys((1054, 1064, 1146, 1356), (Misunderstood, "NO_SUCH_TABLE_OR_COLUMN")),
    1062: (Duplicate, "DUPLICATE"),
    **dict.fromkeys((1048, 1264, 1265, 1292, 1364, 1366, 1406, 1452), (Refused, "ROW_REFUSED")),
    **dict.fromkeys((1644, 3819, 4025), (Refused, "ROW_REFUSED")),  # a trigger or a CHECK says no
    **dict.fromkeys((1040, 1041, 1203, 1205, 1213, 1226), (Throttled, "BUSY")),
}
_SQLITE: tuple[tuple[str, type[ConnectorError], str], ...] = (
    ("SQLITE_CONSTRAINT_UNIQUE", Duplicate, "DUPLICATE"),
    ("SQLITE_CONSTRAINT_PRIMARYKEY", Duplicate, "DUPLICATE"),
    ("SQLITE_CONSTRAINT", Refused, "ROW_REFUSED"),
    ("SQLITE_MISMATCH", Refused, "ROW_REFUSED"),
    ("SQLITE_READONLY", CredentialFault, "READ_ONLY"),
    ("SQLITE_PERM", CredentialFault, "NO_PERMISSION"),
    ("SQLITE_AUTH", CredentialFault, "NO_PERMISSION"),
    ("SQLITE_BUSY", Throttled, "BUSY"),
    ("SQLITE_LOCKED", Throttled, "BUSY"),
    ("SQLITE_FULL", Throttled, "BUSY"),
    ("SQLITE_NOTADB", Misunderstood, "NO_DATABASE"),
    ("SQLITE_CORRUPT", Misunderstood, "NO_DATABASE"),
    ("SQLITE_ERROR", Misunderstood, "NO_SUCH_TABLE_OR_COLUMN"),
)


# libpq gives no code to what ends a connection before the login is done; servers say it in English, or in the
# language of their house: then it counts as no connection.
_AT_LOGIN: tuple[tuple[re.Pattern[str], type[ConnectorError], str], ...] = (
    (re.compile("authentication failed|no pg_hba|permitted to log in|role .* does not exist"), *_LOGIN),
    (re.compile("database .* does not exist"), CredentialFault, "NO_SUCH_DATABASE"),
    (re.compile("too many|connection slots|starting up|shutting down|recovery mode"), Throttled, "BUSY"),
)


def fault_of(error: BaseException, doubtful: bool) -> ConnectorError:
    """The fault an error stands for.

    Args:
        error: one of `BROKEN`.
        doubtful: what was sent may take effect although no answer came.
    """
    if isinstance(error, NoFreePlace):
        return lost("NO_FREE_PLACE", safe=True)
    said = _said(error.orig) if isinstance(error, DBAPIError) else None
    if said is None:
        return lost("NO_ANSWER" if doubtful else "NO_CONNECTION", safe=not doubtful)
    kind, code = said
    return kind(code)


def _said(error: BaseException | None) -> tuple[type[ConnectorError], str] | None:
    """None: the database said nothing by which one could tell."""
    number = error.args[0] if error is not None and error.args else None
    if isinstance(number, int):  # its states, shown as well, tell less
        return _MYSQL.get(number)
    state, name = getattr(error, "sqlstate", None), getattr(error, "sqlite_errorname", None)
    if isinstance(name, str):
        return _starting(_SQLITE, name)
    if isinstance(state, str):
        return _starting(_POSTGRESQL, state)
    said = str(error)
    return next(((kind, code) for words, kind, code in _AT_LOGIN if words.search(said)), None)


def _starting(
    table: tuple[tuple[str, type[ConnectorError], str], ...], said: str
) -> tuple[type[ConnectorError], str] | None:
    return next(((kind, code) for start, kind, code in table if said.startswith(start)), None)
