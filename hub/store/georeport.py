"""Lists by date, as Open311 asks for them: bounded, with an offset of at most a thousand rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.case import Case, CaseEvent, CaseEventType, Sensitivity, Visibility
from hub.domain.georeport import RequestQuery, Span
from hub.domain.paging import CaseFilter
from hub.domain.redaction import CaseScope
from hub.store.case_pages import conditions_of
from hub.store.cases import COLUMNS, from_row
from hub.store.events import EVENT_COLUMNS, to_event
from hub.store.scoping import predicate
from hub.store.tables import case_events, cases

MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event with its case's number; `public`: whether everybody may read the case now."""

    event: CaseEvent
    tracking_number: str
    public: bool


async def requests(conn: AsyncConnection, query: RequestQuery, scope: CaseScope, now: datetime) -> list[Case]:
    """Cases of the scope that were handed in within the span, newest first."""
    span = query.span
    wanted = CaseFilter(
        status=query.statuses,
        topic=query.codes,
        region=query.region,
        created_from=span.start,
        created_to=span.end + MOMENT,
    )
    statement = (
        select(*COLUMNS)
        .where(predicate(scope), *conditions_of(wanted, now))
        .order_by(cases.c.created_at.desc(), cases.c.id.desc())
        .limit(span.limit)
        .offset(span.offset)
    )
    return [from_row(row) for row in await conn.execute(statement)]


async def updates(
    conn: AsyncConnection,
    span: Span,
    scope: CaseScope,
    types: Sequence[CaseEventType],
    numbers: Sequence[str] = (),
) -> list[ToldEvent]:
    """Events of these types within the span, oldest first; `numbers` narrows them to single cases."""
    conditions = [
        predicate(scope),
        case_events.c.occurred_at >= span.start,
        case_events.c.occurred_at <= span.end,
        case_events.c.type.in_([one.value for one in types]),
    ]
    if numbers:
        conditions.append(cases.c.tracking_number.in_(numbers))
    statement: Select[Any] = (
        select(*EVENT_COLUMNS, cases.c.tracking_number, cases.c.visibility, cases.c.sensitivity)
        .join_from(case_events, cases, case_events.c.case_id == cases.c.id)
        .where(*conditions)
        .order_by(case_events.c.occurred_at, case_events.c.position)
        .limit(span.limit)
        .offset(span.offset)
    )
    return [
        ToldEvent(
            to_event(row),
            row.tracking_number,
            row.visibility == Visibility.PUBLIC.value and row.sensitivity == Sensitivity.ORDINARY.value,
        )
        for row in await conn.execute(statement)
    ]
