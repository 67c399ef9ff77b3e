"""The nested fields, list in, list out: parents and arguments to one answer per parent, in order."""

from collections.abc import Mapping, Sequence

from hub.domain.caller import Scope
from hub.domain.paging import CaseFilter, CaseOrder, CaseQuery, Window
from hub.domain.paging import window as checked
from hub.errors import ConnectorError, NotEntitled, ResyncRequired
from hub.resolvers import desks, links, pages, webhooks
from hub.resolvers.batches import Batch
from hub.resolvers.compensation import compensations
from hub.resolvers.context import Context
from hub.resolvers.lookalikes import similar
from hub.schema.agencies import Agency, Connector
from hub.schema.assignments import Assignment
from hub.schema.case_parts import Clock, ExternalRecord, Reporter
from hub.schema.cases import CaseConnection, CaseType
from hub.schema.connectors import ConnectorHealth, Period, RemoteCounts
from hub.schema.events import CaseEvent, CaseEventConnection
from hub.schema.filters import CaseSlice, Slice
from hub.schema.problems import SourceFailed
from hub.schema.progress import CaseProgress, Spoken


async def assignments(context: Context, cases: Sequence[CaseType], _: None) -> list[list[Assignment]]:
    """`Case.assignments`."""
    found = await context.services.reading.assignments(context.caller, [case.row for case in cases])
    return [[Assignment.of(one) for one in rows] for rows in found]


async def timelines(
    context: Context, cases: Sequence[CaseType], asked: Slice
) -> list[CaseEventConnection | ResyncRequired]:
    """`Case.timeline`. A cursor is of one case: at the others it fails."""
    kinds = [pages.timeline(case.row.id) for case in cases]
    after, faults = pages.opened_once(context, kinds, asked.after)
    rows = [case.row for case, fault in zip(cases, faults, strict=True) if fault is None]
    size = checked(asked.first, after).size
    found = iter(await context.services.reading.timelines(context.caller, rows, size, after))
    return [
        fault or pages.events(context, kind, next(found), case)
        for case, kind, fault in zip(cases, kinds, faults, strict=True)
    ]


async def clocks(context: Context, cases: Sequence[CaseType], _: None) -> list[list[Clock]]:
    """`Case.clocks`."""
    found = await context.services.reading.clocks([case.row for case in cases])
    return [[Clock.of(one) for one in rows] for rows in found]


async def progresses(context: Context, cases: Sequence[CaseType], asked: Spoken) -> list[CaseProgress | None]:
    """`Case.progress`."""
    rows = [case.row for case in cases]
    found = await context.services.citizens.progress.of(context.caller, rows, asked.language)
    return [CaseProgress.of(row) if row is not None else None for row in found]


async def attachments(_: Context, cases: Sequence[CaseType], __: None) -> list[list[object]]:
    """`Case.attachments`: no upload is served yet, so no case has any."""
    return [[] for _ in cases]


async def reporters(context: Context, cases: Sequence[CaseType], _: None) -> list[Reporter | None]:
    """`Case.reporter`: whoever lacks the scope gets null without a read."""
    if not context.caller.may(Scope.REPORTER_READ):
        return [None for _ in cases]
    found = await context.services.reading.reporters(context.caller, [case.row for case in cases])
    return [Reporter.of(row) if row is not None else None for row in found]


async def records(context: Context, cases: Sequence[CaseType], _: None) -> list[list[ExternalRecord]]:
    """`Case.records`: a system that fails costs one field of its own record."""
    found = await context.services.lookup.records([case.row for case in cases], context.allowance)
    return [[ExternalRecord.of(one) for one in rows] for rows in found]


async def event_cases(context: Context, events: Sequence[CaseEvent], _: None) -> list[CaseType | NotEntitled]:
    """`CaseEvent.case`: in a timeline the case it is read from, in the feed the case as it is now."""
    missing = [event.row.case_id for event in events if event.parent is None]
    loaded = iter(await cases_by_id(context, missing, None) if missing else ())
    found = [next(loaded) if event.parent is None else event.parent for event in events]
    return [case or NotEntitled("the case has left what you may see") for case in found]


