import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.ports import Run
from hub.casework.roster import Roster
from hub.delivery.attendance import Attendance, Presence
from hub.delivery.engine import Engine, EngineOptions
from hub.delivery.queues import QueueLimits
from hub.delivery.work import Work
from hub.store.database import Database
from tests.delivery.waiting import until

QUEUE = QueueLimits("kota-dinas", concurrency=4, limit=1000, period=1.0, polling_s=0.05)
TIMEOUT_S = 1.5
DUTIES = ("sweep", "inbox")
HANGING_WORKER = """
import asyncio, sys
from hub.casework.roster import Roster
from hub.delivery.attendance import Attendance, Presence
from hub.delivery.engine import Engine, EngineOptions
from hub.delivery.work import Work
from hub.store.database import Database
import time

async def main(url, name, timeout):
    db = Database(url)
    work = Work(db.sync_url)
    async def attempt(delivery_id, run):
        print("begun", flush=True)
        await asyncio.Event().wait()
    engine = Engine(EngineOptions(db.sync_url, name), attempt)
    presence = Presence(name, timeout)
    attendance = Attendance(presence, Roster(db, name, timeout), work, engine, ["sweep"], time.monotonic)
    await attendance.arrive()
    await engine.start()
    await attendance.keep()

asyncio.run(main(sys.argv[1], sys.argv[2], float(sys.argv[3])))
"""


class Member:
    """One worker of this test: everything but the duties themselves."""

    def __init__(self, db: Database, work: Work, name: str, alone: bool = False) -> None:
        self.performed: list[str] = []
        self.engine = Engine(EngineOptions(db.sync_url, name), self.attempt)
        roster = Roster(db, name, TIMEOUT_S)
        self.time = asyncio.get_running_loop().time
        self.attendance = Attendance(
            Presence(name, TIMEOUT_S, alone), roster, work, self.engine, DUTIES, lambda: self.time()
        )

    async def attempt(self, delivery_id: str, run: int) -> None:
        self.performed.append(f"{delivery_id}.{run}")

    def held(self) -> set[str]:
        return {duty for duty in DUTIES if self.attendance.holds(duty)}


@asynccontextmanager
async def dead_worker(db: Database, work: Work, url: str) -> AsyncIterator[None]:
    """A worker that was killed with `kill -9` in the middle of two runs."""
    await work.register([QUEUE])

    async def write(conn: AsyncConnection) -> None:
        for number in (1, 2):
            await work.submit(conn, Run(f"d{number}", 1, "kota-dinas"))

    await db.write(write)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HANGING_WORKER, url, "dead", str(TIMEOUT_S), stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    async with asyncio.timeout(20):
        for _ in range(2):
            assert await process.stdout.readline() == b"begun\n"
    process.kill()
    await process.wait()
    yield


async def test_a_duty_has_one_holder_among_many_workers(db: Database, work: Work) -> None:
    members = [Member(db, work, f"worker-{number}") for number in range(4)]

    await asyncio.gather(*(member.attendance.arrive() for member in members))

    for duty in DUTIES:
        assert sum(member.attendance.holds(duty) for member in members) == 1


async def test_who_leaves_gives_its_duties_back_at_once(db: Database, work: Work) -> None:
    first, second = Member(db, work, "first"), Member(db, work, "second")
    await first.attendance.arrive()
    await first.attendance.leave()
    await second.attendance.arrive()

    assert first.held() == set()
    assert second.held() == set(DUTIES)


async def test_a_lease_lapses_when_the_heartbeat_stays_away(db: Database, work: Work) -> None:
    first, second = Member(db, work, "first"), Member(db, work, "second")
    await first.attendance.arrive()
    await second.attendance.arrive()
    assert (first.held(), second.held()) == (set(DUTIES), set())

    now = first.time()
    first.time = lambda: now + TIMEOUT_S  # the first one hangs: by its own clock the lease is over
    async with asyncio.timeout(10):
        while second.held() != set(DUTIES):
            await asyncio.sleep(0.1)
            await second.attendance.arrive()

    assert first.held() == set()


async def test_runs_of_a_living_worker_are_left_alone(
    db: Database, work: Work, options: EngineOptions
) -> None:
    await work.register([QUEUE])
    other = Member(db, work, "other")
    hung = asyncio.Event()

    async def attempt(delivery_id: str, run: int) -> None:
        await hung.wait()

    engine = Engine(options, attempt)
    roster = Roster(db, options.executor_id, TIMEOUT_S)
    await roster.beat([])
    await engine.start()
    await db.write(lambda conn: work.submit(conn, Run("d1", 1, "kota-dinas")))
    await until(lambda: engine.active == {"d1.1"})
    await other.attendance.arrive()

    assert await other.attendance.take_over() == 0
    hung.set()
    await engine.stop()


async def test_runs_of_a_killed_worker_are_finished_by_another_after_its_timeout(
    db: Database, work: Work, queue_url: str
) -> None:
    async with dead_worker(db, work, queue_url):
        member = Member(db, work, "heir")
        await member.attendance.arrive()
        await member.engine.start()
        keeping = asyncio.create_task(member.attendance.keep())
        await until(lambda: set(member.performed) == {"d1.1", "d2.1"}, seconds=6 * TIMEOUT_S)
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        await member.engine.stop()

    assert await work.open_runs() == frozenset()


async def test_a_worker_that_is_alone_takes_over_at_once(db: Database, work: Work, queue_url: str) -> None:
    async with dead_worker(db, work, queue_url):
        member = Member(db, work, "heir", alone=True)
        await member.attendance.arrive()
        assert member.held() == set(DUTIES)
        await member.engine.start()
        assert await member.attendance.take_over() == 2
        await until(lambda: set(member.performed) == {"d1.1", "d2.1"})
        await member.engine.stop()


async def test_a_run_of_ours_that_nobody_performs_is_put_back(
    db: Database, work: Work, options: EngineOptions
) -> None:
    """As after a claim whose start failed: the row says we are at it, and we are not."""
    await work.register([QUEUE])
    hung = asyncio.Event()

    async def attempt(delivery_id: str, run: int) -> None:
        await hung.wait()

    engine = Engine(options, attempt)
    await engine.start()
    await db.write(lambda conn: work.submit(conn, Run("d1", 1, "kota-dinas")))
    await until(lambda: engine.active == {"d1.1"})
    await engine.stop()
    heir = Member(db, work, options.executor_id)
    await heir.attendance.arrive()
    start = heir.time()

    assert await heir.attendance.take_over() == 0  # it may be just about to start
    heir.time = lambda: start + 0.9 * TIMEOUT_S
    assert await heir.attendance.take_over() == 0
    heir.time = lambda: start + 1.1 * TIMEOUT_S
    assert await heir.attendance.take_over() == 1
    assert await work.at_work() == {}
