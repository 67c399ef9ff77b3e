"""One attempt at one message to an agency's system. No transaction is open while the agency is called.

Claim, call, store the outcome: three steps, so that a crash between any two of them is seen by the next run.
A message found SENDING, or AMBIGUOUS, may have arrived: it is looked up, or sent again under the same key, or
left to a person, as the connector's idempotency permits. Nothing is ever resent blindly, and a peer that
shows nothing is believed only when it cannot be at an earlier request any more.
"""

from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework import outcomes
from hub.casework.doubt import PersonNeeded, Turn, Unsettled
from hub.casework.holding import refused_key, why_held
from hub.casework.outcomes import Success
from hub.casework.ports import Run
from hub.casework.tools import Tools
from hub.connectors.base import Connector, Forwards, HandsOver, Searches, TakesNotes
from hub.domain.assignment import LIVE_STATES, Assignment
from hub.domain.case import Case
from hub.domain.delivery import OPEN, Delivery, DeliveryKind, DeliveryState
from hub.domain.exchange import ExternalRef, Idempotency, OutgoingCase, Queued, Registered
from hub.domain.origin import Origin, onward
from hub.domain.redaction import EVERYTHING, outgoing
from hub.errors import ConnectorError, Refused, Unconfirmed
from hub.store import assignments, cases, deliveries, origins, records, tokens

QUEUE_PAUSE_S = 1.0  # an older message of the same case goes first
NUMBER_PAUSE_S = 60.0  # the system still owes the number of the record the message is about


