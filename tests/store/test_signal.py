"""Wake-ups: nobody sleeps through a change that came after they looked."""

import asyncio

from hub.store.signal import Signal


async def test_a_change_between_looking_and_waiting_is_not_lost() -> None:
    signal = Signal()
    seen = signal.count
    signal.notify()

    assert await signal.wait(5, seen)


async def test_one_change_wakes_every_waiter_at_once() -> None:
    signal = Signal()
    waiters = [asyncio.create_task(signal.wait(5)) for _ in range(100)]
    await asyncio.sleep(0)
    signal.notify()

    assert await asyncio.wait_for(asyncio.gather(*waiters), 0.5) == [True] * 100


async def test_without_a_change_a_waiter_goes_on_after_its_time() -> None:
    signal = Signal()
    signal.notify()

    assert not await signal.wait(0.01, signal.count)


async def test_a_cancelled_waiter_does_not_disturb_the_others() -> None:
    signal = Signal()
    gone, stays = asyncio.create_task(signal.wait(5)), asyncio.create_task(signal.wait(5))
    await asyncio.sleep(0)
    gone.cancel()
    signal.notify()

    assert await asyncio.wait_for(stays, 0.5)
