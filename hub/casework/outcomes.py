"""What an attempt leaves behind: the message's new state, the case's event, the next run, all at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.doubt import Turn, following, may_have_arrived
from hub.casework.ports import Run
from hub.casework.recording import record
from hub.casework.tools import Tools
from hub.domain.case import CaseEventType
from hub.domain.custody import deliver
from hub.domain.delivery import OPEN, Delivery, DeliveryKind, DeliveryState, Next, wait_before
from hub.domain.evolution import Evolution
from hub.domain.exchange import ExternalRef, Manifest
from hub.domain.status import UNDER_OWNER
from hub.errors import ConnectorError, CredentialFault
from hub.store import assignments, cases, cursors, deliveries, records, tokens


@dataclass(frozen=True, slots=True)
class Success:
    """The peer took it. `ref` None: it gives no id, or the message was no new record.

    `absent`: it was asked, and does not hold the case; nor is it still at an earlier request.
    """

    ref: ExternalRef | None
    needs_hand_over: bool = False
    absent: bool = False
    token: str | None = None  # what its record's number can be asked for by, later


async def created(tools: Tools, turn: Turn, ref: ExternalRef) -> None:
    """Remember the id of a record that is not handed over yet: a later run resumes at the second step."""

    async def store(conn: AsyncConnection) -> None:
        delivery = await locked(conn, turn.delivery_id)
        if delivery is None:
            return
        if turn.is_current(delivery):
            values = {"external_id": ref.id, "external_url": ref.url, "doubtful_since": None}
            await deliveries.change(conn, delivery, **values)
        else:
            await keep(conn, tools, delivery, ref)

    await tools.db.write(store)


async def delivered(tools: Tools, turn: Turn, done: Success) -> None:
    """The message arrived: custody passes to the agency. Or the peer was asked, and has nothing."""

    async def store(conn: AsyncConnection) -> None:
        delivery = await locked(conn, turn.delivery_id)
        if delivery is None:
            return
        if done.token is not None:
            await _await_number(conn, tools, delivery, done.token)
        if not turn.is_current(delivery):
            await _learn(conn, tools, delivery, done)
            return
        await cursors.succeeded(conn, delivery.connector, tools.clock())
        if done.absent:
            await _begin_anew(conn, tools, delivery)
        else:
            await settle(conn, tools, delivery, done.ref)

    await tools.db.write(store)


async def _learn(conn: AsyncConnection, tools: Tools, delivery: Delivery, done: Success) -> None:
    """A success that comes late, from an older turn: what it found is never lost.

    Whoever has the turn now goes on and finds the id; where nobody has, the message is delivered.
    """
    if done.absent:
        return
    if done.ref is not None:
        await keep(conn, tools, delivery, done.ref)
    is_second = done.ref is not None and delivery.external_id not in (None, done.ref.id)
    taken = (DeliveryState.SENDING, DeliveryState.DELIVERED)
    if not is_second and delivery.state not in taken:
        await settle(conn, tools, delivery, done.ref)


async def _await_number(conn: AsyncConnection, tools: Tools, delivery: Delivery, token: str) -> None:
    now = tools.clock()
    one = tokens.AwaitedNumber(delivery.connector, token, delivery.id, delivery.assignment_id, now, now)
    await tokens.add(conn, one)


async def keep(conn: AsyncConnection, tools: Tools, delivery: Delivery, ref: ExternalRef) -> None:
    """A record the peer certainly holds; the message stays in its state."""
    assignment = await assignments.by_id(conn, delivery.assignment_id)
    if assignment is not None:
        await records.add(conn, _record_of(tools, delivery, assignment.hop, ref))
    if delivery.external_id is None:
        await deliveries.change(conn, delivery, external_id=ref.id, external_url=ref.url)


async def _begin_anew(conn: AsyncConnection, tools: Tools, delivery: Delivery) -> None:
    """Nothing is in doubt any more: the next run sends as if it were the first, if that is still wanted."""
    run = Run(delivery.id, delivery.run + 1, delivery.connector)
    values = {"state": DeliveryState.PENDING, "doubtful_since": None, "run": run.number}
    await deliveries.change(conn, delivery, **values)
    await tools.work.submit(conn, run)


async def locked(conn: AsyncConnection, delivery_id: str) -> Delivery | None:
    """The message, with its case locked first: in the order of everybody who changes both."""
    seen = await deliveries.by_id(conn, delivery_id)
    if seen is None:
        return None
    await cases.lock(conn, seen.case_id)
    return await deliveries.by_id(conn, delivery_id, lock=True)


async def supersede(conn: AsyncConnection, tools: Tools, delivery: Delivery) -> None:
    """The message has lost its purpose before it arrived."""
    await deliveries.change(
        conn, delivery, state=DeliveryState.SUPERSEDED, ended_at=tools.clock(), next_attempt_at=None
    )


async def settle(conn: AsyncConnection, tools: Tools, delivery: Delivery, ref: ExternalRef | None) -> None:
    """DELIVERED, the record, and the DELIVERED event if the assignment is still the live one."""
    now = tools.clock()
    await deliveries.change(
        conn,
        delivery,
        state=DeliveryState.DELIVERED,
        ended_at=now,
        next_attempt_at=None,
        waiting_since=None,
        last_error=None,
        doubtful_since=None,
        external_id=ref.id if ref else delivery.external_id,
        external_url=ref.url if ref else delivery.external_url,
    )
    if delivery.kind is not DeliveryKind.FORWARD:
        return
    assignment = await assignments.by_id(conn, delivery.assignment_id)
    if assignment is None:
        return
    if ref is not None:
        await records.add(conn, _record_of(tools, delivery, assignment.hop, ref))
    case = await cases.lock(conn, delivery.case_id)
    live = case is not None and case.hop == assignment.hop and case.assignee == assignment.agency
    if case is not None and live and not case.delivered and case.status in UNDER_OWNER:
        change = Evolution(case, now)
        deliver(change, delivery.connector)
        await record(conn, tools, change)


def _record_of(tools: Tools, delivery: Delivery, hop: int, ref: ExternalRef) -> records.StoredRecord:
    now = tools.clock()
    return records.StoredRecord(
        connector=ref.connector,
        external_id=ref.id,
        case_id=delivery.case_id,
        assignment_id=delivery.assignment_id,
        hop=hop,
        url=ref.url,
        status_text=None,
        status=None,
        last_order=None,
        as_of=now,
        next_poll_at=now,
    )


async def failed(tools: Tools, turn: Turn, peer: Manifest, fault: ConnectorError) -> None:
    """The attempt failed: decide by the class of the error where the message goes."""

    async def store(conn: AsyncConnection) -> None:
        delivery = await locked(conn, turn.delivery_id)
        if delivery is None:
            return
        doubt = _doubt_after(tools, turn, delivery, fault)
        if turn.is_current(delivery):
            await deliveries.change(conn, delivery, doubtful_since=doubt)
            await _store_failure(conn, tools, delivery, fault, following(tools, turn, delivery, peer, fault))
        elif delivery.state in OPEN and may_have_arrived(turn, fault):
            await deliveries.change(conn, delivery, doubtful_since=doubt)

    await tools.db.write(store)


def _doubt_after(tools: Tools, turn: Turn, delivery: Delivery, fault: ConnectorError) -> datetime | None:
    if delivery.external_id is not None:
        return None
    if may_have_arrived(turn, fault):
        return tools.clock()
    return delivery.doubtful_since if turn.doubtful else None


async def _store_failure(
    conn: AsyncConnection, tools: Tools, delivery: Delivery, fault: ConnectorError, following: Next
) -> None:
    now = tools.clock()
    held = now if isinstance(fault, CredentialFault) else None
    await cursors.failed(conn, delivery.connector, fault.code, held)
    same = delivery.same_error + 1 if delivery.last_error == fault.code else 1
    values: dict[str, object] = {"state": following.state, "last_error": fault.code, "same_error": same}
    if following.state is DeliveryState.DEAD:
        values["ended_at"] = now
    await deliveries.change(conn, delivery, **values)
    if following.wait is not None:
        await _run_later(conn, tools, delivery, following.wait)
    elif following.state is not DeliveryState.HELD:
        await tell_the_case(conn, tools, delivery, fault.code)


async def _run_later(conn: AsyncConnection, tools: Tools, delivery: Delivery, wait: float) -> None:
    run = Run(delivery.id, delivery.run + 1, delivery.connector, wait)
    at = tools.clock() + timedelta(seconds=wait)
    await deliveries.change(conn, delivery, next_attempt_at=at, run=run.number)
    await tools.work.submit(conn, run)


async def tell_the_case(conn: AsyncConnection, tools: Tools, delivery: Delivery, code: str) -> None:
    """DELIVERY_FAILED: an operator has to decide. The status stays; the coordinator keeps custody."""
    case = await cases.lock(conn, delivery.case_id)
    assignment = await assignments.by_id(conn, delivery.assignment_id)
    if case is not None and assignment is not None:
        change = Evolution(case, tools.clock())
        change.happen(CaseEventType.DELIVERY_FAILED, delivery.connector, agency=assignment.agency, note=code)
        await record(conn, tools, change)


async def hold(conn: AsyncConnection, tools: Tools, delivery: Delivery, reason: str) -> None:
    """Keep the message until its system may be called; the sweep releases it."""
    await deliveries.change(
        conn,
        delivery,
        state=DeliveryState.HELD,
        last_error=reason,
        waiting_since=delivery.waiting_since or tools.clock(),
    )


async def look_again(conn: AsyncConnection, tools: Tools, delivery: Delivery, reason: str) -> None:
    """Keep a message that may have arrived AMBIGUOUS, and look later whether its system may be called."""
    await deliveries.change(conn, delivery, state=DeliveryState.AMBIGUOUS, last_error=reason)
    wait = wait_before(max(delivery.attempts, 1), tools.patience, tools.luck())
    await _run_later(conn, tools, delivery, wait)
