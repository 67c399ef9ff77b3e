"""One timer for all that wait: in time, too late, and given up by somebody else."""

import asyncio

import pytest

from hub.web.patience import Patience


async def after(seconds: float) -> float:
    await asyncio.sleep(seconds)
    return seconds


async def test_what_is_in_time_is_given_back() -> None:
    assert await Patience(1.0).of(after(0)) == 0


async def test_every_one_that_takes_too_long_is_given_up_and_no_other() -> None:
    patience = Patience(0.05)

    found = await asyncio.gather(
        *(patience.of(after(seconds)) for seconds in (5, 0, 5, 0.01)), return_exceptions=True
    )

    assert [type(one) for one in found] == [TimeoutError, int, TimeoutError, float]


async def test_one_that_begins_later_has_its_whole_time() -> None:
    patience, loop = Patience(0.06), asyncio.get_running_loop()
    first = asyncio.ensure_future(patience.of(after(5)))
    await asyncio.sleep(0.04)
    began = loop.time()

    with pytest.raises(TimeoutError):
        await patience.of(after(5))

    assert loop.time() - began > 0.05
    with pytest.raises(TimeoutError):
        await first


async def test_the_task_goes_on_after_it_gave_up() -> None:
    with pytest.raises(TimeoutError):
        await Patience(0.01).of(after(5))

    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0
    await asyncio.sleep(0)


async def test_who_cancels_from_outside_gets_no_timeout() -> None:
    task = asyncio.ensure_future(Patience(5.0).of(after(5)))
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


async def test_work_that_will_not_end_is_waited_for_and_its_answer_taken() -> None:
    async def stubborn() -> str:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            return "after all"
        return "too late"

    assert await Patience(0.01).of(stubborn()) == "after all"
    await asyncio.sleep(0)


def test_it_serves_one_loop_after_another() -> None:
    patience = Patience(0.02)

    for _ in range(2):
        with pytest.raises(TimeoutError):
            asyncio.run(patience.of(after(5)))
