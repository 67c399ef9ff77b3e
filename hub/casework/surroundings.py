"""Everything around an act on a case: who acts, what is known, what happened before."""

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.effects import has_reached
from hub.casework.knowing import known_of
from hub.casework.tools import Tools
from hub.domain.caller import Caller
from hub.domain.case import Case, CaseStatus
from hub.domain.custody import Setting
from hub.domain.known import Known
from hub.domain.parties import actor_of, reach_of
from hub.domain.status import Party
from hub.domain.windows import reply_due
from hub.store import assignments, deliveries, events

_MAY_MOVE = frozenset(
    {
        CaseStatus.VERIFIED,
        CaseStatus.ASSIGNED,
        CaseStatus.IN_PROGRESS,
        CaseStatus.RETURNED,
        CaseStatus.ADJUDICATION,
    }
)
"""Where a case can be assigned or given back, so that routing may have to look at it anew."""


async def setting_of(
    conn: AsyncConnection, tools: Tools, caller: Caller, case: Case, parties: frozenset[Party]
) -> Setting:
    """What the rules have to know for an act of this caller on this case, which is locked."""
    directory, due = tools.directory(), None
    if case.status is CaseStatus.ANSWERED:
        told = (await events.timelines(conn, [case.id])).get(case.id, [])
        due = reply_due(case, told, directory)
    return Setting(
        actor=actor_of(caller, case),
        parties=parties,
        directory=directory,
        now=tools.clock(),
        refused=directory.kin(await assignments.refusers(conn, case.id)),
        reply_due=due,
        holders=await _holders(conn, case) if case.hop else (),
        known=await known_of(conn, tools, case) if case.hop and case.status in _MAY_MOVE else Known(),
        reach=reach_of(caller, directory),
    )


async def _holders(conn: AsyncConnection, case: Case) -> tuple[str, ...]:
    """Agencies whose system or inbox has received the case, or may have, in the order of the hops."""
    hops = (await assignments.of_cases(conn, [case.id]))[case.id]
    sent = await deliveries.of_assignments(conn, [hop.id for hop in hops])
    reached = {one.assignment_id for one in sent.values() if has_reached(one)}
    return tuple(
        dict.fromkeys(hop.agency for hop in hops if hop.delivered_at is not None or hop.id in reached)
    )