async def agency_cases(
    context: Context, agencies: Sequence[Agency], asked: CaseSlice
) -> list[CaseConnection | ResyncRequired]:
    """`Agency.cases`, newest first. A cursor is of one agency: at the others it fails."""
    codes = [agency.code for agency in agencies]
    kinds = [pages.case_list(asked.filter, CaseOrder.NEWEST, code) for code in codes]
    after, faults = pages.opened_once(context, kinds, asked.after)
    query = CaseQuery(checked(asked.first, after), asked.filter, CaseOrder.NEWEST)
    mine = [code for code, fault in zip(codes, faults, strict=True) if fault is None]
    found = iter(await context.services.reading.pages_by_agency(context.caller, mine, query))
    return [
        fault or pages.cases(context, kind, next(found), asked.filter, code)
        for code, kind, fault in zip(codes, kinds, faults, strict=True)
    ]


async def totals(context: Context, lists: Sequence[CaseConnection], _: None) -> list[int | None]:
    """`CaseConnection.totalCount`: one count per filter, for all agencies of that filter together."""
    found: dict[tuple[CaseFilter, str | None], int | None] = {}
    for filter in {one.filter for one in lists}:
        query = CaseQuery(Window(0), filter, count=True)
        if any(one.agency is None for one in lists if one.filter == filter):
            found[filter, None] = (await context.services.reading.page(context.caller, query)).total
        codes = sorted({one.agency for one in lists if one.filter == filter and one.agency is not None})
        if codes:
            counted = await context.services.reading.pages_by_agency(context.caller, codes, query)
            found.update({(filter, code): page.total for code, page in zip(codes, counted, strict=True)})
    return [found[one.filter, one.agency] for one in lists]


async def connector_health(
    context: Context, connectors: Sequence[Connector], _: None
) -> list[ConnectorHealth]:
    """`Connector.health`."""
    found = await context.services.lookup.connector_health(context.caller, [one.name for one in connectors])
    return [ConnectorHealth.of(row) for row in found]


async def remote_counts(
    context: Context, connectors: Sequence[Connector], asked: Period
) -> list[RemoteCounts | SourceFailed | None]:
    """`Connector.remoteCounts`: null where the system counts nothing; one that fails costs its own field."""
    names = [one.name for one in connectors]
    found = await context.services.lookup.counts(names, asked.first, asked.last, context.allowance)
    answers: list[RemoteCounts | SourceFailed | None] = []
    for name, answer in zip(names, found, strict=True):
        if answer is None:
            answers.append(None)
        elif isinstance(answer, ConnectorError):
            answers.append(SourceFailed(name, answer))
        else:
            answers.append(RemoteCounts.of(answer.value, answer.as_of, answer.stale))
    return answers


async def cases_by_id(context: Context, keys: Sequence[str], _: None) -> list[CaseType | None]:
    """Cases by their own ids; None where there is none for this caller."""
    wanted = list(dict.fromkeys(keys))
    found = await context.services.reading.by_ids(context.caller, wanted)
    shown = {key: CaseType.of(row) for key, row in zip(wanted, found, strict=True) if row is not None}
    return [shown.get(key) for key in keys]


async def cases_by_number(context: Context, numbers: Sequence[str], _: None) -> list[CaseType | None]:
    """Cases by tracking number; None where there is none for this caller."""
    found = await context.services.reading.by_tracking(context.caller, list(numbers))
    return [CaseType.of(row) if row is not None else None for row in found]


async def events_by_id(context: Context, keys: Sequence[str], _: None) -> list[CaseEvent | None]:
    """Events by their own ids; None where there is none for this caller."""
    found = await context.services.feed.by_ids(context.caller, list(keys))
    return [pages.event(context, row) if row is not None else None for row in found]


LOADERS: Mapping[str, Batch[Context]] = {
    "Case.assignments": assignments,
    "Case.similar": similar,
    "Case.timeline": timelines,
    "Case.clocks": clocks,
    "Case.progress": progresses,
    "Case.attachments": attachments,
    "Case.compensation": compensations,
    "Case.reporter": reporters,
    "Case.records": records,
    "Case.actions": links.actions,
    "Case.mergedInto": links.heads,
    "Case.outcome": links.outcomes,
    "Case.followers": links.followers,
    "Case.predecessor": links.predecessors,
    "Case.successors": links.successors,
    "Case.officerNotes": desks.notes,
    "CaseEvent.case": event_cases,
    "Agency.cases": agency_cases,
    "CaseConnection.totalCount": totals,
    "Connector.health": connector_health,
    "Connector.remoteCounts": remote_counts,
    "Case by id": cases_by_id,
    "Case by trackingNumber": cases_by_number,
    "CaseEvent by id": events_by_id,
    "WorklistConnection.totalCount": desks.totals,
    "WorklistItem.waitingFor": desks.waiting,
    "Template.text": desks.texts,
    "Webhook.attempts": webhooks.attempts,
    "Webhook by id": webhooks.by_id,
}
