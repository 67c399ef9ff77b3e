"""Pages of casework as connections of the public schema; cursors are sealed and opened only here."""

from hub.domain import paging
from hub.domain.paging import Edge, Page
from hub.domain.visible import VisibleCase, VisibleEvent
from hub.resolvers.context import Context
from hub.schema.cases import CaseConnection, CaseEdge, CaseType
from hub.schema.events import CaseEvent, CaseEventConnection, CaseEventEdge
from hub.schema.paging import PageInfo
from hub.schema.scalars import Cursor

CASES, FEED, TIMELINE, AGENCIES = "cases", "feed", "timeline", "agencies"
"""Kinds of cursors; one kind is never accepted for another."""


def opened(context: Context, kind: str, cursor: str | None) -> str | None:
    """The position inside a cursor. Raises `ResyncRequired` for a forged or foreign one."""
    return context.cursors.open(kind, cursor) if cursor is not None else None


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
    context: Context, page: Page[VisibleCase], filter: paging.CaseFilter, agency: str | None = None
) -> CaseConnection:
    """A page of cases; the total is read only when it is selected."""
    shown = sealed(context, CASES, page)
    return CaseConnection(
        filter=filter,
        agency=agency,
        edges=[CaseEdge(cursor=Cursor(edge.cursor), node=CaseType.of(edge.node)) for edge in shown.edges],
        page_info=PageInfo.of(shown),
    )


def events(context: Context, kind: str, page: Page[VisibleEvent]) -> CaseEventConnection:
    """A page of events of one case or of the feed."""
    shown = sealed(context, kind, page)
    return CaseEventConnection(
        edges=[
            CaseEventEdge(cursor=Cursor(edge.cursor), node=event(context, edge.node)) for edge in shown.edges
        ],
        page_info=PageInfo.of(shown),
    )


def event(context: Context, row: VisibleEvent) -> CaseEvent:
    """One event with its place in the viewer's feed."""
    return CaseEvent.of(row, Cursor(context.cursors.seal(FEED, row.cursor)))
