"""What officers decided, as lessons for the routing model: read in pages, never all at once."""

from collections.abc import AsyncIterator
from datetime import datetime

from sqlalchemy import literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.case import Case, Sensitivity, Visibility
from hub.domain.example import Example, lesson
from hub.store import assignments
from hub.store.cases import COLUMNS, from_row
from hub.store.tables import cases

PAGE = 500


async def examples(
    conn: AsyncConnection, since: datetime | None = None, until: datetime | None = None, page: int = PAGE
) -> AsyncIterator[Example]:
    """Lessons from cases handed in from `since` to before `until`, oldest first; two statements a page.

    Cases of oversight, whistle-blowing or restricted visibility are not even read.
    """
    last: Case | None = None
    while True:
        found = await _page(conn, since, until, last, page)
        hops = await assignments.of_cases(conn, [case.id for case in found])
        for case in found:
            taught = lesson(case, hops[case.id])
            if taught is not None:
                yield taught
        if len(found) < page:
            return
        last = found[-1]


async def _page(
    conn: AsyncConnection, since: datetime | None, until: datetime | None, last: Case | None, size: int
) -> list[Case]:
    statement = (
        select(*COLUMNS)
        .where(
            cases.c.sensitivity == Sensitivity.ORDINARY.value,
            cases.c.visibility == Visibility.PUBLIC.value,
            cases.c.hop > 0,
        )
        .order_by(cases.c.created_at, cases.c.id)
        .limit(size)
    )
    if since is not None:
        statement = statement.where(cases.c.created_at >= since)
    if until is not None:
        statement = statement.where(cases.c.created_at < until)
    if last is not None:
        moment = literal(last.created_at, type_=cases.c.created_at.type)
        statement = statement.where(tuple_(cases.c.created_at, cases.c.id) > tuple_(moment, literal(last.id)))
    return [from_row(row) for row in await conn.execute(statement)]
