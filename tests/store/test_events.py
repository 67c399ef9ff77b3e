"""Timelines: appended, read for many cases at once, never changed."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, update
from sqlalchemy import event as hooks
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.case import CaseEventType, CaseStatus
from hub.store import events
from hub.store.tables import case_events
from tests.store import rows


async def test_an_event_is_read_as_it_was_written(database_url: str) -> None:
    written = rows.event(
        "c1",
        1,
        type=CaseEventType.RETURNED,
        status=CaseStatus.RETURNED,
        agency="62.01.pupr",
        note="bukan kewenangan kami",
        occurred_at=datetime(2026, 3, 2, 1, 2, 3, 400_000, UTC),
        claimed_at=datetime(2026, 3, 2, 1, 2, tzinfo=UTC),
        facts={"hop": 2, "proposed": None, "copies": ["62.01.dlh"]},
    )

    async def work(conn: AsyncConnection) -> None:
        await rows.add_case(conn, "c1")
        await events.append(conn, "c1", [written])

    async with rows.opened(database_url) as database:
        await database.write(work)
        async with database.reading() as conn:
            assert await events.timelines(conn, ["c1", "unknown"]) == {"c1": [written]}


async def test_a_taken_sequence_number_is_refused_and_nothing_is_kept(database_url: str) -> None:
    async def first(conn: AsyncConnection) -> None:
        await rows.add_case(conn, "c1")
        await events.append(conn, "c1", [rows.event("c1", 1)])

    async def second(conn: AsyncConnection) -> None:
        await events.append(conn, "c1", [rows.event("c1", 2), rows.event("c1", 1, id="other")])

    async with rows.opened(database_url) as database:
        await database.write(first)
        with pytest.raises(IntegrityError):
            await database.write(second)
        async with database.reading() as conn:
            assert len((await events.timelines(conn, ["c1"]))["c1"]) == 1


async def test_an_event_of_another_case_is_refused(database_url: str) -> None:
    async with rows.opened(database_url) as database:
        with pytest.raises(ValueError, match="another case"):
            await database.write(lambda conn: events.append(conn, "c1", [rows.event("c2", 1)]))


@pytest.mark.parametrize(
    "change", [update(case_events).values(note="x"), delete(case_events)], ids=["update", "delete"]
)
async def test_the_database_itself_refuses_to_change_a_timeline(database_url: str, change: object) -> None:
    async def work(conn: AsyncConnection) -> None:
        await rows.add_case(conn, "c1")
        await events.append(conn, "c1", list(rows.events("c1", 2)))

    async with rows.opened(database_url) as database:
        await database.write(work)
        with pytest.raises(DBAPIError):
            await database.write(lambda conn: conn.execute(change))  # type: ignore[call-overload]
        async with database.reading() as conn:
            assert len((await events.timelines(conn, ["c1"]))["c1"]) == 2


async def test_pages_of_many_timelines_cost_one_statement(database_url: str) -> None:
    async def work(conn: AsyncConnection) -> None:
        for number in range(5):
            await rows.add_case(conn, f"c{number}")
            await events.append(conn, f"c{number}", list(rows.events(f"c{number}", number)))

    async with rows.opened(database_url) as database:
        await database.write(work)
        async with database.reading() as conn:
            statements: list[str] = []
            hooks.listen(
                conn.sync_connection, "before_cursor_execute", lambda *found: statements.append(found[2])
            )
            pages = await events.timeline_pages(conn, [f"c{number}" for number in range(5)], first=2)
            rest = await events.timeline_pages(conn, ["c4"], first=2, after_sequence=2)

    shown = {
        case: ([one.event.sequence for one in page.events], page.has_next) for case, page in pages.items()
    }
    assert shown == {
        "c0": ([], False),
        "c1": ([1], False),
        "c2": ([1, 2], False),
        "c3": ([1, 2], True),
        "c4": ([1, 2], True),
    }
    assert [one.event.sequence for one in rest["c4"].events] == [3, 4]
    assert not rest["c4"].has_next
    assert len(statements) == 2
