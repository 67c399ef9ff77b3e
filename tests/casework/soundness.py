"""What must be true of the whole database after everything, whatever a test did to it."""

from collections import Counter
from datetime import date
from itertools import pairwise

from sqlalchemy import select

from hub.connectors.loopback import Loopback
from hub.domain.assignment import LIVE_STATES, Assignment
from hub.domain.case import Case, CaseEvent, CaseEventType
from hub.domain.counting import Cell, contribution
from hub.domain.delivery import Delivery, DeliveryKind, DeliveryState
from hub.domain.evolution import fold, state_of
from hub.domain.statistics import StatisticsFilter
from hub.domain.status import FINAL
from hub.store import assignments, cases, deliveries, events, records, statistics
from hub.store.records import StoredRecord
from hub.store.tables import deliveries as delivery_rows
from tests.harness import PULLED, Hub

ALWAYS = StatisticsFilter(start=date(2000, 1, 1), end=date(2199, 12, 31))


async def check_everything(hub: Hub) -> None:
    """Every case, every message, every figure."""
    async with hub.tools.db.reading() as conn:
        stored = await cases.everything(conn)
        ids = [case.id for case in stored]
        told = await events.timelines(conn, ids)
        hops = await assignments.of_cases(conn, ids)
        known = await records.of_cases(conn, ids)
        figures = await statistics.read(conn, ALWAYS)
        sent = [await deliveries.by_id(conn, one) for one in (await conn.scalars(select(delivery_rows.c.id)))]
    messages = [one for one in sent if one is not None]
    for case in stored:
        check_timeline(case, told[case.id])
        check_custody(case, hops[case.id])
        check_messages(
            hub, hops[case.id], [one for one in messages if one.case_id == case.id], known[case.id]
        )
    recount: Counter[Cell] = Counter()
    for case in stored:
        recount.update(contribution(case, told[case.id], hub.tools.directory().zone_of(case.region)))
    assert dict(figures) == dict(recount), "the roll-up is not a recount"


def check_timeline(case: Case, told: list[CaseEvent]) -> None:
    """The timeline has no gap, gives the row, and a receipt comes before an acceptance."""
    assert [event.sequence for event in told] == list(range(1, len(told) + 1))
    assert all(one.version <= other.version <= one.version + 1 for one, other in pairwise(told))
    assert fold(told) == state_of(case)
    assert (case.closed_at is not None) == (case.status in FINAL)
    has_it = False
    for event in told:
        if event.type in (CaseEventType.ASSIGNED, CaseEventType.DELIVERED):
            has_it = event.type is CaseEventType.DELIVERED
        assert has_it or event.type is not CaseEventType.ACCEPTED, "accepted before it was delivered"


def check_custody(case: Case, hops: list[Assignment]) -> None:
    """One row per hop, at most one of them live, and that one is the assignee's."""
    live = [one for one in hops if one.state in LIVE_STATES]
    assert [one.hop for one in hops] == list(range(1, case.hop + 1))
    assert len(live) <= 1
    assert all((one.ended_at is None) == (one.state in LIVE_STATES) for one in hops)
    assert case.owner is not None
    if case.assignee is None:
        assert live == []
    elif case.status not in FINAL:
        assert [(one.hop, one.agency) for one in live] == [(case.hop, case.assignee)]


def check_messages(
    hub: Hub, hops: list[Assignment], messages: list[Delivery], known: list[StoredRecord]
) -> None:
    """Every offer to a system has one message; every delivered one exactly one record, and no other has."""
    forwards = [one for one in messages if one.kind is DeliveryKind.FORWARD]
    expected = sorted(one.id for one in hops if one.connector is not None)
    assert sorted(one.assignment_id for one in forwards) == expected
    delivered = [one for one in forwards if one.state is DeliveryState.DELIVERED]
    tracked = [
        one
        for one in delivered
        if one.external_id is not None
        or (one.connector != PULLED and isinstance(hub.agencies.get(one.connector), Loopback))
    ]
    assert sorted(one.assignment_id for one in tracked) == sorted(record.assignment_id for record in known)
    for message in messages:
        is_over = message.state in (DeliveryState.DELIVERED, DeliveryState.DEAD, DeliveryState.SUPERSEDED)
        assert (message.ended_at is not None) == is_over
