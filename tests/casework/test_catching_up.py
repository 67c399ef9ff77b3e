"""A hub that was off for a week tells everything in order, in bounded turns."""

from itertools import pairwise

from sqlalchemy import select

from hub.domain.case import CaseEvent, CaseEventType
from hub.store import cases, events
from hub.store.tables import case_events
from tests.casework.steps import UNCLEAR, taken
from tests.harness import Hub

CASES, TURN = 200, 40
CLOCKS = (CaseEventType.DEADLINE_NEAR, CaseEventType.DEADLINE_BREACHED)


async def all_told(hub: Hub) -> dict[str, list[CaseEvent]]:
    """What clocks said, per case."""
    async with hub.tools.db.reading() as conn:
        ids = [case.id for case in await cases.everything(conn)]
        told = await events.timelines(conn, ids)
    return {id: [one for one in told[id] if one.type in CLOCKS] for id in ids}


async def test_a_week_without_the_hub_is_made_up_for_in_order(hub: Hub) -> None:
    for number in range(CASES):
        await taken(hub, **UNCLEAR)
        if number % 50 == 49:
            hub.later(hours=5)
    hub.later(days=7)
    turns = []
    while done := await hub.deadlines.tick(TURN):
        turns.append(done)

    assert turns == [TURN] * (CASES // TURN)
    for told in (await all_told(hub)).values():
        assert [one.type for one in told] == list(CLOCKS)
        assert [str(one.facts["moment"]) for one in told] == sorted(str(one.facts["moment"]) for one in told)
        assert {one.occurred_at for one in told} == {hub.now()}
        assert {one.version for one in told} == {told[0].version}  # one case, one transaction
    statement = select(case_events.c.case_id).where(case_events.c.type == CLOCKS[1].value)
    async with hub.tools.db.reading() as conn:
        order = list((await conn.scalars(statement.order_by(case_events.c.position))).all())
        born = {case.id: case.created_at for case in await cases.everything(conn)}
    assert all(born[one].date() <= born[other].date() for one, other in pairwise(order))
