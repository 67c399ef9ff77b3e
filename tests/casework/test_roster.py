import asyncio
from collections.abc import AsyncIterator

import pytest

from hub.casework.roster import Roster
from hub.store.database import Database

TIMEOUT_S = 0.4


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, pool_size=2)
    yield database
    await database.aclose()


async def test_two_workers_share_the_duties_without_sharing_one(db: Database) -> None:
    one, two = Roster(db, "one", TIMEOUT_S), Roster(db, "two", TIMEOUT_S)

    assert await one.beat(["a"]) == {"a"}
    assert await two.beat(["a", "b"]) == {"b"}
    assert await one.beat(["a", "b"]) == {"a"}


async def test_a_silent_worker_is_gone_and_its_duties_are_free(db: Database) -> None:
    one, two = Roster(db, "one", TIMEOUT_S), Roster(db, "two", TIMEOUT_S)
    await one.beat(["a"])
    assert await two.gone(["one", "never heard of"]) == {"never heard of"}

    async with asyncio.timeout(5):
        while not await two.gone(["one"]):
            await asyncio.sleep(0.05)

    assert await two.beat(["a"]) == {"a"}


async def test_a_worker_that_leaves_is_gone_at_once(db: Database) -> None:
    one, two = Roster(db, "one", 60), Roster(db, "two", 60)
    await one.beat(["a"])
    await one.leave()

    assert await two.gone(["one"]) == {"one"}
    assert await two.beat(["a"]) == {"a"}


async def test_a_forgotten_worker_that_was_only_slow_is_back_with_its_next_beat(db: Database) -> None:
    one, two = Roster(db, "one", 60), Roster(db, "two", 60)
    await one.beat(["a"])
    await two.forget(["one"])
    assert await two.beat(["a"]) == {"a"}

    assert await one.beat(["a"]) == frozenset()
    assert await two.gone(["one"]) == frozenset()
