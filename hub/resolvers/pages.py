"""Pages of casework as connections of the public schema; cursors are sealed and opened only here.

The feed has one kind of cursors, every other list has its own: one of a kind is never accepted for another.
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from hashlib import sha256

from hub.casework.sealing import FEED as FEED
from hub.domain import paging
from hub.domain.agency import Tier
from hub.domain.consultations import ConsultationFilter
from hub.domain.paging import Edge, Page
from hub.domain.visible import VisibleCase, VisibleEvent
from hub.domain.worklist import WorkQuery
from hub.errors import ResyncRequired
from hub.resolvers.context import Context
from hub.schema.cases import CaseConnection, CaseEdge, CaseType
from hub.schema.events import CaseEvent, CaseEventConnection, CaseEventEdge
from hub.schema.paging import PageInfo
from hub.schema.scalars import Cursor


def case_list(filter: paging.CaseFilter, order: paging.CaseOrder, agency: str | None = None) -> str:
    """Kind of the cursors of cases under these conditions, in this order, of this agency if nested there."""
    return _kind("cases", order.value, agency, _conditions(filter))


def timeline(case_id: str) -> str:
    """Kind of the cursors of one case's timeline."""
    return _kind("timeline", case_id)


def work_list(query: WorkQuery) -> str:
    """Kind of the cursors of a work list under these conditions, in this order."""
    unplaced = replace(query, window=paging.Window(0), topics=tuple(sorted(query.topics)))
    return _kind("worklist", repr(unplaced))


def notes(case_id: str) -> str:
    """Kind of the cursors of one case's notes between officers."""
    return _kind("notes", case_id)


def agency_list(region: str | None, tier: Tier | None) -> str:
    """Kind of the cursors of agencies under these conditions."""
    return _kind("agencies", region, tier.value if tier else None)


def facility_list(region: str | None) -> str:
    """Kind of the cursors of health facilities of a region."""
    return _kind("facilities", region)


def consultation_list(filter: ConsultationFilter) -> str:
    """Kind of the cursors of public consultations under these conditions."""
    return _kind("consultations", sorted(filter.agency), filter.region, filter.start, filter.end)


def _kind(*facts: object) -> str:
    return sha256(repr(facts).encode()).hexdigest()


def _conditions(filter: paging.CaseFilter) -> list[tuple[str, object]]:
    """What is asked for, the same for the same conditions; those that are not set leave no trace."""
    said = {one.name: getattr(filter, one.name) for one in fields(filter)}
    unset = paging.CaseFilter()
    return sorted(
        (name, sorted({str(one) for one in value}) if isinstance(value, tuple) else str(value))
        for name, value in said.items()
        if value != getattr(unset, name)
    )


def opened(context: Context, kind: str, cursor: str | None) -> str | None:
    """The position inside a cursor. Raises `ResyncRequired` for a forged or foreign one."""
    return context.cursors.open(kind, cursor) if cursor is not None else None


def opened_once(
    context: Context, kinds: Sequence[str], cursor: str | None
) -> tuple[str | None, list[ResyncRequired | None]]:
    """The position inside a cursor that many lists got, and per list why it is not of that one, if so."""
    place: str | None = None
    faults: list[ResyncRequired | None] = []
    for kind in kinds:
        try:
            place = opened(context, kind, cursor)
            faults.append(None)
        except ResyncRequired as foreign:
            faults.append(foreign)
    return place, faults


def window(
    context: Context,
    kind: str,
    first: int | None,
    after: str | None,
    last: int | None = None,
    before: str | None = None,
) -> paging.Window:
    """The asked part of a list, checked and with opened cursors."""
    return paging.window(first, opened(context, kind, after), last, opened(context, kind, before))


def sealed(context: Context, kind: str, page: Page[paging.Item]) -> Page[paging.Item]:
    """The same page with cursors that may leave the hub."""
    edges = tuple(Edge(context.cursors.seal(kind, edge.cursor), edge.node) for edge in page.edges)
    return Page(edges, page.has_next, page.has_previous, page.total)


def cases(
    context: Context,
    kind: str,
    page: Page[VisibleCase],
    filter: paging.CaseFilter,
    agency: str | None = None,
) -> CaseConnection:
    """A page of cases; the total is read only when it is selected."""
    shown = sealed(context, kind, page)
    return CaseConnection(
        filter=filter,
        agency=agency,
        edges=[CaseEdge(cursor=Cursor(edge.cursor), node=CaseType.of(edge.node)) for edge in shown.edges],
        page_info=PageInfo.of(shown),
    )


def events(
    context: Context, kind: str, page: Page[VisibleEvent], case: CaseType | None = None
) -> CaseEventConnection:
    """A page of events of the feed, or of `case`."""
    shown = sealed(context, kind, page)
    return CaseEventConnection(
        edges=[
            CaseEventEdge(cursor=Cursor(edge.cursor), node=event(context, edge.node, case))
            for edge in shown.edges
        ],
        page_info=PageInfo.of(shown),
    )


def event(context: Context, row: VisibleEvent, case: CaseType | None = None) -> CaseEvent:
    """One event with its place in the viewer's feed, and its case where that is at hand."""
    return CaseEvent.of(row, Cursor(context.cursors.seal(FEED, row.cursor)), case)
