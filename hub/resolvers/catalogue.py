"""Reference data as pages, and the day it is where a case happened."""

from datetime import date

from hub.domain.directory import Agency as AgencyRow
from hub.domain.directory import Directory, Tier
from hub.domain.paging import Edge, Page
from hub.domain.region import covers
from hub.errors import RuleViolation
from hub.resolvers import pages
from hub.resolvers.context import Context
from hub.schema.agencies import Agency, AgencyConnection, AgencyEdge
from hub.schema.paging import PageInfo
from hub.schema.scalars import Cursor


def agencies(
    context: Context, region: str | None, tier: Tier | None, first: int, after: str | None
) -> AgencyConnection:
    """Agencies in code order; the code is the position, so cursors outlive a new edition."""
    part = pages.window(context, pages.AGENCIES, first, after)
    found = _matching(context.directory, region, tier)
    rest = [one for one in found if part.after is None or one.code > part.after]
    shown = rest[: part.size]
    edges = tuple(Edge(one.code, one) for one in shown)
    page = pages.sealed(context, pages.AGENCIES, Page(edges, len(rest) > len(shown), len(rest) < len(found)))
    return AgencyConnection(
        edges=[AgencyEdge(cursor=Cursor(edge.cursor), node=Agency.of(edge.node)) for edge in page.edges],
        page_info=PageInfo.of(page),
    )


def today(context: Context, region: str) -> date:
    """The day it is at a place. Raises `RuleViolation` UNKNOWN_REGION."""
    try:
        return context.now.astimezone(context.directory.zone_of(region)).date()
    except (LookupError, ValueError):
        raise RuleViolation("UNKNOWN_REGION", "no such region code", "region") from None


def _matching(directory: Directory, region: str | None, tier: Tier | None) -> list[AgencyRow]:
    found = [
        one
        for one in directory.agencies.values()
        if (tier is None or one.tier is tier)
        and (region is None or (one.region is not None and covers(region, one.region)))
    ]
    return sorted(found, key=lambda one: one.code)
