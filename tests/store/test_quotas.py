"""Counters with a bound, on both databases."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from hub.store import quotas
from hub.store.database import Database
from hub.store.identity_check_tables import quotas as table
from hub.store.quotas import Quota

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


def quota(name: str = "a", most: int | None = 2, period: str = "2026-11-23") -> Quota:
    return Quota(name, period, NOW + timedelta(hours=1), most)


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    found = Database(database_url)
    yield found
    await found.aclose()


async def take(db: Database, *wanted: Quota) -> bool:
    return await db.write(lambda conn: quotas.take(conn, wanted))


async def used(db: Database) -> Sequence[int]:
    async with db.reading() as conn:
        return (await conn.execute(select(table.c.used).order_by(table.c.name))).scalars().all()


async def test_a_quota_is_used_up_in_its_period_and_fresh_in_the_next(db: Database) -> None:
    assert [await take(db, quota()) for _ in range(4)] == [True, True, False, False]
    assert await take(db, quota(period="2026-11-24"))
    assert await take(db, quota("b"))
    assert await used(db) == [2, 1, 1]


async def test_without_a_bound_it_is_counted_and_can_still_be_spent(db: Database) -> None:
    assert [await take(db, quota(most=None)) for _ in range(3)] == [True] * 3
    await db.write(lambda conn: quotas.spend(conn, quota(most=None)))
    assert not await take(db, quota(most=None))


async def test_what_was_never_used_can_be_spent_at_once(db: Database) -> None:
    await db.write(lambda conn: quotas.spend(conn, quota()))
    assert not await take(db, quota())


async def test_of_several_the_first_that_is_used_up_decides(db: Database) -> None:
    assert await take(db, quota("a", 1), quota("b"))
    assert not await take(db, quota("a", 1), quota("b"))
    assert (await used(db))[1] == 1


async def test_those_that_ended_are_forgotten(db: Database) -> None:
    await take(db, quota())
    await db.write(lambda conn: quotas.drop_ended(conn, NOW + timedelta(minutes=59)))
    assert await used(db) == [1]
    await db.write(lambda conn: quotas.drop_ended(conn, NOW + timedelta(hours=1)))
    assert await used(db) == []


async def test_many_writers_take_no_more_than_there_is(db: Database) -> None:
    taken = await asyncio.gather(*(take(db, quota("a", 5), quota("b", None)) for _ in range(12)))

    assert sum(taken) == 5
