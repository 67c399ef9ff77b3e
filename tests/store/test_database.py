"""Transactions: whole or not at all, repeated when that is safe, acknowledged only when on disk."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable

import psycopg
import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.errors import Busy, StoreFault
from hub.store import events
from hub.store.database import ATTEMPTS, Database
from hub.store.tables import case_copies, meta
from tests.store import rows

Work = Callable[[AsyncConnection], Awaitable[None]]


def put(key: str, value: str = "x") -> Work:
    async def work(conn: AsyncConnection) -> None:
        await conn.execute(insert(meta), [{"key": key, "value": value}])

    return work


async def has(database: Database, key: str) -> bool:
    async with database.reading() as conn:
        found = await conn.execute(select(func.count()).select_from(meta).where(meta.c.key == key))
        return bool(found.scalar_one())


def terminate(url: str, pid: int) -> None:
    """End a server process of PostgreSQL, as a crash would."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


async def test_a_result_is_returned_and_kept(database_url: str) -> None:
    async def work(conn: AsyncConnection) -> int:
        await put("a")(conn)
        return 7

    async with rows.opened(database_url) as database:
        seen = database.changed.count
        assert await database.write(work) == 7
        assert database.changed.count > seen
        assert await has(database, "a")


async def test_an_exception_leaves_nothing_behind_and_wakes_nobody(database_url: str) -> None:
    async def work(conn: AsyncConnection) -> None:
        await put("a")(conn)
        raise LookupError

    async with rows.opened(database_url) as database:
        seen = database.changed.count
        with pytest.raises(LookupError):
            await database.write(work)
        assert not await has(database, "a")
        assert database.changed.count == seen


async def test_concurrent_read_modify_writes_by_two_processes_lose_nothing(database_url: str) -> None:
    async def increment(conn: AsyncConnection) -> None:
        lock = select(meta.c.value).where(meta.c.key == "n").with_for_update()
        value = int((await conn.execute(lock)).scalar_one())
        await asyncio.sleep(0)
        await conn.execute(update(meta).where(meta.c.key == "n").values(value=str(value + 1)))

    async with rows.opened(database_url) as one, rows.opened(database_url) as two:
        await one.write(put("n", "0"))
        await asyncio.gather(*(database.write(increment) for database in (one, two) for _ in range(40)))
        async with one.reading() as conn:
            assert (await conn.execute(select(meta.c.value).where(meta.c.key == "n"))).scalar_one() == "80"


async def test_a_reader_does_not_wait_for_an_open_transaction(database_url: str) -> None:
    async with rows.opened(database_url) as database:

        async def work(conn: AsyncConnection) -> bool:
            await put("a")(conn)
            return await asyncio.wait_for(has(database, "a"), 2)

        assert await database.write(work) is False


async def test_a_reading_connection_cannot_write(database_url: str) -> None:
    async with rows.opened(database_url) as database:
        with pytest.raises((StoreFault, DBAPIError)):
            async with database.reading() as conn:
                await put("a")(conn)
        assert not await has(database, "a")


async def test_a_cancelled_transaction_is_undone_and_blocks_nobody(database_url: str) -> None:
    async with rows.opened(database_url) as database:
        started = asyncio.Event()

        async def work(conn: AsyncConnection) -> None:
            await put("a")(conn)
            started.set()
            await asyncio.sleep(60)

        task = asyncio.create_task(database.write(work))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(database.write(put("b")), 3)
        assert (await has(database, "a"), await has(database, "b")) == (False, True)


