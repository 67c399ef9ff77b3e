"""Cases as they were handed in, in pages, to try rules on. Never about misconduct: no rule routes those."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.case import Case, CaseEventType, CaseKind, Sensitivity
from hub.domain.origin import Origin
from hub.domain.permit import NamedLicence
from hub.store import case_licences, origins
from hub.store.cases import COLUMNS, from_row
from hub.store.tables import case_events, cases

PAGE = 500


@dataclass(frozen=True, slots=True)
class PastCase:
    """A case as it was handed in; `origin` None: it began here."""

    case: Case
    licence: NamedLicence | None
    origin: Origin | None


async def handed_in(
    conn: AsyncConnection, since: datetime, until: datetime, page: int = PAGE
) -> AsyncIterator[PastCase]:
    """Ordinary cases from `since` to before `until`, oldest first, with their licences and their way here.

    Topic and kind are those of the submission, not what a verifier or the router made of them. Four
    statements a page.
    """
    last: Case | None = None
    while True:
        found = await _page(conn, since, until, last, page)
        ids = [case.id for case in found]
        first = await _first_facts(conn, ids)
        licences = await case_licences.of_cases(conn, ids)
        came = await origins.of_cases(conn, ids)
        for case in found:
            born = _as_born(case, first.get(case.id, {}))
            yield PastCase(born, licences.get(case.id), came.get(case.id))
        if len(found) < page:
            return
        last = found[-1]


async def _page(
    conn: AsyncConnection, since: datetime, until: datetime, last: Case | None, size: int
) -> list[Case]:
    statement = (
        select(*COLUMNS)
        .where(cases.c.created_at >= since, cases.c.created_at < until)
        .where(cases.c.sensitivity == Sensitivity.ORDINARY.value)
        .order_by(cases.c.created_at, cases.c.id)
        .limit(size)
    )
    if last is not None:
        moment = literal(last.created_at, type_=cases.c.created_at.type)
        statement = statement.where(tuple_(cases.c.created_at, cases.c.id) > tuple_(moment, literal(last.id)))
    return [from_row(row) for row in await conn.execute(statement)]


async def _first_facts(conn: AsyncConnection, ids: Sequence[str]) -> dict[str, dict[str, str | None]]:
    statement = select(case_events.c.case_id, case_events.c.facts).where(
        case_events.c.case_id.in_(ids), case_events.c.type == CaseEventType.SUBMITTED.value
    )
    return {row.case_id: row.facts for row in await conn.execute(statement)}


def _as_born(case: Case, facts: dict[str, str | None]) -> Case:
    kind = facts.get("kind")
    return replace(
        case, topic=facts.get("topic", case.topic), kind=CaseKind(kind) if kind is not None else case.kind
    )
