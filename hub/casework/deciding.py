"""What an operator decides about a message that cannot go on by itself."""

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.holding import probe_now
from hub.casework.outcomes import settle, supersede
from hub.casework.recording import record
from hub.casework.sweeping import again
from hub.casework.tools import Tools
from hub.connectors.base import HandsOver
from hub.domain.assignment import AssignmentState
from hub.domain.caller import Caller, Role, Scope
from hub.domain.case import Case, CaseEventType, CaseStatus
from hub.domain.custody import custodian_of
from hub.domain.delivery import Delivery, DeliveryDecision, DeliveryKind, DeliveryState
from hub.domain.evolution import Evolution, MarkAssignment
from hub.domain.exchange import ExternalRef, Idempotency
from hub.domain.parties import actor_of, coordinates
from hub.domain.redaction import CaseScope, scope_of, visible
from hub.domain.visible import VisibleCase
from hub.errors import NotEntitled, RuleViolation
from hub.store import assignments, cases, deliveries, records

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

        The message that carries the case goes first, then those behind it that are stuck.

        RESEND sends it again under the same key; CONFIRM_DELIVERED takes the id the owner's system gave, and
        goes on with the second step where there is one;
        ABANDON gives the assignment up: the case goes to adjudication.

        Raises:
            NotEntitled: the credential cannot manage deliveries.
            RuleViolation: NOT_FOUND, NOT_ALLOWED, ILLEGAL_TRANSITION, INVALID.
        """
        if not caller.may(Scope.DELIVERIES_MANAGE):
            raise NotEntitled("this credential cannot manage deliveries")

        scope = scope_of(caller, self.tools.directory())

        async def decide(conn: AsyncConnection) -> Case:
            case, delivery = await _find(conn, scope, assignment_id)
            if caller.role is Role.COORDINATOR and not coordinates(caller, case):
                raise RuleViolation("NOT_ALLOWED", "another agency's messages are not yours to decide about")
            if delivery.state not in STUCK:
                raise RuleViolation("ILLEGAL_TRANSITION", f"the message is {delivery.state.value}")
            if decision is DeliveryDecision.RESEND:
                await self._resend(conn, delivery)
            elif decision is DeliveryDecision.CONFIRM_DELIVERED:
                await self._confirm(conn, delivery, await _confirmed(conn, delivery, external_id))
            else:
                await self._abandon(conn, caller, case, delivery, note)
            return (await cases.by_ids(conn, [case.id], scope))[case.id]

        return visible(await self.tools.db.write(decide), caller)

    async def _confirm(self, conn: AsyncConnection, delivery: Delivery, ref: ExternalRef | None) -> None:
        """It is there. Where the record still has to be handed on to its owner, a run goes on from there."""
        if ref is None or not isinstance(self.tools.peers.get(delivery.connector), HandsOver):
            await settle(conn, self.tools, delivery, ref)
            return
        await deliveries.change(conn, delivery, external_id=ref.id, external_url=ref.url)
        await self._resend(conn, delivery)

    async def _resend(self, conn: AsyncConnection, delivery: Delivery) -> None:
        """Under the same key. A system that can be asked what became of the last attempt still is."""
        manifest = self.tools.peers.manifest(delivery.connector)
        can_tell = manifest is not None and manifest.idempotency is not Idempotency.NONE
        doubt = delivery.state is DeliveryState.AMBIGUOUS and delivery.kind is DeliveryKind.FORWARD
        state = DeliveryState.AMBIGUOUS if can_tell and doubt else DeliveryState.PENDING
        await again(conn, self.tools, delivery, state)
        await deliveries.change(conn, delivery, next_attempt_at=self.tools.clock())
        await probe_now(conn, self.tools, delivery.connector)

    async def _abandon(
        self, conn: AsyncConnection, caller: Caller, case: Case, delivery: Delivery, note: str | None
    ) -> None:
        await supersede(conn, self.tools, delivery)
        assignment = await assignments.by_id(conn, delivery.assignment_id)
        is_live = assignment is not None and assignment.hop == case.hop
        if delivery.kind is not DeliveryKind.FORWARD or not is_live or case.status is not CaseStatus.ASSIGNED:
            return
        change, directory = Evolution(case, self.tools.clock()), self.tools.directory()
        change.effects.append(MarkAssignment(AssignmentState.EXPIRED, note))
        change.happen(
            CaseEventType.RECALLED,
            actor_of(caller),
            agency=case.assignee,
            note=note,
            status=CaseStatus.ADJUDICATION,
            assignee=None,
            delivered=False,
            binding=False,
            owner=custodian_of(case, directory, directory.day_at(case.region, change.now)),
        )
        await record(conn, self.tools, change)


async def _find(conn: AsyncConnection, scope: CaseScope, assignment_id: str) -> tuple[Case, Delivery]:
    """The forward of the assignment; where that is not stuck, the oldest stuck message behind it."""
    forward = (await deliveries.of_assignments(conn, [assignment_id])).get(assignment_id)
    if forward is None or not await cases.by_ids(conn, [forward.case_id], scope):
        raise _nothing_there()
    stuck = [one for one in await deliveries.open_of(conn, assignment_id) if one.state in STUCK]
    chosen = stuck[0] if stuck and forward.state not in STUCK else forward
    case = await cases.lock(conn, chosen.case_id)
    delivery = await deliveries.by_id(conn, chosen.id, lock=True)
    if case is None or delivery is None:
        raise _nothing_there()
    return case, delivery


def _nothing_there() -> RuleViolation:
    return RuleViolation("NOT_FOUND", "there is no such assignment with a message", "assignmentId")


async def _confirmed(
    conn: AsyncConnection, delivery: Delivery, external_id: str | None
) -> ExternalRef | None:
    """The record somebody found in the owner's system; messages about a record make none."""
    if delivery.kind is not DeliveryKind.FORWARD:
        return None
    if not external_id:
        raise RuleViolation("INVALID", "say which id the owner's system gave", "externalId")
    known = await records.find(conn, delivery.connector, external_id)
    if known is not None and known.assignment_id != delivery.assignment_id:
        raise RuleViolation("INVALID", "that record belongs to another assignment", "externalId")
    return ExternalRef(delivery.connector, external_id)
