"""The feed: complete, in one order, whatever writers do at the same time."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import literal
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.errors import ResyncRequired
from hub.store import events, feed
from hub.store.database import Database
from hub.store.tables import cases
from tests.store import rows

WRITERS, ROUNDS = 8, 25


async def add(database: Database, case_id: str, count: int, **case: object) -> None:
    async def work(conn: AsyncConnection) -> None:
        await rows.add_case(conn, case_id, **case)
        await events.append(conn, case_id, list(rows.events(case_id, count)))

    await database.write(work)


async def read(database: Database, after: str | None, limit: int = 100) -> list[feed.FeedRow]:
    async with database.reading() as conn:
        return await feed.feed(conn, after, limit)


async def until(found: Callable[[], bool]) -> None:
    """Wait for something another task does, at most ten seconds."""
    end = time.monotonic() + 10
    while not found():
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.01)


class Reader:
    """Follows the feed by cursor, as a subscriber does, and keeps what it saw."""

    def __init__(self, database: Database, limit: int) -> None:
        self.database, self.limit = database, limit
        self.seen: list[str] = []
        self.cursor: str | None = None

    async def step(self) -> None:
        found = await read(self.database, self.cursor, self.limit)
        self.seen += [row.event.id for row in found]
        self.cursor = found[-1].position if found else self.cursor

    async def until_it_saw(self, count: int) -> "Reader":
        end = time.monotonic() + 10
        while len(self.seen) < count and time.monotonic() < end:
            await self.step()
        return self

    async def run(self) -> None:
        while True:
            seen = self.database.changed.count
            before = len(self.seen)
            await self.step()
            if len(self.seen) == before:
                await self.database.changed.wait(0.02, seen)


class Withdrawn(Exception):
    """The writer of a test changes its mind."""


async def write_much(database: Database, name: str, chance: Random, kept: list[str]) -> None:
    """Transactions of random length, one of four rolled back; `kept` receives the ids of committed events."""
    for number in range(ROUNDS):
        case_id = f"{name}-{number}"
        batch = list(rows.events(case_id, chance.randint(1, 4)))

        async def work(conn: AsyncConnection, case_id: str = case_id, batch: list = batch) -> None:  # type: ignore[type-arg]
            await rows.add_case(conn, case_id)
            for one in batch:
                await events.append(conn, case_id, [one])
                await asyncio.sleep(chance.random() * 0.004)
            if chance.random() < 0.25:
                raise Withdrawn

        try:
            await database.write(work)
        except Withdrawn:
            continue
        kept += [one.id for one in batch]


async def test_readers_miss_nothing_and_see_nothing_twice_while_eight_writers_commit(
    database_url: str,
) -> None:
    kept: list[str] = []
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(rows.opened(database_url))
        own = [await stack.enter_async_context(rows.opened(database_url)) for _ in range(WRITERS)]
        tasks = await stack.enter_async_context(asyncio.TaskGroup())
        readers = [Reader(database, limit) for limit in (1, 7, 100)]
        running = [tasks.create_task(reader.run()) for reader in readers]
        chances = [Random(number) for number in range(WRITERS)]  # noqa: S311 the same lengths every time
        writing = [write_much(one, f"w{n}", chances[n], kept) for n, one in enumerate(own)]
        await asyncio.gather(*writing)
        await until(lambda: all(len(reader.seen) >= len(kept) for reader in readers))
        for task in running:
            task.cancel()

    assert len(kept) > WRITERS * ROUNDS
    for reader in readers:
        assert sorted(reader.seen) == sorted(kept)
        assert reader.seen == readers[0].seen
    for case_id in {one.rpartition("-")[0] for one in kept}:
        timeline = [one for one in readers[0].seen if one.rpartition("-")[0] == case_id]
        assert timeline == sorted(timeline)


async def test_an_open_transaction_holds_newer_commits_back_instead_of_being_skipped(
    postgres_url: str,
) -> None:
    async with rows.opened(postgres_url) as database, rows.opened(postgres_url) as other:
        started, go_on = asyncio.Event(), asyncio.Event()

        async def slow(conn: AsyncConnection) -> None:
            await rows.add_case(conn, "slow")
            await events.append(conn, "slow", [rows.event("slow", 1)])
            started.set()
            await go_on.wait()

        waiting = asyncio.create_task(other.write(slow))
        await started.wait()
        await add(database, "quick", 1)
        held_back = await read(database, None)
        go_on.set()
        await waiting
        reader = await Reader(database, 10).until_it_saw(2)

    assert held_back == []
    assert reader.seen == ["slow-e1", "quick-e1"]


async def test_from_its_head_a_feed_shows_only_what_comes_later(database_url: str) -> None:
    async with rows.opened(database_url) as database:
        await add(database, "old", 3)
        reader = Reader(database, 10)
        async with database.reading() as conn:
            reader.cursor = await feed.head(conn)
        await add(database, "new", 2)
        await reader.until_it_saw(2)

    assert reader.seen == ["new-e1", "new-e2"]


async def test_a_row_carries_what_decides_who_may_see_it(database_url: str) -> None:
    async with rows.opened(database_url) as database:
        await add(database, "c1", 1, visibility="RESTRICTED", sensitivity="OVERSIGHT", copied=["62.01.dlh"])
        async with database.reading() as conn:
            row = (await feed.by_ids(conn, ["c1-e1", "unknown"]))["c1-e1"]
            page = (await events.timeline_pages(conn, ["c1"], 5))["c1"]

    assert (row.tracking_number, row.region, row.channel) == ("T-c1", "62.01", "portal")
    assert (row.visibility.name, row.sensitivity.name, row.identity_protection.name) == (
        "RESTRICTED",
        "OVERSIGHT",
        "NAMED",
    )
    assert row.copied == ("62.01.dlh",)
    assert row.event == rows.event("c1", 1)
    assert page.events[0].position == row.position


async def test_a_condition_leaves_out_the_events_of_other_cases(database_url: str) -> None:
    async with rows.opened(database_url) as database:
        await add(database, "here", 2, region="62.01")
        await add(database, "there", 2, region="64.02")
        await add(database, "here-too", 1, region="62.01")
        await Reader(database, 10).until_it_saw(5)
        async with database.reading() as conn:
            found = await feed.feed(conn, None, 10, cases.c.region == literal("64.02"))

    assert [row.event.id for row in found] == ["there-e1", "there-e2"]


@pytest.mark.parametrize("text", ["", "1", "1.2.3", "x.1", "-1.2", "1.²", f"{2**63}.1", "0.1\x00"])
def test_a_cursor_that_is_no_place_asks_for_a_resync(text: str) -> None:
    with pytest.raises(ResyncRequired):
        feed.Position.parse(text)


@given(st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1))
def test_a_place_is_written_and_read_back(txid: int, number: int) -> None:
    assert feed.Position.parse(str(feed.Position(txid, number))) == (txid, number)


async def test_a_cursor_from_before_a_restore_asks_for_a_resync_instead_of_waiting(database_url: str) -> None:
    async with rows.opened(database_url) as database:
        with pytest.raises(ResyncRequired):
            await read(database, f"{2**62}.1")


async def test_every_database_has_a_feed_epoch_of_its_own(sqlite_url: str, postgres_url: str) -> None:
    found = []
    for url in (sqlite_url, postgres_url):
        async with rows.opened(url) as database, database.reading() as conn:
            found.append(await feed.epoch(conn))

    assert all(len(one) == 16 for one in found)
    assert len(set(found)) == 2


async def test_a_restored_feed_gets_another_name(database_url: str) -> None:
    async with rows.opened(database_url) as database:
        await database.write(lambda conn: feed.renew_epoch(conn, "after-restore"))
        async with database.reading() as conn:
            assert await feed.epoch(conn) == "after-restore"
