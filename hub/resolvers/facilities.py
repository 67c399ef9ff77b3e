"""The facility master as pages."""

from hub.domain.paging import Edge, Page
from hub.errors import ConnectorError
from hub.resolvers import pages
from hub.resolvers.context import Context
from hub.schema.facilities import Facility, FacilityConnection, FacilityEdge
from hub.schema.paging import PageInfo
from hub.schema.problems import SourceFailed
from hub.schema.scalars import Cursor


async def facilities(
    context: Context, region: str | None, first: int, after: str | None
) -> FacilityConnection:
    """Facilities by id; the id is the position, so cursors outlive a change of the list."""
    kind = pages.facility_list(region)
    part = pages.window(context, kind, first, after)
    told = await context.services.facilities.listed(region, context.allowance)
    if isinstance(told.answer, ConnectorError):
        raise SourceFailed(told.source, told.answer)
    found = told.answer.value
    rest = [one for one in found if part.after is None or one.ref.id > part.after]
    shown = rest[: part.size]
    edges = tuple(Edge(one.ref.id, one) for one in shown)
    more, less = len(rest) > len(shown), len(rest) < len(found)
    page = pages.sealed(context, kind, Page(edges, more, less))
    return FacilityConnection(
        edges=[FacilityEdge(cursor=Cursor(edge.cursor), node=Facility.of(edge.node)) for edge in page.edges],
        page_info=PageInfo.of(page),
        total_count=len(found),
        as_of=told.answer.as_of,
        stale=told.answer.stale,
    )
