import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog

from hub.delivery.rounds import Duty, Rounds
from hub.errors import Unreachable
from hub.store.signal import Signal
from tests.delivery.waiting import until


@asynccontextmanager
async def walking(
    *duties: Duty, holds: Callable[[str], bool] = lambda name: True, changed: Signal | None = None
) -> AsyncIterator[Rounds]:
    rounds = Rounds(duties, holds, changed or Signal(), lambda: 0.0)
    rounds.start()
    try:
        yield rounds
    finally:
        await rounds.stop()


async def test_a_duty_is_performed_again_and_again() -> None:
    rounds: list[int] = []

    async def work() -> int:
        rounds.append(1)
        return 0

    async with walking(Duty("deadlines", 0.01, work)):
        await until(lambda: len(rounds) >= 3)


async def test_a_failing_duty_goes_on_and_its_log_line_quotes_nothing() -> None:
    rounds: list[int] = []

    async def work() -> int:
        rounds.append(1)
        raise (ValueError("budi@example.org") if len(rounds) % 2 else Unreachable("budi@example.org"))

    with structlog.testing.capture_logs() as lines:
        async with walking(Duty("deadlines", 0.01, work)):
            await until(lambda: len(rounds) >= 4)

    assert {line["event"] for line in lines} == {"duty failed", "duty hindered"}
    assert {line["code"] for line in lines} == {"ValueError", "UNREACHABLE"}
    assert "budi" not in repr(lines)


async def test_a_hanging_duty_delays_no_other() -> None:
    rounds: list[int] = []

    async def hangs() -> int:
        await asyncio.Event().wait()
        return 0

    async def work() -> int:
        rounds.append(1)
        return 0

    async with walking(Duty("poll:a", 0.01, hangs), Duty("poll:b", 0.01, work)):
        await until(lambda: len(rounds) >= 3)


async def test_a_commit_calls_for_a_round_at_once() -> None:
    rounds: list[int] = []
    changed = Signal()

    async def work() -> int:
        rounds.append(1)
        return 0

    async with walking(Duty("inbox", 3600, work, woken=True), changed=changed):
        await until(lambda: len(rounds) == 1)
        changed.notify()
        await until(lambda: len(rounds) == 2, seconds=1)


async def test_a_commit_during_a_round_is_not_missed() -> None:
    rounds: list[int] = []
    changed = Signal()

    async def work() -> int:
        rounds.append(1)
        if len(rounds) == 1:
            changed.notify()  # by somebody else, after this round has looked
        return 0

    async with walking(Duty("inbox", 3600, work, woken=True), changed=changed):
        await until(lambda: len(rounds) == 2, seconds=1)


async def test_a_full_batch_is_followed_by_the_next_without_a_pause() -> None:
    left = 250

    async def work() -> int:
        nonlocal left
        done = min(left, 100)
        left -= done
        return done

    async with walking(Duty("statistics", 3600, work, full=100)):
        await until(lambda: left == 0, seconds=1)


async def test_only_the_holder_of_the_lease_performs_a_duty_that_needs_one() -> None:
    rounds: list[str] = []
    mine: set[str] = set()

    def duty(name: str, alone: bool) -> Duty:
        async def work() -> int:
            rounds.append(name)
            return 0

        return Duty(name, 0.01, work, alone=alone)

    async with walking(duty("sweep", alone=True), duty("refresh", alone=False), holds=mine.__contains__):
        await until(lambda: len(rounds) >= 3)
        assert set(rounds) == {"refresh"}
        mine.add("sweep")
        await until(lambda: "sweep" in rounds)


async def test_stopping_lets_a_round_at_work_end() -> None:
    ended: list[str] = []
    begun = asyncio.Event()

    async def work() -> int:
        begun.set()
        await asyncio.sleep(0.1)
        ended.append("round")
        return 0

    async with walking(Duty("inbox", 3600, work, full=0)):
        await begun.wait()

    assert ended == ["round"]


async def test_duties_may_change_while_they_are_performed() -> None:
    """What stays is not disturbed, what ends is not cut in the middle of a round, what is new begins."""
    log: list[str] = []
    done = asyncio.Event()

    def duty(name: str, wait: asyncio.Event | None = None) -> Duty:
        async def work() -> int:
            log.append(name)
            if wait is not None:
                await wait.wait()
                log.append(f"{name} ended")
            return 0

        return Duty(name, 0.01, work)

    stays, ends = duty("stays"), duty("ends", done)
    async with walking(stays, ends) as rounds:
        await until(lambda: {"stays", "ends"} <= set(log))
        rounds.adapt([stays, duty("new")])
        await until(lambda: "new" in log)
        done.set()
        await until(lambda: "ends ended" in log)
        count = log.count("stays")
        await until(lambda: log.count("stays") > count + 2)

    assert log.count("ends") == 1


async def test_a_duty_that_comes_back_is_performed_again() -> None:
    log: list[str] = []

    async def work() -> int:
        log.append("round")
        return 0

    duty = Duty("poll", 0.01, work)
    async with walking(duty) as rounds:
        await until(lambda: bool(log))
        rounds.adapt([])
        rounds.adapt([duty])
        count = len(log)
        await until(lambda: len(log) > count + 2)
