"""Reference data as pages, and what follows from it for a case that has not been handed in."""

from hub.domain.caller import Scope
from hub.domain.case import Sensitivity
from hub.domain.directory import Agency as AgencyRow
from hub.domain.directory import Directory, Tier
from hub.domain.paging import Edge, Page
from hub.domain.region import covers
from hub.domain.routing import Decision, RoutingFacts, route
from hub.domain.submitting import check_matter
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
    """Who would own such a case today. Raises `RuleViolation` as handing it in would.

    A licence that the text names is looked up for callers who may look permits up; a system that does not
    answer leaves it to the other rules.
    """
    directory = context.directory
    check_matter(case.title, case.body, case.region, case.topic, directory)
    licence = None
    if context.caller.may(Scope.PERMITS_READ):
        permits = context.services.permits
        named = permits.mentioned(case.title, case.body, case.region, case.topic)
        licence, _ = await permits.licence(named, context.allowance)
    facts = RoutingFacts(
        case.title, case.body, case.region, case.topic, Sensitivity.ORDINARY, licence=licence
    )
    return route(facts, directory, context.now.astimezone(directory.zone_of(case.region)).date())


def _matching(directory: Directory, region: str | None, tier: Tier | None) -> list[AgencyRow]:
    found = [
        one
        for one in directory.agencies.values()
        if (tier is None or one.tier is tier)
        and (region is None or (one.region is not None and covers(region, one.region)))
    ]
    return sorted(found, key=lambda one: one.code)
