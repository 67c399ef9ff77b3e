"""The officers' desks: lists, claims, notes, canned answers, and many assignments at once."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from hub.casework.worklists import WorkItem
from hub.domain import commands
from hub.domain.officer_note import VisibleNote
from hub.domain.paging import CaseOrder, Page, Window
from hub.domain.paging import window as checked
from hub.domain.template import TemplateKind
from hub.domain.worklist import Desk, WaitingFor, WorkQuery
from hub.errors import ResyncRequired, RuleViolation, StoreFault
from hub.resolvers import pages
from hub.resolvers.changes import act, changed
from hub.resolvers.context import Context
from hub.schema.acts import AssignCaseInput, CaseChanged
from hub.schema.bulk import MOST_ROWS, AssignRow
from hub.schema.cases import CaseType
from hub.schema.filters import Slice, several
from hub.schema.officer_notes import AddOfficerNoteInput, OfficerNote, OfficerNoteConnection, OfficerNoteEdge
from hub.schema.paging import PageInfo
from hub.schema.problems import Problem
from hub.schema.scalars import Cursor
from hub.schema.templates import Template
from hub.schema.worklists import (
    CaseClaimChanged,
    WorklistConnection,
    WorklistEdge,
    WorklistFilter,
    WorklistItem,
)

logger = logging.getLogger(__name__)


async def worklist(
    context: Context,
    desk: Desk | None,
    agency: str | None,
    filter: WorklistFilter | None,
    order: CaseOrder,
    first: int,
    after: str | None,
) -> WorklistConnection:
    """`Query.worklist`."""
    wanted = filter or WorklistFilter()
    topics = several(wanted.topic)
    query = WorkQuery(
        window=Window(0),
        desk=desk,
        agency=agency,
        overdue=wanted.overdue,
        topics=topics,
        unclaimed=wanted.unclaimed,
        mine=wanted.mine,
        order=order,
    )
    kind = pages.work_list(query)
    query = replace(query, window=pages.window(context, kind, first, after))
    page = pages.sealed(context, kind, await context.services.desks.worklists.page(context.caller, query))
    edges = [WorklistEdge(cursor=Cursor(edge.cursor), node=_item(edge.node)) for edge in page.edges]
    return WorklistConnection(query=query, edges=edges, page_info=PageInfo.of(page))


async def totals(context: Context, lists: Sequence[WorklistConnection], _: None) -> list[int | None]:
    """`WorklistConnection.totalCount`: one count per list that is asked for."""
    asked = [replace(one.query, window=Window(0), count=True) for one in lists]
    page = context.services.desks.worklists.page
    found = {query: (await page(context.caller, query)).total for query in set(asked)}
    return [found[query] for query in asked]


async def waiting(context: Context, items: Sequence[WorklistItem], _: None) -> list[WaitingFor | None]:
    """`WorklistItem.waitingFor`."""
    return await context.services.desks.worklists.waiting([cast("WorkItem", item.row) for item in items])


async def claim(context: Context, tracking_number: str, label: str | None) -> CaseClaimChanged | Problem:
    """`claimCase`."""
    try:
        found = await context.services.desks.claiming.claim(context.caller, tracking_number, label)
    except RuleViolation as broken:
        return Problem.of(broken)
    return CaseClaimChanged(item=_item(found))


async def release(context: Context, tracking_number: str) -> CaseClaimChanged | Problem:
    """`releaseCase`."""
    try:
        found = await context.services.desks.claiming.release(context.caller, tracking_number)
    except RuleViolation as broken:
        return Problem.of(broken)
    return CaseClaimChanged(item=_item(found))


async def add_note(context: Context, input: AddOfficerNoteInput) -> CaseChanged | Problem:
    """`addOfficerNote`."""
    try:
        return changed(await context.services.desks.notes.add(context.caller, input.target(), input.note()))
    except RuleViolation as broken:
        return Problem.of(broken)


async def notes(
    context: Context, cases: Sequence[CaseType], asked: Slice
) -> list[OfficerNoteConnection | ResyncRequired]:
    """`Case.officerNotes`. A cursor is of one case: at the others it fails."""
    kinds = [pages.notes(case.row.id) for case in cases]
    after, faults = pages.opened_once(context, kinds, asked.after)
    rows = [case.row for case, fault in zip(cases, faults, strict=True) if fault is None]
    size = checked(asked.first, after).size
    found = iter(await context.services.desks.notes.pages(context.caller, rows, size, after))
    return [
        fault or _notes(pages.sealed(context, kind, next(found)))
        for kind, fault in zip(kinds, faults, strict=True)
    ]


def templates(context: Context, kind: TemplateKind | None, topic: str | None, first: int) -> list[Template]:
    """`Query.templates`."""
    size = checked(first, None).size
    found = context.services.desks.templates.listed(context.caller, kind, topic, size)
    return [Template.of(one) for one in found]


async def texts(
    context: Context, templates: Sequence[Template], tracking_number: str | None
) -> list[str | None]:
    """`Template.text`."""
    rows = [one.row for one in templates]
    if tracking_number is None:
        return [row.text for row in rows]
    return await context.services.desks.templates.texts(context.caller, rows, tracking_number)


async def assign_all(context: Context, input: Sequence[AssignCaseInput]) -> list[AssignRow]:
    """`assignCases`: one after the other, in the order given, each in its own transaction.

    Raises:
        RuleViolation: TOO_LARGE, more than 50 rows; nothing was assigned.
    """
    if len(input) > MOST_ROWS:
        raise RuleViolation("TOO_LARGE", f"at most {MOST_ROWS} rows at once", "input")
    return [await _assign(context, row) for row in input]


async def _assign(context: Context, row: AssignCaseInput) -> AssignRow:
    command = commands.Assign(row.agency, tuple(row.copies), row.note, row.binding)
    try:
        done = await act(context, row.target(), command)
    except StoreFault as fault:  # the rows before it are done, and the caller has to learn that
        logger.error("assignCases: %s at one row", type(fault).__name__)
        told = "nobody knows whether this row is done: read the case, or send the row again with its actionId"
        done = Problem.of(RuleViolation("NOT_AVAILABLE", told))
    if isinstance(done, Problem):
        return AssignRow(tracking_number=row.tracking_number, case=None, problem=done)
    return AssignRow(tracking_number=row.tracking_number, case=done.case, problem=None)


def _item(row: WorkItem) -> WorklistItem:
    return WorklistItem.of(row, row.case, row.place, row.due_at, row.claim)


def _notes(page: Page[VisibleNote]) -> OfficerNoteConnection:
    edges = [
        OfficerNoteEdge(cursor=Cursor(edge.cursor), node=OfficerNote.of(edge.node)) for edge in page.edges
    ]
    return OfficerNoteConnection(edges=edges, page_info=PageInfo.of(page))
