"""Officers at work: the loop that takes up every record when it is due."""

import asyncio

from sandbox.office import Office
from sandbox.officers import next_act

STEPS_PER_TURN = 50


async def work(office: Office) -> None:
    """Act on due records, for ever; sleeps until the next one is due or something changes."""
    changed = office.waker()
    while True:
        changed.clear()
        if office.script.enabled:
            _one_turn(office)
        due = office.store.next_due() if office.script.enabled else None
        pause = None if due is None else max(0.0, due - office.now())
        try:
            await asyncio.wait_for(changed.wait(), pause)
        except TimeoutError:
            continue


def _one_turn(office: Office) -> None:
    records = office.store.due(office.now(), STEPS_PER_TURN)
    if not records:
        return
    with office.store.batch():
        for record in records:
            act = next_act(record, office.script, office.dialect.script)
            if act is None:
                office.store.plan(record.number, None)
            else:
                office.act(record, act.step)
