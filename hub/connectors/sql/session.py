"""The one seam to an office's database: deadline, breaker, pool, and whether a write may have happened."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from hub.connectors.breaker import Outcome
from hub.connectors.faults import lost
from hub.connectors.kind import Reach
from hub.connectors.sql.drivers import cut
from hub.connectors.sql.faults import BROKEN, fault_of
from hub.errors import ConnectorError, CredentialFault, Refused, Unreachable

T = TypeVar("T")
Work = Callable[[AsyncConnection], Awaitable[T]]
NO_TRANSACTIONS = "mysql"  # its older tables (MyISAM) keep a row as soon as it is sent


@dataclass(slots=True)
class _Attempt:
    """How far a call has come."""

    writes: bool
    line: Any = None  # the driver's connection, once there is one
    doubtful: bool = False  # from here on it may have happened
    first: BaseException | None = None  # what went wrong; rolling back on a broken line only adds to it

    def give_up(self, task: "asyncio.Task[Any]") -> None:
        """End it now. A driver that is cancelled would first talk to the server, which may be silent."""
        if self.line is None or not cut(self.line):
            task.cancel()


class Session:
    """Calls to one database. Raises `ConnectorError`s only, and never tries anything twice."""

    def __init__(self, engine: AsyncEngine, deadline: float, reach: Reach) -> None:
        self._engine, self._deadline = engine, deadline
        self._breaker, self._ticks = reach.breaker, reach.ticks
        self._running: set[asyncio.Task[Any]] = set()

    async def read(self, work: Work[T]) -> T:
        """Without a transaction; a lost answer is `Unreachable`."""
        return await self._guarded(work, _Attempt(writes=False))

    async def write(self, work: Work[T]) -> T:
        """One transaction. An answer lost while it is committed is `Unconfirmed`."""
        return await self._guarded(work, _Attempt(writes=True))

    async def aclose(self) -> None:
        """Give the connections back; calls under way end first, within their deadline."""
        if self._running:
            await asyncio.wait(self._running, timeout=self._deadline)
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._engine.dispose()

    def spoil(self) -> None:
        """Tells the breaker that nobody could read an answer."""
        self._breaker.spoil()

    async def _guarded(self, work: Work[T], attempt: _Attempt) -> T:
        era = self._breaker.enter()
        if era is None:
            raise Unreachable("CIRCUIT_OPEN", retry_after=self._breaker.wait)
        began, outcome = self._ticks(), Outcome.UNKNOWN
        try:
            done = await self._bounded(work, attempt)
            outcome = self._judged(done, self._ticks() - began)
        finally:
            self._breaker.leave(era, outcome)
        if isinstance(done, ConnectorError):
            raise done
        return done.result()

    def _judged(self, done: object, seconds: float) -> Outcome:
        if isinstance(done, Unreachable):
            return Outcome.UNREACHABLE
        if isinstance(done, ConnectorError) and not isinstance(done, Refused | CredentialFault):
            return Outcome.BAD
        slow = seconds > self._deadline * self._breaker.rules.slow_share
        return Outcome.BAD if slow else Outcome.GOOD

    async def _bounded(self, work: Work[T], attempt: _Attempt) -> "asyncio.Task[T] | ConnectorError":
        """The call in a task of its own: what a driver does after its end must not hold the caller up."""
        task = asyncio.create_task(self._called(work, attempt))
        self._running.add(task)
        task.add_done_callback(self._ended)
        try:
            done, _ = await asyncio.wait({task}, timeout=self._deadline)
        except asyncio.CancelledError:
            attempt.give_up(task)
            raise
        if not done:
            attempt.give_up(task)
            return lost("DEADLINE", safe=not attempt.doubtful)
        error = attempt.first or task.exception()
        if error is None:
            return task
        if isinstance(error, ConnectorError):
            return error
        if isinstance(error, BROKEN):
            return fault_of(error, attempt.doubtful)
        raise error

    def _ended(self, task: "asyncio.Task[Any]") -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # looked at, so that nobody misses it

    async def _called(self, work: Work[T], attempt: _Attempt) -> T:
        async with self._engine.connect() as connection:
            attempt.line = (await connection.get_raw_connection()).driver_connection
            try:
                return await self._worked(work, attempt, connection)
            except Exception as error:
                attempt.first = error
                raise

    async def _worked(self, work: Work[T], attempt: _Attempt, connection: AsyncConnection) -> T:
        if not attempt.writes:
            return await work(await connection.execution_options(isolation_level="AUTOCOMMIT"))
        attempt.doubtful = connection.dialect.name == NO_TRANSACTIONS
        result = await work(connection)
        attempt.doubtful = True
        await connection.commit()
        return result
