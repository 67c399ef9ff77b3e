"""What an operator decides about a message that cannot go on by itself."""

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.outcomes import settle
from hub.casework.recording import record
from hub.casework.sweeping import again
from hub.casework.tools import Tools
from hub.domain.assignment import AssignmentState
from hub.domain.caller import Caller, Scope
from hub.domain.case import Case, CaseEventType, CaseStatus
from hub.domain.custody import custodian_of
from hub.domain.delivery import Delivery, DeliveryDecision, DeliveryState
from hub.domain.evolution import Evolution, MarkAssignment
from hub.domain.exchange import ExternalRef
from hub.domain.parties import actor_of
from hub.domain.redaction import scope_of, visible
from hub.domain.visible import VisibleCase
from hub.errors import NotEntitled, RuleViolation
from hub.store import cases, deliveries

STUCK = frozenset({DeliveryState.AMBIGUOUS, DeliveryState.HELD, DeliveryState.DEAD})


class Deciding:
    """`redeliver`."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def redeliver(
        self,
        caller: Caller,
        assignment_id: str,
        decision: DeliveryDecision,
        external_id: str | None = None,
        note: str | None = None,
    ) -> VisibleCase:
        """Move the message of an assignment out of AMBIGUOUS, HELD or DEAD.

        RESEND sends it again under the same key; CONFIRM_DELIVERED takes the id the owner's system gave;
        ABANDON gives the assignment up: the case goes to adjudication.

        Raises:
            NotEntitled: the credential cannot manage deliveries.
            RuleViolation: NOT_FOUND, ILLEGAL_TRANSITION, INVALID.
        """
        if not caller.may(Scope.DELIVERIES_MANAGE):
            raise NotEntitled("this credential cannot manage deliveries")
        if decision is DeliveryDecision.CONFIRM_DELIVERED and not external_id:
            raise RuleViolation("INVALID", "say which id the owner's system gave", "externalId")

        async def decide(conn: AsyncConnection) -> Case:
            case, delivery = await _find(conn, caller, assignment_id)
            if delivery.state not in STUCK:
                raise RuleViolation("ILLEGAL_TRANSITION", f"the message is {delivery.state.value}")
            if decision is DeliveryDecision.RESEND:
                await again(conn, self.tools, delivery, DeliveryState.PENDING)
            elif decision is DeliveryDecision.CONFIRM_DELIVERED:
                await settle(conn, self.tools, delivery, ExternalRef(delivery.connector, external_id or ""))
            else:
                await self._abandon(conn, caller, case, delivery, note)
            return (await cases.by_ids(conn, [case.id], scope_of(caller)))[case.id]

        return visible(await self.tools.db.write(decide), caller)

    async def _abandon(
        self, conn: AsyncConnection, caller: Caller, case: Case, delivery: Delivery, note: str | None
    ) -> None:
        now = self.tools.clock()
        await deliveries.change(conn, delivery, state=DeliveryState.SUPERSEDED, ended_at=now)
        if case.status is not CaseStatus.ASSIGNED:
            return
        change = Evolution(case, now)
        change.effects.append(MarkAssignment(AssignmentState.EXPIRED, note))
        change.happen(
            CaseEventType.RECALLED,
            actor_of(caller),
            agency=case.assignee,
            note=note,
            status=CaseStatus.ADJUDICATION,
            assignee=None,
            owner=custodian_of(case, self.tools.directory()),
        )
        await record(conn, self.tools, change)


async def _find(conn: AsyncConnection, caller: Caller, assignment_id: str) -> tuple[Case, Delivery]:
    delivery = (await deliveries.of_assignments(conn, [assignment_id])).get(assignment_id)
    if delivery is not None:
        delivery = await deliveries.by_id(conn, delivery.id, lock=True)
    if delivery is None or not await cases.by_ids(conn, [delivery.case_id], scope_of(caller)):
        raise RuleViolation("NOT_FOUND", "there is no such assignment with a message", "assignmentId")
    case = await cases.lock(conn, delivery.case_id)
    if case is None:
        raise RuleViolation("NOT_FOUND", "there is no such assignment with a message", "assignmentId")
    return case, delivery
