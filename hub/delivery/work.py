"""The durable queue as every process uses it: enqueue in a transaction, list, cancel, revive, prune."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from dbos import DBOSClient, EnqueueOptions
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.ports import Run
from hub.delivery.library import APPLICATION, SERIALIZER, VERSION, WORKFLOW, quieten
from hub.delivery.queues import QueueLimits
from hub.errors import ConfigError, StoreFault

T = TypeVar("T")

WAITING = ("ENQUEUED", "DELAYED")
AT_WORK = "PENDING"
ENDED = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
PRUNE_BATCH = 500

Held = Mapping[str, Mapping[str, str]]
"""Executor -> run id -> queue."""


class Work:
    """`DurableWork` on DBOS, in the hub's own database. Runs nothing; see `hub.delivery.engine` for that.

    Args:
        url: the address of that database, without an async driver.
    """

    def __init__(self, url: str) -> None:
        quieten()
        self._client = DBOSClient(
            system_database_url=url,
            serializer=SERIALIZER,
            application_name=APPLICATION,
            system_database_pool_size=2,
            lazy=True,
            retry_connection_errors=False,  # a caller waits for an answer, not for the database's return
        )
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="work")

    async def register(self, queues: Sequence[QueueLimits]) -> None:
        """Make the queues known before an engine starts: it notices later ones after a second only."""
        for queue in queues:
            register = partial(
                self._client.register_queue,
                queue.name,
                global_concurrency=queue.concurrency,
                worker_concurrency=queue.concurrency,
                limiter={"limit": queue.limit, "period": queue.period},
                polling_interval_sec=queue.polling_s,
            )
            await self._call(register)

    async def submit(self, conn: AsyncConnection, run: Run) -> None:
        """Enqueue inside the caller's transaction: it exists if and only if the transaction commits."""
        options = EnqueueOptions(
            workflow_name=WORKFLOW, queue_name=run.queue, workflow_id=run.id, app_version=VERSION
        )
        if run.wait > 0:
            options["delay_seconds"] = run.wait

        def enqueue(sync: object) -> None:
            self._client.enqueue_in_transaction(sync, options, run.delivery_id, run.number)  # type: ignore[arg-type]

        await conn.run_sync(enqueue)

    async def cancel(self, run_ids: Sequence[str]) -> None:
        """Runs that have not started never will; others are left alone."""
        if run_ids:
            waiting = await self._ids(WAITING, list(run_ids))
            if waiting:
                await self._call(lambda: self._client.cancel_workflows(waiting))

    async def open_runs(self) -> frozenset[str]:
        """Ids of runs that are queued, delayed or at work."""
        return frozenset(await self._ids((*WAITING, AT_WORK)))

    async def at_work(self, executor: str | None = None) -> Held:
        """Runs that some executor (or this one) has begun, by executor."""
        found = await self._call(
            lambda: self._client.list_workflows(
                status=AT_WORK, executor_id=executor, load_input=False, load_output=False
            )
        )
        held: dict[str, dict[str, str]] = {}
        for run in found:
            held.setdefault(run.executor_id or "", {})[run.workflow_id] = run.queue_name or ""
        return held

    async def revive(self, runs: Mapping[str, str]) -> int:
        """Put runs (id -> queue) back into their queues, for any worker. Only for runs nobody works on."""
        by_queue: dict[str, list[str]] = {}
        for run_id, queue in runs.items():
            by_queue.setdefault(queue, []).append(run_id)
        for queue, ids in by_queue.items():
            await self._call(partial(self._client.resume_workflows, ids, queue_name=queue or None))
        return len(runs)

    async def prune(self, ended_before: datetime) -> int:
        """Delete runs that ended before then: what became of a message is in `deliveries`."""
        moment = ended_before.astimezone(UTC).isoformat()
        count = 0
        while True:
            ids = await self._ids(ENDED, completed_before=moment, limit=PRUNE_BATCH)
            if ids:
                await self._call(partial(self._client.delete_workflows, ids))
            count += len(ids)
            if len(ids) < PRUNE_BATCH:
                return count

    async def check(self) -> None:
        """Raises `ConfigError` when the database has no durable queue yet."""
        try:
            await self._call(lambda: self._client.list_queues())
        except StoreFault:
            raise ConfigError("the database has no durable queue: run `hub migrate`") from None

    async def aclose(self) -> None:
        """Give the connections back."""
        await self._call(self._client.destroy)
        self._threads.shutdown(wait=False)

    async def _ids(
        self,
        states: Collection[str],
        run_ids: list[str] | None = None,
        completed_before: str | None = None,
        limit: int | None = None,
    ) -> list[str]:
        found = await self._call(
            lambda: self._client.list_workflows(
                workflow_ids=run_ids,
                status=list(states),
                completed_before=completed_before,
                limit=limit,
                load_input=False,
                load_output=False,
            )
        )
        return [run.workflow_id for run in found]

    async def _call(self, function: Callable[[], T]) -> T:
        """In a thread of ours: DBOS puts its own pool into the loop and closes it when it ends."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, function)
        except DBAPIError as error:
            raise StoreFault(f"the durable queue cannot be read ({type(error.orig).__name__})") from None
