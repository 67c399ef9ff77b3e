import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.ports import Run
from hub.delivery.work import Work
from hub.errors import ConfigError
from hub.store.database import Database
from hub.store.tables import meta

RUN = Run("d1", 1, "kota-dinas")


class Undone(Exception):
    """Ends a transaction without a commit."""


async def enqueue(db: Database, work: Work, *runs: Run) -> None:
    async def write(conn: AsyncConnection) -> None:
        for run in runs:
            await work.submit(conn, run)

    await db.write(write)


async def marks(db: Database) -> list[str]:
    async with db.reading() as conn:
        return list((await conn.execute(select(meta.c.key).where(meta.c.key.like("mark%")))).scalars())


async def test_a_committed_transaction_keeps_the_row_and_the_run(db: Database, work: Work) -> None:
    async def write(conn: AsyncConnection) -> None:
        await conn.execute(meta.insert().values(key="mark", value="1"))
        await work.submit(conn, RUN)

    await db.write(write)

    assert await marks(db) == ["mark"]
    assert await work.open_runs() == {"d1.1"}


async def test_a_rolled_back_transaction_leaves_neither_row_nor_run(db: Database, work: Work) -> None:
    async def write(conn: AsyncConnection) -> None:
        await conn.execute(meta.insert().values(key="mark", value="1"))
        await work.submit(conn, RUN)
        raise Undone

    with pytest.raises(Undone):
        await db.write(write)

    assert await marks(db) == []
    assert await work.open_runs() == frozenset()


async def test_a_run_is_invisible_before_the_commit(db: Database, work: Work) -> None:
    seen: list[frozenset[str]] = []

    async def write(conn: AsyncConnection) -> None:
        await work.submit(conn, RUN)
        seen.append(await work.open_runs())

    await db.write(write)

    assert seen == [frozenset()]


async def test_the_same_run_submitted_twice_is_one_run(db: Database, work: Work) -> None:
    await enqueue(db, work, RUN, RUN)
    await enqueue(db, work, RUN)

    assert await work.open_runs() == {"d1.1"}


async def test_many_transactions_at_once_lose_no_run(db: Database, work: Work) -> None:
    runs = [Run(f"d{number}", 1, "kota-dinas") for number in range(40)]

    await asyncio.gather(*(enqueue(db, work, run) for run in runs))

    assert await work.open_runs() == {run.id for run in runs}


async def test_a_waiting_run_can_be_cancelled(db: Database, work: Work) -> None:
    await enqueue(db, work, RUN, replace(RUN, number=2, wait=60.0))

    await work.cancel(["d1.2", "unknown.1"])

    assert await work.open_runs() == {"d1.1"}


async def test_only_runs_that_ended_before_the_moment_are_pruned(db: Database, work: Work) -> None:
    await enqueue(db, work, RUN, replace(RUN, number=2))
    await work.cancel(["d1.2"])
    now = datetime.now(UTC)

    assert await work.prune(now - timedelta(hours=1)) == 0
    assert await work.prune(now + timedelta(hours=1)) == 1
    assert await work.prune(now + timedelta(hours=1)) == 0
    assert await work.open_runs() == {"d1.1"}


async def test_the_queue_stores_ids_as_json_and_nothing_else(db: Database, work: Work) -> None:
    await enqueue(db, work, RUN)
    table = "dbos.workflow_input" if db.is_postgresql else "workflow_input"

    async with db.reading() as conn:
        stored = (await conn.execute(text(f"SELECT inputs FROM {table}"))).scalars().all()  # noqa: S608

    assert [json.loads(one) for one in stored] == [{"positionalArgs": ["d1", 1], "namedArgs": {}}]


async def test_a_database_without_the_queue_is_told_apart(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    lost = Work(database.sync_url)

    with pytest.raises(ConfigError, match="hub migrate"):
        await lost.check()

    await lost.aclose()
    await database.aclose()


async def test_a_database_with_the_queue_is_accepted(work: Work) -> None:
    await work.check()