@dataclass(frozen=True, slots=True)
class _Claim:
    """A message that is ours to send now."""

    delivery: Delivery
    case: Case
    assignment: Assignment
    connector: Connector
    record_id: str | None  # of an earlier message of this assignment
    trail: Origin  # where the case began, and whom it has passed up to this hub
    turn: Turn


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
            await outcomes.failed(self.tools, claim.turn, claim.connector.manifest, fault)
        else:
            await outcomes.delivered(self.tools, claim.turn, done)

    async def _claim(self, conn: AsyncConnection, delivery_id: str, run: int) -> _Claim | None:
        delivery = await deliveries.by_id(conn, delivery_id, lock=True)
        if delivery is None or delivery.run != run or delivery.state not in OPEN - {DeliveryState.HELD}:
            return None
        assignment = await assignments.by_id(conn, delivery.assignment_id)
        case = (await cases.by_ids(conn, [delivery.case_id], EVERYTHING)).get(delivery.case_id)
        if assignment is None or case is None or not await _still_wanted(conn, delivery, assignment):
            await outcomes.supersede(conn, self.tools, delivery)
            return None
        if await deliveries.older_open(conn, delivery):
            await self._later(conn, delivery, QUEUE_PAUSE_S)
            return None
        if delivery.kind is DeliveryKind.NOTE and await tokens.awaited(conn, assignment.id):
            await self._later(conn, delivery, NUMBER_PAUSE_S)
            return None
        connector = await self._callable(conn, delivery)
        if connector is None:
            return None
        record = await records.of_assignment(conn, assignment.id)
        turn = await self._begin(conn, delivery, _creates(connector, delivery, assignment))
        trail = onward(await origins.of_case(conn, case.id), self.tools.hub_id, case.tracking_number)
        known_as = record.external_id if record else None
        return _Claim(delivery, case, assignment, connector, known_as, trail, turn)

    async def _begin(self, conn: AsyncConnection, delivery: Delivery, creates: bool) -> Turn:
        now = self.tools.clock()
        turn = Turn(delivery.id, delivery.run, delivery.attempts + 1, delivery.is_doubtful, creates)
        await deliveries.change(
            conn,
            delivery,
            state=DeliveryState.SENDING,
            attempts=turn.number,
            next_attempt_at=None,
            waiting_since=delivery.waiting_since or now,
            doubtful_since=now if creates else delivery.doubtful_since,
        )
        return turn

    async def _callable(self, conn: AsyncConnection, delivery: Delivery) -> Connector | None:
        """The connector, if its system may be called now; else the message waits, and keeps its doubt."""
        connector = self.tools.peers.get(delivery.connector)
        reason = why_held(self.tools, delivery.connector)
        if reason is None:
            reason = await refused_key(conn, self.tools, delivery.connector)
        if connector is not None and reason is None:
            return connector
        wait = outcomes.look_again if delivery.is_doubtful else outcomes.hold
        await wait(conn, self.tools, delivery, reason or "NOT_CONFIGURED")
        return None

    async def _later(self, conn: AsyncConnection, delivery: Delivery, wait: float) -> None:
        await deliveries.change(conn, delivery, run=delivery.run + 1)
        await self.tools.work.submit(conn, Run(delivery.id, delivery.run + 1, delivery.connector, wait))

    async def _send(self, claim: _Claim) -> Success:
        if claim.delivery.kind is DeliveryKind.NOTE:
            return await self._send_note(claim)
        directory = self.tools.directory()
        owner = directory.agency_of(claim.assignment.agency)
        assert owner is not None  # noqa: S101 - reference data keep every agency that a case names
        then = replace(claim.case, hop=claim.assignment.hop)  # the case may have gone on meanwhile
        case = outgoing(then, owner, directory, claim.trail)
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
        if not claim.turn.creates:
            return await self._look_up(claim, case)
        answer = await connector.forward(case, delivery.key)
        if isinstance(answer, Queued):
            return Success(None, token=answer.token)
        if not isinstance(answer, Registered):
            return Success(None)
        if answer.needs_hand_over:
            await outcomes.created(self.tools, claim.turn, answer.ref)
        return Success(answer.ref, answer.needs_hand_over)

    async def _look_up(self, claim: _Claim, case: OutgoingCase) -> Success:
        """What a doubtful attempt left at the peer.

        Raises:
            PersonNeeded: it cannot be asked.
            Unconfirmed: it refused to be asked.
            Unsettled: it shows nothing, but its last request is too young for that to count.
        """
        connector, delivery = claim.connector, claim.delivery
        can_tell = not _is_live(claim.assignment) or connector.manifest.idempotency is Idempotency.SEARCH
        if not can_tell or not isinstance(connector, Searches):
            raise PersonNeeded
        left = self._unsettled_for(delivery)
        try:
            found = await connector.search(case.tracking_number, delivery.key)
        except Refused as fault:  # of the search: it may hold the case all the same
            raise Unconfirmed(str(fault)) from None
        if found is not None:
            return Success(found, needs_hand_over=isinstance(connector, HandsOver))
        if left > 0:
            raise Unsettled(left)
        return Success(None, absent=True)

    def _unsettled_for(self, delivery: Delivery) -> float:
        """Seconds the peer may still be at the last request whose answer got lost; not above 0: none."""
        manifest = self.tools.peers.manifest(delivery.connector)
        since = delivery.doubtful_since or delivery.created_at
        passed = (self.tools.clock() - since).total_seconds()
        return manifest.settle_seconds - passed if manifest is not None else 0.0

    async def _send_note(self, claim: _Claim) -> Success:
        if not isinstance(claim.connector, TakesNotes) or claim.record_id is None:
            raise Refused("the system takes no messages about a record")
        if claim.turn.doubtful:
            raise PersonNeeded  # no system can be asked which messages it has
        ref = ExternalRef(claim.delivery.connector, claim.record_id)
        await claim.connector.send_note(ref, claim.delivery.note or "", claim.delivery.key)
        return Success(None)


def _creates(connector: Connector, delivery: Delivery, assignment: Assignment) -> bool:
    """Whether an attempt may leave a record at the peer.

    After a doubtful one only where the peer itself recognises the key; for an ended assignment never.
    """
    if delivery.kind is not DeliveryKind.FORWARD or delivery.external_id is not None:
        return False
    again = connector.manifest.idempotency is Idempotency.KEY and _is_live(assignment)
    return again or not delivery.is_doubtful


def _is_live(assignment: Assignment) -> bool:
    return assignment.state in LIVE_STATES


async def _still_wanted(conn: AsyncConnection, delivery: Delivery, assignment: Assignment) -> bool:
    """An ended assignment needs no first attempt; what may have arrived is still followed to its end.

    A system that a case never reached is told nothing about it either.
    """
    if delivery.kind is DeliveryKind.NOTE:
        forward = (await deliveries.of_assignments(conn, [assignment.id])).get(assignment.id)
        return forward is None or forward.state is not DeliveryState.SUPERSEDED
    return delivery.is_doubtful or _is_live(assignment)
