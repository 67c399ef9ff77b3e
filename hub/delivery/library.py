"""How the hub uses DBOS: names, schema and log, the same in every process."""

import logging

from dbos import DBOS, DBOSPortableJSONSerializer

APPLICATION = "lapor-hub"
VERSION = "1"  # fixed: the default is a hash of the source, and a deploy would strand every older run
WORKFLOW = "deliver"
SERIALIZER = DBOSPortableJSONSerializer()  # the default is pickle
POOL_SIZE = 6
THREADS = 16


def migrate(url: str) -> None:
    """Make or update the tables of DBOS: schema `dbos` on PostgreSQL, the same file on SQLite.

    Args:
        url: `sqlite:///file` or `postgresql+psycopg://...`, without an async driver.
    """
    quieten()
    DBOS.migrate(url)


def quieten() -> None:
    """Send its log through ours: warnings only, and no tracebacks, whose locals nobody has checked."""
    logger = logging.getLogger("dbos")
    if not any(isinstance(one, _Plain) for one in logger.filters):
        logger.addFilter(_Plain())
        logger.addHandler(logging.NullHandler())  # else DBOS adds a console of its own
    logger.setLevel(logging.WARNING)


class _Plain(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0] is not None:
            record.msg = f"{record.getMessage()} {record.exc_info[0].__name__}"
            record.args, record.exc_info, record.exc_text = (), None, None
        return True
