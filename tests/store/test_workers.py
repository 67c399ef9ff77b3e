import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.store import cursors, tables, workers
from hub.store.database import Database


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, pool_size=2)
    yield database
    await database.aclose()


async def beat(db: Database, name: str) -> datetime:
    return await db.write(lambda conn: workers.beat(conn, name))


async def living(db: Database, timeout_s: float) -> frozenset[str]:
    async with db.reading() as conn:
        return await workers.living(conn, timeout_s)


async def test_the_moment_is_the_database_s_aware_and_moves_on(db: Database) -> None:
    async with db.reading() as conn:
        first = await workers.moment(conn)
        await asyncio.sleep(0.01)
        second = await workers.moment(conn)

    assert first < second
    assert abs(first - datetime.now(UTC)) < timedelta(minutes=1)  # the same machine in the tests


async def test_a_second_beat_keeps_the_start_and_moves_the_heartbeat(db: Database) -> None:
    first = await beat(db, "one")
    await asyncio.sleep(0.01)
    second = await beat(db, "one")

    async with db.reading() as conn:
        row = (await conn.execute(select(tables.workers))).one()
    assert (row.executor_id, row.started_at, row.heartbeat_at) == ("one", first, second)
    assert first < second


async def test_a_worker_lives_as_long_as_it_was_heard_of_lately(db: Database) -> None:
    await beat(db, "one")
    await asyncio.sleep(0.15)
    await beat(db, "two")

    assert await living(db, 60) == {"one", "two"}
    assert await living(db, 0.1) == {"two"}


async def test_a_forgotten_worker_holds_no_lease(db: Database) -> None:
    now = await beat(db, "dead")
    await beat(db, "alive")
    until = now + timedelta(hours=1)

    async def lease(conn: AsyncConnection) -> None:
        await cursors.lease(conn, "duty:a", "dead", until, now)
        await cursors.lease(conn, "duty:b", "alive", until, now)

    await db.write(lease)
    await db.write(lambda conn: workers.remove(conn, ["dead"]))

    assert await living(db, 60) == {"alive"}
    assert await db.write(lambda conn: cursors.lease(conn, "duty:a", "third", until, now))
    assert not await db.write(lambda conn: cursors.lease(conn, "duty:b", "third", until, now))


async def test_who_is_alone_forgets_everybody_else(db: Database) -> None:
    now = await beat(db, "dead")
    await beat(db, "me")
    until = now + timedelta(hours=1)
    await db.write(lambda conn: cursors.lease(conn, "duty:a", "dead", until, now))
    await db.write(lambda conn: cursors.lease(conn, "duty:b", "me", until, now))

    await db.write(lambda conn: workers.remove_others(conn, "me"))

    assert await living(db, 60) == {"me"}
    assert await db.write(lambda conn: cursors.lease(conn, "duty:a", "me", until, now))
    assert not await db.write(lambda conn: cursors.lease(conn, "duty:b", "dead", until, now))
