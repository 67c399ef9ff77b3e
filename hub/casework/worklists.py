"""Work lists of verifiers, coordinators and officers: what waits where, most urgent first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.effects import PULL_ONLY
from hub.casework.tools import Tools
from hub.domain.caller import Caller, Scope
from hub.domain.case import Case
from hub.domain.delivery import Delivery, DeliveryState
from hub.domain.desk_claim import VisibleClaim, shown
from hub.domain.paging import CaseFilter, CaseQuery, Edge, Page
from hub.domain.redaction import scope_of, visible
from hub.domain.visible import VisibleCase
from hub.domain.worklist import Place, WaitingFor, WorkQuery, coordinators, lists_of, place_of, waits_for
from hub.domain.worklist import WorkReason as Reason
from hub.errors import NotEntitled
from hub.store import assignments, case_pages, deliveries, desk_claims, desks, licence_checks

_STUCK = frozenset({DeliveryState.AMBIGUOUS, DeliveryState.HELD, DeliveryState.DEAD})


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A case in its list, as the caller may see both. `waits`: before messages and look-ups were asked."""

    case: VisibleCase
    place: Place
    due_at: datetime | None
    claim: VisibleClaim | None
    waits: WaitingFor | None
    hop: int


class Worklists:
    """Lists are computed, never kept: the case says where it stands."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def page(self, caller: Caller, wanted: WorkQuery) -> Page[WorkItem]:
        """One page of the lists that are asked for, narrowed to what the caller may see.

        Raises:
            NotEntitled: the credential works at no desk.
            RuleViolation: UNKNOWN_AGENCY, NOT_ALLOWED; INVALID for a foreign cursor.
        """
        if not (caller.may(Scope.CASES_HANDLE) or caller.may(Scope.CASES_TRIAGE)):
            raise NotEntitled("this credential works at no desk")
        condition = self._condition(caller, wanted)
        narrowed = CaseFilter(topic=wanted.topics, overdue=wanted.overdue)
        query = CaseQuery(wanted.window, narrowed, wanted.order, wanted.count)
        scope = scope_of(caller, self.tools.directory())
        async with self.tools.db.reading() as conn:
            found = await case_pages.page(conn, query, scope, self.tools.clock(), condition)
            items = await items_of(conn, self.tools, caller, [edge.node for edge in found.edges])
        edges = tuple(Edge(edge.cursor, item) for edge, item in zip(found.edges, items, strict=True))
        return Page(edges, found.has_next, found.has_previous, found.total)

    async def waiting(self, items: Sequence[WorkItem]) -> list[WaitingFor | None]:
        """Whom each case waits for, in the order given: three statements, however many."""
        sent = [one.case.id for one in items if one.waits is WaitingFor.DELIVERY]
        received = [one.case.id for one in items if one.place.reason is Reason.VERIFY]
        async with self.tools.db.reading() as conn:
            messages = await _messages(conn, sent)
            looked_up = await licence_checks.waiting(conn, received) if received else frozenset()
        return [_waits(one, messages.get((one.case.id, one.hop)), looked_up) for one in items]

    def _condition(self, caller: Caller, wanted: WorkQuery) -> ColumnElement[bool]:
        directory, now = self.tools.directory(), self.tools.clock()
        coordinating = coordinators(directory)
        found = desks.on_lists(lists_of(caller, wanted.agency, directory), coordinating)
        if wanted.desk is not None:
            found &= desks.at_desk(wanted.desk, coordinating)
        if wanted.unclaimed:
            found &= ~desks.claimed(now)
        if wanted.mine:
            found &= desks.claimed(now, caller.subject)
        return found


async def items_of(
    conn: AsyncConnection, tools: Tools, caller: Caller, cases: Sequence[Case]
) -> list[WorkItem]:
    """Cases with their places and claims, in the order given; each has a place."""
    directory, now = tools.directory(), tools.clock()
    claims = await desk_claims.of_cases(conn, [case.id for case in cases], tools.sealer) if cases else {}
    found: list[WorkItem] = []
    for case in cases:
        place = place_of(case, directory)
        if place is not None:
            claim = shown(claims.get(case.id), caller, directory, now)
            seen = visible(case, caller)
            found.append(WorkItem(seen, place, case.due_at, claim, waits_for(case), case.hop))
    return found


async def _messages(conn: AsyncConnection, case_ids: Sequence[str]) -> dict[tuple[str, int], Delivery]:
    """The message that carries each hop of these cases."""
    if not case_ids:
        return {}
    hops = [hop for found in (await assignments.of_cases(conn, case_ids)).values() for hop in found]
    messages = await deliveries.of_assignments(conn, [hop.id for hop in hops])
    return {(hop.case_id, hop.hop): messages[hop.id] for hop in hops if hop.id in messages}


def _waits(item: WorkItem, message: Delivery | None, looked_up: frozenset[str]) -> WaitingFor | None:
    if item.waits is WaitingFor.DELIVERY and message is not None:
        by_itself = message.state not in _STUCK or message.last_error == PULL_ONLY
        return WaitingFor.DELIVERY if by_itself else WaitingFor.DECISION
    return WaitingFor.PERMIT_SYSTEM if item.case.id in looked_up else item.waits
