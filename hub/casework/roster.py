"""Which worker processes live, and which of them performs a duty that needs only one."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.store import cursors, workers
from hub.store.database import Database

PREFIX = "duty:"  # other rows of the table are connectors


class Roster:
    """One worker's place among the others.

    Args:
        db: the store.
        executor_id: this worker; unique per process.
        timeout_s: a worker silent for so long counts as dead, and its duties are free.
    """

    def __init__(self, db: Database, executor_id: str, timeout_s: float) -> None:
        self._db, self._me, self._timeout_s = db, executor_id, timeout_s

    async def beat(self, duties: Sequence[str]) -> frozenset[str]:
        """Say that this worker lives; take or prolong these duties. Returns those it has now."""

        async def work(conn: AsyncConnection) -> frozenset[str]:
            now = await workers.beat(conn, self._me)
            until = now + timedelta(seconds=self._timeout_s)
            taken = [
                duty for duty in duties if await cursors.lease(conn, PREFIX + duty, self._me, until, now)
            ]
            return frozenset(taken)

        return await self._db.write(work)

    async def gone(self, executors: Collection[str]) -> frozenset[str]:
        """Those of them that are no living worker."""
        async with self._db.reading() as conn:
            return frozenset(executors) - await workers.living(conn, self._timeout_s)

    async def forget(self, executors: Collection[str]) -> None:
        """Drop dead workers and free their duties."""
        await self._db.write(lambda conn: workers.remove(conn, executors))

    async def evict(self) -> None:
        """The same for everybody else, where no other worker can be alive."""
        await self._db.write(lambda conn: workers.remove_others(conn, self._me))

    async def leave(self) -> None:
        """End in good order: give every duty back at once."""

        await self._db.write(lambda conn: workers.remove(conn, [self._me]))
