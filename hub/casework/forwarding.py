"""One attempt at one message to an agency's system. No transaction is open while the agency is called.

Claim, call, store the outcome: three steps, so that a crash between any two of them is seen by the next run.
A message found SENDING, or AMBIGUOUS, may have arrived: it is looked up, or sent again under the same key, or
left to a person, as the connector's idempotency permits. Nothing is ever resent blindly.
"""

from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework import outcomes
from hub.casework.holding import refused_key, why_held
from hub.casework.outcomes import Success
from hub.casework.ports import Run
from hub.casework.tools import Tools
from hub.connectors.base import Connector, Forwards, HandsOver, Searches, TakesNotes
from hub.domain.assignment import LIVE_STATES, Assignment
from hub.domain.case import Case
from hub.domain.delivery import OPEN, Delivery, DeliveryKind, DeliveryState
from hub.domain.exchange import ExternalRef, Idempotency, OutgoingCase, Registered
from hub.domain.redaction import outgoing
from hub.errors import ConnectorError, Refused, Retry
from hub.store import assignments, cases, deliveries, records

QUEUE_PAUSE_S = 1.0  # an older message of the same case goes first
BEGUN = frozenset({DeliveryState.SENDING, DeliveryState.AMBIGUOUS})  # an attempt may have arrived
NOT_WANTED = Success(None, not_wanted=True)


@dataclass(frozen=True, slots=True)
class _Claim:
    """A message that is ours to send now."""

    delivery: Delivery
    case: Case
    assignment: Assignment
    connector: Connector
    record_id: str | None  # of an earlier message of this assignment
    doubtful: bool  # an earlier attempt may have arrived


class PersonNeeded(ConnectorError):
    """The peer may hold the case and cannot be asked: only a person may decide about a resend."""

    retry = Retry.IF_IDEMPOTENT
    code = "UNCONFIRMED"


