"""Several workers look at the same deadlines: each is told once, whoever comes first."""

import asyncio
from collections import Counter

from hub.casework.deadlines import Deadlines
from tests.casework.steps import UNCLEAR, taken
from tests.casework.test_catching_up import CLOCKS, all_told
from tests.harness import Hub


async def test_two_workers_tell_each_breach_once(hub: Hub) -> None:
    for _ in range(20):
        await taken(hub, **UNCLEAR)
    hub.later(days=7)
    one, other = Deadlines(hub.tools), Deadlines(hub.tools)
    while any(await asyncio.gather(one.tick(7), other.tick(7))):
        pass

    for told in (await all_told(hub)).values():
        assert Counter(event.type for event in told) == Counter(CLOCKS)
