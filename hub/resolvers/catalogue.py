"""Reference data as pages, and what follows from it for a case that has not been handed in."""

from hub.domain.agency import Agency as AgencyRow
from hub.domain.agency import Tier
from hub.domain.decision import Decision
from hub.domain.directory import Directory
from hub.domain.paging import Edge, Page
from hub.domain.region import covers
from hub.resolvers import pages
from hub.resolvers.context import Context
from hub.schema.agencies import Agency, AgencyConnection, AgencyEdge
from hub.schema.filters import RouteCaseInput
from hub.schema.paging import PageInfo
from hub.schema.scalars import Cursor


def agencies(
    context: Context, region: str | None, tier: Tier | None, first: int, after: str | None
) -> AgencyConnection:
    """Agencies in code order; the code is the position, so cursors outlive a new edition."""
    kind = pages.agency_list(region, tier)
    part = pages.window(context, kind, first, after)
    found = _matching(context.directory, region, tier)
    rest = [one for one in found if part.after is None or one.code > part.after]
    shown = rest[: part.size]
    edges = tuple(Edge(one.code, one) for one in shown)
    page = pages.sealed(context, kind, Page(edges, len(rest) > len(shown), len(rest) < len(found)))
    return AgencyConnection(
        edges=[AgencyEdge(cursor=Cursor(edge.cursor), node=Agency.of(edge.node)) for edge in page.edges],
        page_info=PageInfo.of(page),
    )


async def owner_of(context: Context, case: RouteCaseInput) -> Decision:
    """Who would own such a case today. Raises `RuleViolation` as handing it in would."""
    return await context.services.trial.owner(context.caller, case.to_domain(), context.allowance)


def _matching(directory: Directory, region: str | None, tier: Tier | None) -> list[AgencyRow]:
    found = [
        one
        for one in directory.agencies.values()
        if (tier is None or one.tier is tier)
        and (region is None or (one.region is not None and covers(region, one.region)))
    ]
    return sorted(found, key=lambda one: one.code)