class Forwarding:
    """What a durable run does."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def attempt(self, delivery_id: str, run: int) -> None:
        """Try the message once. A run that is no longer the current one does nothing.

        Raises:
            StoreFault: nothing is known to be stored; the durable run is tried again.
        """
        claim = await self.tools.db.write(lambda conn: self._claim(conn, delivery_id, run))
        if claim is None:
            return
        try:
            done = await self._send(claim)
        except ConnectorError as fault:
            await outcomes.failed(
                self.tools, claim.delivery.id, run, claim.connector.manifest, fault, doubtful=claim.doubtful
            )
        else:
            await outcomes.delivered(self.tools, claim.delivery.id, run, done)

    async def _claim(self, conn: AsyncConnection, delivery_id: str, run: int) -> _Claim | None:
        delivery = await deliveries.by_id(conn, delivery_id, lock=True)
        if delivery is None or delivery.run != run or delivery.state not in OPEN - {DeliveryState.HELD}:
            return None
        assignment = await assignments.by_id(conn, delivery.assignment_id)
        case = (await cases.by_ids(conn, [delivery.case_id], outcomes.EVERYTHING)).get(delivery.case_id)
        if assignment is None or case is None or not await _still_wanted(conn, delivery, assignment):
            await outcomes.supersede(conn, self.tools, delivery)
            return None
        if await deliveries.older_open(conn, delivery):
            await self._later(conn, delivery)
            return None
        doubtful = delivery.state in BEGUN
        connector = await self._callable(conn, delivery, doubtful)
        if connector is None:
            return None
        record = await records.of_assignment(conn, assignment.id)
        now = self.tools.clock()
        await deliveries.change(
            conn,
            delivery,
            state=DeliveryState.SENDING,
            attempts=delivery.attempts + 1,
            next_attempt_at=None,
            waiting_since=delivery.waiting_since or now,
        )
        record_id = record.external_id if record else None
        return _Claim(delivery, case, assignment, connector, record_id, doubtful)

    async def _callable(self, conn: AsyncConnection, delivery: Delivery, doubtful: bool) -> Connector | None:
        """The connector, if its system may be called now; else the message waits, and keeps its doubt."""
        connector = self.tools.peers.get(delivery.connector)
        reason = why_held(self.tools, delivery.connector)
        if reason is None:
            reason = await refused_key(conn, self.tools, delivery.connector)
        if connector is not None and reason is None:
            return connector
        wait = outcomes.look_again if doubtful else outcomes.hold
        await wait(conn, self.tools, delivery, reason or "NOT_CONFIGURED")
        return None

    async def _later(self, conn: AsyncConnection, delivery: Delivery) -> None:
        await deliveries.change(conn, delivery, run=delivery.run + 1)
        await self.tools.work.submit(
            conn, Run(delivery.id, delivery.run + 1, delivery.connector, QUEUE_PAUSE_S)
        )

    async def _send(self, claim: _Claim) -> Success:
        if claim.delivery.kind is DeliveryKind.NOTE:
            return await self._send_note(claim)
        directory = self.tools.directory()
        owner = directory.agencies[directory.aliases.get(claim.assignment.agency, claim.assignment.agency)]
        then = replace(claim.case, hop=claim.assignment.hop)  # the case may have gone on meanwhile
        case = outgoing(then, owner, directory)
        done = await self._create(claim, case)
        if done.needs_hand_over and done.ref is not None:
            assert isinstance(claim.connector, HandsOver)  # noqa: S101 - the manifest said so
            await claim.connector.hand_over(done.ref, case)
        return done

    async def _create(self, claim: _Claim, case: OutgoingCase) -> Success:
        """The first remote step, unless it is done already."""
        connector, delivery = claim.connector, claim.delivery
        if delivery.external_id is not None:  # created, and not handed over yet
            ref = ExternalRef(delivery.connector, delivery.external_id, delivery.external_url)
            return Success(ref, needs_hand_over=isinstance(connector, HandsOver))
        if not isinstance(connector, Forwards):
            raise Refused("the connector cannot forward")
        if claim.doubtful:
            found = await _looked_up(connector, case, delivery.key)
            if found is not None:
                return Success(found, needs_hand_over=isinstance(connector, HandsOver))
            if _asked_in_vain(connector, claim.assignment):
                return NOT_WANTED
        answer = await connector.forward(case, delivery.key)
        if not isinstance(answer, Registered):
            return Success(None)
        if answer.needs_hand_over:
            await outcomes.created(self.tools, delivery.id, answer.ref)
        return Success(answer.ref, answer.needs_hand_over)

    async def _send_note(self, claim: _Claim) -> Success:
        if not isinstance(claim.connector, TakesNotes) or claim.record_id is None:
            raise Refused("the system takes no messages about a record")
        if claim.doubtful:
            raise PersonNeeded  # no system can be asked which messages it has
        ref = ExternalRef(claim.delivery.connector, claim.record_id)
        await claim.connector.send_note(ref, claim.delivery.note or "", claim.delivery.key)
        return Success(None)


async def _looked_up(connector: Connector, case: OutgoingCase, key: str) -> ExternalRef | None:
    """What a doubtful attempt left at the peer; None: it is safe to send (again). Raises `PersonNeeded`."""
    if connector.manifest.idempotency is Idempotency.KEY:
        return None  # the peer itself recognises the key
    if connector.manifest.idempotency is Idempotency.SEARCH and isinstance(connector, Searches):
        return await connector.search(case.tracking_number, key)
    raise PersonNeeded


def _asked_in_vain(connector: Connector, assignment: Assignment) -> bool:
    """The system says it does not hold the case, and the assignment has ended meanwhile: leave it so."""
    asked = connector.manifest.idempotency is Idempotency.SEARCH
    return asked and assignment.state not in LIVE_STATES


async def _still_wanted(conn: AsyncConnection, delivery: Delivery, assignment: Assignment) -> bool:
    """An ended assignment needs no first attempt; what may have arrived is still followed to its end.

    A system that a case never reached is told nothing about it either.
    """
    if delivery.kind is DeliveryKind.NOTE:
        forward = (await deliveries.of_assignments(conn, [assignment.id])).get(assignment.id)
        return forward is None or forward.state is not DeliveryState.SUPERSEDED
    return delivery.state in BEGUN or assignment.state in LIVE_STATES
