"""At most one worker per SQLite file: a lock the kernel drops with the process, however that ends."""

import fcntl
import os
from pathlib import Path

from hub.errors import ConfigError


class Exclusive:
    """Held from `acquire` to `release`. A file beside the database: SQLite has its own locks in that."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}.worker")
        self._handle: int | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            ConfigError: another process works on this database, or its folder cannot be written.
        """
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as fault:
            raise ConfigError(
                f"the folder of the database cannot be written ({type(fault).__name__})"
            ) from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            raise ConfigError("another hub works on this database already") from None
        self._handle = handle

    def release(self) -> None:
        """Give it back; the empty file stays."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