async def test_a_lock_held_by_another_process_is_waited_for(sqlite_url: str) -> None:
    holder = sqlite3.connect(make_url(sqlite_url).database or "", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    async with rows.opened(sqlite_url) as database:
        task = asyncio.create_task(database.write(put("a")))
        await asyncio.sleep(0.1)
        assert not task.done()
        holder.execute("ROLLBACK")
        holder.close()
        await asyncio.wait_for(task, 3)


async def test_a_lock_that_is_never_given_back_ends_as_busy(sqlite_url: str) -> None:
    holder = sqlite3.connect(make_url(sqlite_url).database or "", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    database = Database(sqlite_url, lock_wait=0.02)
    with pytest.raises(Busy):
        await asyncio.wait_for(database.write(put("a")), 3)
    await database.aclose()
    holder.close()


async def test_a_deadlock_is_tried_again_until_both_are_through(postgres_url: str) -> None:
    async with rows.opened(postgres_url) as database:
        await database.write(put("a"))
        await database.write(put("b"))
        both = asyncio.Barrier(2)
        tries: list[str] = []

        def cross(first: str, second: str) -> Work:
            async def work(conn: AsyncConnection) -> None:
                tries.append(first)
                await conn.execute(update(meta).where(meta.c.key == first).values(value=first))
                if len(tries) <= 2:
                    await both.wait()
                await conn.execute(update(meta).where(meta.c.key == second).values(value=first))

            return work

        await asyncio.gather(database.write(cross("a", "b")), database.write(cross("b", "a")))
        assert len(tries) == 3


async def test_attempts_are_bounded_and_pause_longer_each_time(sqlite_url: str) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    async def work(conn: AsyncConnection) -> None:
        raise Busy("taken")

    database = Database(sqlite_url, sleep=pause, chance=lambda: 0.5)
    with pytest.raises(Busy):
        await database.write(work)
    await database.aclose()

    assert len(pauses) == ATTEMPTS - 1
    assert pauses == sorted(set(pauses))


async def test_a_connection_that_breaks_before_the_commit_is_replaced(postgres_url: str) -> None:
    broken: list[int] = []

    async def work(conn: AsyncConnection) -> None:
        pid = (await conn.execute(select(func.pg_backend_pid()))).scalar_one()
        await put("a")(conn)
        if not broken:
            broken.append(pid)
            terminate(postgres_url, pid)
        await put("b")(conn)

    async with rows.opened(postgres_url) as database:
        await database.write(work)
        assert await has(database, "a")
    assert len(broken) == 1


async def test_a_failed_commit_is_not_acknowledged_and_not_repeated(postgres_url: str) -> None:
    tries: list[int] = []

    async def work(conn: AsyncConnection) -> None:
        await put("a")(conn)
        tries.append((await conn.execute(select(func.pg_backend_pid()))).scalar_one())
        terminate(postgres_url, tries[-1])

    async with rows.opened(postgres_url) as database:
        with pytest.raises(StoreFault):
            await database.write(work)
        assert len(tries) == 1
        assert not await has(database, "a")
        await database.write(put("b"))


async def test_a_server_that_is_not_there_is_a_store_fault() -> None:
    async with rows.opened("postgresql://nobody@127.0.0.1:1/none") as database:
        with pytest.raises(StoreFault):
            await database.write(put("a"))
        with pytest.raises(StoreFault):
            await has(database, "a")


async def test_a_full_disk_is_a_store_fault_and_nothing_of_it_is_kept(sqlite_url: str) -> None:
    async def work(conn: AsyncConnection) -> None:
        await put("small")(conn)
        await conn.exec_driver_sql("PRAGMA max_page_count=1")
        await put("large", "x" * 10_000_000)(conn)

    async with rows.opened(sqlite_url) as database:
        with pytest.raises(StoreFault, match="SQLITE_FULL"):
            await database.write(work)
        assert not await has(database, "small")


async def test_a_file_that_is_no_database_is_a_store_fault(tmp_path: object) -> None:
    path = f"{tmp_path}/hub.db"
    with open(path, "wb") as file:  # noqa: ASYNC230 a test
        file.write(b"not a database " * 1000)
    async with rows.opened(f"sqlite:///{path}") as database:
        with pytest.raises(StoreFault):
            await database.write(put("a"))


async def test_a_broken_constraint_reaches_the_caller_without_any_stored_value(database_url: str) -> None:
    async with rows.opened(database_url) as database:
        await database.write(put("canary-key", "canary-value"))
        with pytest.raises(IntegrityError) as twice:
            await database.write(put("canary-key", "canary-value"))
        copy = insert(case_copies).values(case_id="canary-key", agency="canary-value")
        with pytest.raises(IntegrityError) as dangling:
            await database.write(lambda conn: conn.execute(copy))

    for failure in (twice, dangling):
        assert "canary" not in f"{failure.value}{failure.value.orig}{failure.value!r}"


async def test_a_commit_of_another_process_is_heard(postgres_url: str) -> None:
    async with rows.opened(postgres_url) as listening, rows.opened(postgres_url) as other:
        await listening.listen()
        assert await listening.changed.wait(5)
        await asyncio.sleep(0)

        async def work(conn: AsyncConnection) -> None:
            await rows.add_case(conn, "c1")
            await events.append(conn, "c1", [rows.event("c1", 1)])

        seen = listening.changed.count
        await other.write(work)
        assert await listening.changed.wait(5, seen)


async def test_a_listener_whose_connection_breaks_comes_back(postgres_url: str) -> None:
    async def soon(_: float) -> None:
        await asyncio.sleep(0.01)

    listening = Database(postgres_url, sleep=soon)
    async with rows.opened(postgres_url) as other:
        await listening.listen()
        assert await listening.changed.wait(5, 0)
        async with other.reading() as conn:
            found = await conn.exec_driver_sql(
                "SELECT pid FROM pg_stat_activity WHERE query = 'LISTEN hub_events'"
                " AND datname = current_database()"
            )
            pid = found.scalar_one()
        seen = listening.changed.count
        terminate(postgres_url, pid)
        assert await listening.changed.wait(5, seen)
    await listening.aclose()
