import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from hub.casework.ports import Run
from hub.casework.roster import Roster
from hub.delivery.attendance import Presence
from hub.delivery.engine import EngineOptions
from hub.delivery.exclusive import Exclusive
from hub.delivery.work import Work
from hub.delivery.worker import Chores, Paces, Peer, Surroundings, Worker
from hub.domain.exchange import Capability, Idempotency, Manifest
from hub.errors import ConfigError
from hub.store.database import Database
from tests.delivery.waiting import until

QUICK = Paces(queue_s=0.05, inbox_s=0.05, deadlines_s=0.05, fold_s=0.05, sweep_s=0.05)


@dataclass
class Diary:
    """Every use case in one: notes what it was asked to do."""

    done: Counter[str] = field(default_factory=Counter)

    async def attempt(self, delivery_id: str, run: int) -> None:
        self.done[f"attempt {delivery_id}.{run}"] += 1

    async def sweep(self) -> int:
        return self._note("sweep")

    async def settle(self) -> int:
        return self._note("settle")

    async def poll(self, connector: str) -> int:
        return self._note(f"poll {connector}")

    async def process(self, limit: int) -> int:
        return self._note("process")

    async def tick(self, limit: int) -> int:
        return self._note("tick")

    async def fold(self, limit: int) -> int:
        return self._note("fold")

    async def waiting(self, busy: Collection[str]) -> list[str]:
        self._note("waiting")
        return [id for id in ["hook"] if id not in busy and not self.done["serve hook"]]

    async def serve(self, id: str) -> int:
        return self._note(f"serve {id}")

    async def check(self, limit: int) -> int:
        return self._note("check")

    def _note(self, what: str) -> int:
        self.done[what] += 1
        return 0


def peer(name: str, *abilities: Capability, active: bool = True) -> Peer:
    manifest = Manifest(
        name=name,
        kind="declarative",
        agency=None,
        capabilities=frozenset(abilities),
        idempotency=Idempotency.KEY,
        maturity=1,
        zone="Asia/Jakarta",
        poll_seconds=0.05,
        drain_per_second=100.0,
    )
    return Peer(manifest, active)


PEERS = [
    peer("two-way", Capability.FORWARD, Capability.CHANGES),
    peer("fetched", Capability.FORWARD, Capability.FETCH),
    peer("pushes", Capability.FORWARD, Capability.WEBHOOK),
    peer("not-set-up", Capability.FORWARD, Capability.FETCH, active=False),
    peer("looks-up", Capability.LOOKUP),
]


@asynccontextmanager
async def at_work(
    db: Database, work: Work, diary: Diary, options: EngineOptions, lock: Exclusive | None = None
) -> AsyncIterator[Worker]:
    worker = Worker(
        Chores(diary, diary, diary, diary, diary, diary, diary, diary, diary, diary),
        lambda: PEERS,
        Surroundings(
            work=work,
            roster=Roster(db, options.executor_id, 5.0),
            changed=db.changed,
            lock=lock,
            clock=lambda: datetime.now(UTC),
            ticks=time.monotonic,
            chance=random.random,
        ),
        options,
        Presence(options.executor_id, 5.0, alone=lock is not None),
        QUICK,
    )
    await worker.start()
    try:
        yield worker
    finally:
        await worker.stop()


async def test_a_worker_does_everything_that_is_its_part_and_nothing_else(
    db: Database, work: Work, options: EngineOptions
) -> None:
    diary = Diary()
    expected = {"sweep", "process", "tick", "fold", "poll two-way", "poll fetched", "attempt d1.1"}
    expected |= {"waiting", "serve hook", "check", "settle"}

    async with at_work(db, work, diary, options):
        await db.write(lambda conn: work.submit(conn, Run("d1", 1, "pushes")))
        await until(lambda: all(diary.done[what] >= 1 for what in expected))
        await until(lambda: diary.done["sweep"] >= 3)

    assert set(diary.done) == expected
    assert diary.done["attempt d1.1"] == 1


async def test_even_a_system_that_is_not_set_up_has_a_queue(
    db: Database, work: Work, options: EngineOptions
) -> None:
    """So that its messages are looked at, and held with a reason."""
    diary = Diary()

    async with at_work(db, work, diary, options):
        await db.write(lambda conn: work.submit(conn, Run("d1", 1, "not-set-up")))
        await until(lambda: diary.done["attempt d1.1"] == 1)


async def test_a_worker_that_ended_in_good_order_leaves_nothing_behind(
    db: Database, work: Work, options: EngineOptions
) -> None:
    diary = Diary()
    async with at_work(db, work, diary, options):
        await until(lambda: diary.done["sweep"] >= 1)
    rounds = Counter(diary.done)

    async with db.reading() as conn:
        assert (await conn.execute(text("SELECT count(*) FROM workers"))).scalar_one() == 0
        held = "SELECT count(*) FROM cursors WHERE lease_holder IS NOT NULL"
        assert (await conn.execute(text(held))).scalar_one() == 0
    assert diary.done == rounds


async def test_the_lock_keeps_a_second_worker_from_starting(
    db: Database, work: Work, options: EngineOptions, tmp_path: Path
) -> None:
    lock = Exclusive(tmp_path / "hub.db")
    other = replace(options, executor_id="other")

    async with at_work(db, work, Diary(), options, lock):
        with pytest.raises(ConfigError, match="another hub"):
            async with at_work(db, work, Diary(), other, Exclusive(tmp_path / "hub.db")):
                raise AssertionError
    async with at_work(db, work, Diary(), other, Exclusive(tmp_path / "hub.db")):
        pass
