import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.ports import Run
from hub.delivery.engine import Engine, EngineOptions
from hub.delivery.ports import Attempt
from hub.delivery.queues import QueueLimits
from hub.delivery.work import Work
from hub.errors import ConfigError
from hub.store.database import Database
from tests.delivery.waiting import until

QUEUE = QueueLimits("kota-dinas", concurrency=3, limit=1000, period=1.0, polling_s=0.05)
OTHER = QueueLimits("kota-rsud", concurrency=3, limit=1000, period=1.0, polling_s=0.05)
SECRET = "Budi Santoso 6201010101900001"


@asynccontextmanager
async def running(
    work: Work, options: EngineOptions, attempt: Attempt, *queues: QueueLimits
) -> AsyncIterator[Engine]:
    await work.register(queues or (QUEUE,))
    engine = Engine(options, attempt)
    await engine.start()
    try:
        yield engine
    finally:
        await engine.stop()


async def enqueue(db: Database, work: Work, *runs: Run) -> None:
    async def write(conn: AsyncConnection) -> None:
        for run in runs:
            await work.submit(conn, run)

    await db.write(write)


def runs(count: int, queue: str = "kota-dinas") -> list[Run]:
    return [Run(f"{queue}-{number}", 1, queue) for number in range(count)]


async def test_runs_are_performed_on_the_loop_of_the_application(
    db: Database, work: Work, options: EngineOptions
) -> None:
    here = asyncio.get_running_loop()
    done: list[tuple[str, int, bool]] = []

    async def attempt(delivery_id: str, run: int) -> None:
        done.append((delivery_id, run, asyncio.get_running_loop() is here))

    async with running(work, options, attempt):
        await enqueue(db, work, Run("d1", 7, "kota-dinas"))
        await until(lambda: bool(done))
        await _emptied(work)

    assert done == [("d1", 7, True)]


async def test_a_run_starts_only_after_its_wait(db: Database, work: Work, options: EngineOptions) -> None:
    begun: dict[str, float] = {}

    async def attempt(delivery_id: str, run: int) -> None:
        begun[delivery_id] = time.monotonic()

    async with running(work, options, attempt):
        start = time.monotonic()
        await enqueue(db, work, Run("late", 1, "kota-dinas", wait=1.2), Run("soon", 1, "kota-dinas"))
        await until(lambda: len(begun) == 2)

    assert begun["soon"] - start < 1.1 < begun["late"] - start


async def test_no_more_runs_of_a_queue_are_at_work_than_its_instance_allows(
    db: Database, work: Work, options: EngineOptions
) -> None:
    at_once: list[int] = []
    inside = 0

    async def attempt(delivery_id: str, run: int) -> None:
        nonlocal inside
        inside += 1
        at_once.append(inside)
        await asyncio.sleep(0.03)
        inside -= 1

    async with running(work, options, attempt):
        await enqueue(db, work, *runs(12))
        await until(lambda: len(at_once) == 12)

    assert max(at_once) == QUEUE.concurrency


async def test_a_backlog_drains_at_the_agreed_rate(db: Database, work: Work, options: EngineOptions) -> None:
    done: list[float] = []

    async def attempt(delivery_id: str, run: int) -> None:
        done.append(time.monotonic())

    async with running(work, options, attempt, QueueLimits("kota-dinas", 3, 2, 0.5, 0.05)):
        await enqueue(db, work, *runs(6))
        await until(lambda: len(done) == 6)

    assert done[-1] - done[0] >= 0.9


async def test_a_system_that_hangs_delays_no_other(db: Database, work: Work, options: EngineOptions) -> None:
    done: list[str] = []
    never = asyncio.Event()

    async def attempt(delivery_id: str, run: int) -> None:
        if delivery_id.startswith("kota-rsud"):
            await never.wait()
        done.append(delivery_id)

    async with running(work, options, attempt, QUEUE, OTHER):
        await enqueue(db, work, *runs(5, "kota-rsud"), *runs(5))
        await until(lambda: len(done) == 5)
        never.set()

    assert set(done[:5]) == {run.delivery_id for run in runs(5)}


async def test_a_failed_run_leaves_a_code_and_no_word_of_the_error(
    db: Database, work: Work, options: EngineOptions
) -> None:
    tries = 0

    async def attempt(delivery_id: str, run: int) -> None:
        nonlocal tries
        tries += 1
        raise ValueError(SECRET)

    async with running(work, options, attempt):
        await enqueue(db, work, Run("d1", 1, "kota-dinas"))
        await until(lambda: tries == 1)
        await _emptied(work)

    assert SECRET not in (dump := await _everything(db))
    assert "ValueError" in dump


async def test_an_abandoned_attempt_ends_and_its_run_is_closed(
    db: Database, work: Work, options: EngineOptions
) -> None:
    begun: list[str] = []
    ended: list[str] = []

    async def attempt(delivery_id: str, run: int) -> None:
        begun.append(delivery_id)
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(delivery_id)

    async with running(work, options, attempt) as engine:
        await enqueue(db, work, Run("d1", 1, "kota-dinas"))
        await until(lambda: begun == ["d1"] and engine.active == {"d1.1"})
        engine.abandon()
        await until(lambda: ended == ["d1"])
        await _emptied(work)
        assert engine.active == frozenset()


async def test_stopping_ends_within_two_seconds_and_leaves_the_cut_run_to_others(
    db: Database, work: Work, options: EngineOptions
) -> None:
    finished: list[str] = []

    async def attempt(delivery_id: str, run: int) -> None:
        await (asyncio.sleep(0.2) if delivery_id == "quick" else asyncio.Event().wait())
        finished.append(delivery_id)

    async with running(work, options, attempt) as engine:
        await enqueue(db, work, Run("quick", 1, "kota-dinas"), Run("hangs", 1, "kota-dinas"))
        await until(lambda: len(engine.active) == 2)
        start = time.monotonic()
    took = time.monotonic() - start

    assert took < 2.0
    assert finished == ["quick"]
    assert await work.at_work() == {options.executor_id: {"hangs.1": "kota-dinas"}}


async def test_threads_of_the_loop_still_work_after_an_engine_has_ended(
    work: Work, options: EngineOptions
) -> None:
    async def attempt(delivery_id: str, run: int) -> None:
        raise AssertionError

    async with running(work, options, attempt):
        pass

    assert await asyncio.to_thread(lambda: 1) == 1


async def test_an_engine_refuses_a_database_without_its_tables(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    options = EngineOptions(database.sync_url, "test-refused")
    engine = Engine(options, lambda delivery_id, run: asyncio.sleep(0))

    with pytest.raises(ConfigError):
        await engine.start()

    await database.aclose()


async def _emptied(work: Work) -> None:
    async with asyncio.timeout(5):
        while await work.open_runs():
            await asyncio.sleep(0.02)


async def _everything(db: Database) -> str:
    schema = "dbos." if db.is_postgresql else ""
    found = []
    async with db.reading() as conn:
        for table in ("workflow_status", "workflow_input", "workflow_output", "operation_outputs"):
            statement = text(f"SELECT * FROM {schema}{table}")  # noqa: S608 names are fixed above
            found += (await conn.execute(statement)).fetchall()
    return repr(found)
