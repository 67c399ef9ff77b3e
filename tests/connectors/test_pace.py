"""A peer's rate is kept, and a wait nobody can afford is told before anything is sent."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.connectors.breaker import Breaker, BreakerRules
from hub.connectors.credential import Fixed
from hub.connectors.http import AgencyHttp
from hub.connectors.instance import Limits
from hub.connectors.manners import Manners
from hub.connectors.pace import Pace
from hub.errors import Throttled
from tests.connectors.rawpeer import answer, raw_peer
from tests.connectors.samples import Hands


@given(st.floats(0.1, 50), st.integers(1, 20), st.lists(st.floats(0, 3), min_size=1, max_size=80))
def test_no_second_holds_more_calls_than_agreed(rate: float, burst: int, pauses: list[float]) -> None:
    ticks = Hands()
    pace = Pace(rate, burst, ticks)
    starts = []
    for pause in pauses:
        ticks.now += pause
        starts.append(ticks.now + pace.take(float("inf")))

    for index, start in enumerate(starts):
        later = [one for one in starts[index:] if one < start + 1 - 1e-6]
        assert len(later) <= burst + rate + 1


def test_after_a_rest_a_burst_is_free_and_then_calls_are_evenly_spaced() -> None:
    ticks = Hands()
    pace = Pace(2, 3, ticks)

    assert [pace.take(10) for _ in range(6)] == [0, 0, 0, 0.5, 1.0, 1.5]
    ticks.now += 100
    assert [pace.take(10) for _ in range(4)] == [0, 0, 0, 0.5]


def test_a_wait_that_is_too_long_is_told_and_takes_no_turn() -> None:
    pace = Pace(1, 1, Hands())
    assert pace.take(0) == 0
    for _ in range(5):
        with pytest.raises(Throttled) as caught:
            pace.take(0.9)
        assert (str(caught.value), caught.value.retry_after) == ("RATE_LIMIT", 1.0)
    assert pace.take(1) == 1


async def test_the_seam_keeps_the_rate_and_asks_nothing_in_vain() -> None:
    loop = asyncio.get_running_loop()
    manners = Manners(pace=Pace(20, 1, loop.time))
    async with raw_peer(answer(200)) as peer:
        breaker = Breaker(BreakerRules(), loop.time)
        http = AgencyHttp(peer.url, Limits(deadline=0.3), Fixed({}), breaker, loop.time, manners=manners)
        began = loop.time()
        told = await asyncio.gather(*(http.get("/x") for _ in range(6)), return_exceptions=True)
        lasted = loop.time() - began
        await http.aclose()

    late = [one for one in told if isinstance(one, Throttled)]
    assert (len(late), len(peer.requests)) == (
        2,
        4,
    )  # three wait for up to half the deadline
    assert lasted >= 0.15
    assert not http.is_open("read")
