"""What a change of a case sets off: assignments, messages to agencies' systems, sealing an identity."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.ports import Run
from hub.casework.tools import Tools
from hub.domain.assignment import LIVE_STATES, Assignment, AssignmentState
from hub.domain.case import Case
from hub.domain.delivery import OPEN, Delivery, DeliveryKind, DeliveryState
from hub.domain.evolution import (
    Evolution,
    MarkAssignment,
    NoteCompensation,
    Offer,
    SealIdentity,
    Tell,
    TellHolders,
)
from hub.domain.reasons import stored
from hub.store import assignments, compensations, deliveries, identities, records
from hub.store.records import StoredRecord

PULL_ONLY = "PULL_ONLY"
_IN_FLIGHT = frozenset({DeliveryState.SENDING, DeliveryState.AMBIGUOUS, DeliveryState.DELIVERED})


async def carry_out(conn: AsyncConnection, tools: Tools, change: Evolution, case: Case) -> None:
    """Write every effect of the evolution, in order, in the caller's transaction."""
    live = await assignments.of_hop(conn, case.id, change.before.hop) if change.before else None
    for effect in change.effects:
        if isinstance(effect, Offer):
            live = await _offer(conn, tools, effect, case)
        elif isinstance(effect, MarkAssignment) and live is not None:
            await _mark(conn, tools, effect, live, change.now)
        elif isinstance(effect, Tell) and live is not None and not is_pulled(tools, live.connector):
            await _tell(conn, tools, effect.text, live)
        elif isinstance(effect, TellHolders):
            await _tell_holders(conn, tools, effect.text, case)
        elif isinstance(effect, NoteCompensation):
            await compensations.note(conn, case.id, dict(effect.changes))
        elif isinstance(effect, SealIdentity):
            await identities.reseal(conn, case.id, tools.sealer)


async def _mark(
    conn: AsyncConnection, tools: Tools, effect: MarkAssignment, live: Assignment, now: datetime
) -> None:
    await assignments.mark(conn, live, effect.state, now, effect.reason)
    if effect.state is AssignmentState.DELIVERED and is_pulled(tools, live.connector):
        await _fetched(conn, live, now)
    if effect.state not in LIVE_STATES:
        await _drop_unsent(conn, tools, live)


async def _offer(conn: AsyncConnection, tools: Tools, effect: Offer, case: Case) -> Assignment:
    now = tools.clock()
    assignment = Assignment(
        id=tools.new_id(),
        case_id=case.id,
        hop=case.hop,
        agency=effect.agency,
        connector=effect.connector,
        state=AssignmentState.OFFERED,
        reason=effect.reason,
        explanation=tuple(stored(reason) for reason in effect.explanation),
        binding=effect.binding,
        offered_at=now,
        delivered_at=None,
        accepted_at=None,
        ended_at=None,
    )
    await assignments.add(conn, assignment)
    if effect.connector is not None:
        await _send(conn, tools, assignment, DeliveryKind.FORWARD, key_of(case), None)
    return assignment


def is_pulled(tools: Tools, connector: str | None) -> bool:
    """Whether the agency fetches its cases itself: nothing is sent, its message waits for it."""
    manifest = tools.peers.manifest(connector) if connector else None
    return manifest is not None and manifest.pull


def key_of(case: Case) -> str:
    """The idempotency key of a hop: the same for every attempt, for the life of the case."""
    return f"{case.tracking_number}-{case.hop}"


async def _tell(conn: AsyncConnection, tools: Tools, text: str, to: Assignment) -> None:
    """Queue a message behind the forward; a system that was never reached has nothing to be told."""
    if to.connector is None:
        return
    seen = (await deliveries.of_assignments(conn, [to.id])).get(to.id)
    forward = await deliveries.by_id(conn, seen.id, lock=True) if seen else None
    if forward is not None and has_reached(forward):
        await _send(conn, tools, to, DeliveryKind.NOTE, tools.new_id(), text)


def has_reached(forward: Delivery) -> bool:
    """Whether the system holds the case, or may: also one that made a record and was not handed it over."""
    return forward.state in _IN_FLIGHT or forward.external_id is not None


async def _tell_holders(conn: AsyncConnection, tools: Tools, text: str, case: Case) -> None:
    """A message to every system of every hop; offices that fetch see by their feed what is theirs."""
    for hop in (await assignments.of_cases(conn, [case.id]))[case.id]:
        if not is_pulled(tools, hop.connector):
            await _tell(conn, tools, text, hop)


async def _send(
    conn: AsyncConnection, tools: Tools, to: Assignment, kind: DeliveryKind, key: str, note: str | None
) -> None:
    now, pulled = tools.clock(), is_pulled(tools, to.connector)
    delivery = Delivery(
        id=tools.new_id(),
        case_id=to.case_id,
        assignment_id=to.id,
        connector=to.connector or "",
        kind=kind,
        state=DeliveryState.HELD if pulled else DeliveryState.PENDING,
        key=key,
        attempts=0,
        run=1,
        external_id=None,
        external_url=None,
        note=note,
        last_error=PULL_ONLY if pulled else None,
        same_error=0,
        created_at=now,
        next_attempt_at=None,
        waiting_since=now,
        ended_at=None,
    )
    await deliveries.add(conn, delivery)
    if pulled:
        return
    await tools.work.submit(conn, Run(delivery.id, 1, delivery.connector))


async def _fetched(conn: AsyncConnection, live: Assignment, now: datetime) -> None:
    """The office has the case: what waited for it has arrived."""
    for delivery in await deliveries.open_of(conn, live.id):
        await deliveries.change(
            conn, delivery, state=DeliveryState.DELIVERED, ended_at=now, waiting_since=None, last_error=None
        )


async def _drop_unsent(conn: AsyncConnection, tools: Tools, ended: Assignment) -> None:
    """Messages of an ended assignment that never left are superseded; those in flight run to their end.

    Each is locked before it is judged: a worker may be claiming it right now.
    """
    for seen in await deliveries.open_of(conn, ended.id):
        delivery = await deliveries.by_id(conn, seen.id, lock=True)
        if delivery is None or delivery.kind is not DeliveryKind.FORWARD:
            continue
        if delivery.state in OPEN - _IN_FLIGHT and delivery.external_id is not None:
            await _keep_half(conn, tools, delivery, ended)
        elif delivery.state in OPEN - _IN_FLIGHT:
            await deliveries.change(
                conn, delivery, state=DeliveryState.SUPERSEDED, ended_at=tools.clock(), next_attempt_at=None
            )


async def _keep_half(conn: AsyncConnection, tools: Tools, delivery: Delivery, ended: Assignment) -> None:
    """The record is made; the hand-over behind it is not wanted any more. It can be told about its end."""
    now, number = tools.clock(), delivery.external_id or ""
    record = StoredRecord(
        connector=delivery.connector,
        external_id=number,
        case_id=delivery.case_id,
        assignment_id=ended.id,
        hop=ended.hop,
        url=delivery.external_url,
        status_text=None,
        status=None,
        last_order=None,
        as_of=now,
        next_poll_at=now,
    )
    await records.add(conn, record)
    await deliveries.change(
        conn,
        delivery,
        state=DeliveryState.DELIVERED,
        ended_at=now,
        next_attempt_at=None,
        waiting_since=None,
        last_error=None,
    )
