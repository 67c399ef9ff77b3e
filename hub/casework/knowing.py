"""What the rules have to know to route a case anew: gathered in the transaction that acts on it."""

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.tools import Tools
from hub.domain.case import Case
from hub.domain.commands import Submission
from hub.domain.known import Known, reconsidered
from hub.domain.origin import Origin
from hub.store import case_licences, events, origins


async def known_of(conn: AsyncConnection, tools: Tools, case: Case) -> Known:
    """Three short statements; only for acts after which the case may be routed or assigned."""
    timeline = (await events.timelines(conn, [case.id])).get(case.id, [])
    return Known(
        licence=await case_licences.of_case(conn, case.id),
        passed=behind(tools, await origins.of_case(conn, case.id)),
        reconsidered=tools.directory().kin(reconsidered(timeline)),
        advise=tools.advise,
    )


def known_at_birth(tools: Tools, submission: Submission) -> Known:
    """The same for a case that is being taken."""
    return Known(passed=behind(tools, submission.origin), advise=tools.advise)


def behind(tools: Tools, origin: Origin | None) -> frozenset[str]:
    """Agencies that are reached through a hub the case has been through: it would not take it again."""
    if origin is None:
        return frozenset()
    hubs = {one.name for one in tools.peers.manifests() if one.hub is not None and one.hub in origin.via}
    agencies = tools.directory().agencies.values() if hubs else ()
    return frozenset(agency.code for agency in agencies if agency.connector in hubs)
