"""The reference data in force: loaded once, looked at again now and then, replaced as a whole."""

from pathlib import Path

from hub.domain.directory import Directory
from hub.errors import ReferenceError
from hub.reference import loader
from hub.store import reference
from hub.store.database import Database


class Reference:
    """Holds the current `Directory` of this process."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self._current: Directory | None = None

    def current(self) -> Directory:
        """The directory in force. Raises `ReferenceError` before the first `refresh`."""
        if self._current is None:
            raise ReferenceError(["no reference data is loaded: run `hub reference import`"])
        return self._current

    async def refresh(self) -> bool:
        """Load the stored directory if it is another than the one held; True when it changed."""
        async with self.db.reading() as conn:
            version = await reference.version(conn)
            if self._current is not None and self._current.version == version:
                return False
            self._current = await reference.load(conn)
        return True

    async def put_in(self, files: Path | None) -> Directory:
        """Check a deployment's files (None: the shipped ones) and store them, all or nothing.

        Raises:
            ReferenceError: every fault as `file:line: CODE: what to do`; the store keeps what it has.
        """
        directory = loader.load(files)
        await self.db.write(lambda conn: reference.save(conn, directory))
        await self.refresh()
        return directory

    async def ensure(self) -> None:
        """Store the shipped data where there is none yet, and load what there is."""
        async with self.db.reading() as conn:
            version = await reference.version(conn)
        if version is None:
            await self.put_in(None)
        await self.refresh()
