"""The worker's part of a hub: its use cases, its place among the others, and how often it does what."""

import random
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import make_url

from hub.app.building import Hub
from hub.app.identifiers import clock, new_executor
from hub.app.peers import stamp
from hub.app.reloading import Reloading
from hub.casework.deadlines import Deadlines
from hub.casework.forwarding import Forwarding
from hub.casework.licensing import Licensing
from hub.casework.notifying import Notifying
from hub.casework.packing import Packing
from hub.casework.recalculating import Recalculating
from hub.casework.reorganising import Reorganising
from hub.casework.roster import Roster
from hub.casework.sweeping import Sweeping
from hub.casework.updates import Updates
from hub.delivery.attendance import Presence
from hub.delivery.engine import EngineOptions
from hub.delivery.exclusive import Exclusive
from hub.delivery.rounds import Duty, Rounds
from hub.delivery.worker import Chores, Paces, Peer, Surroundings, Worker
from hub.schema import ids
from hub.settings import Settings


def new_worker(hub: Hub) -> Worker:
    """A worker of that hub. On SQLite it is the only one: its lock is the proof that all others are dead."""
    settings, executor = hub.settings, new_executor()
    lock = _lock(settings)
    return Worker(
        Chores(
            forwarding=Forwarding(hub.tools),
            sweeping=Sweeping(hub.tools),
            updates=Updates(hub.tools),
            deadlines=Deadlines(hub.tools),
            statistics=hub.services.statistics,
            notifying=_notifying(hub, executor),
            licensing=Licensing(hub.tools, hub.live),
            reorganising=Reorganising(hub.tools),
            recalculating=Recalculating(hub.tools, timedelta(seconds=2 * settings.reference_s)),
            surveying=hub.services.citizens.surveying,
        ),
        lambda: [Peer(one, hub.peers.get(one.name) is not None) for one in hub.peers.manifests()],
        Surroundings(
            work=hub.work,
            roster=Roster(hub.db, executor, settings.worker_timeout_s),
            changed=hub.db.changed,
            lock=lock,
            clock=clock,
            ticks=time.monotonic,
            chance=random.random,
        ),
        EngineOptions(hub.db.sync_url, executor),
        Presence(executor, settings.worker_timeout_s, alone=lock is not None),
        _paces(settings),
    )


@asynccontextmanager
async def refreshing(hub: Hub) -> AsyncGenerator[None, None]:
    """Meanwhile imported reference data, changed instance files and another routing model are taken over."""

    async def refresh() -> int:
        return int(await hub.reference.refresh())

    reloading = Reloading(hub.peers, hub.tools, partial(stamp, hub.settings))
    duties = [
        Duty("reference", hub.settings.reference_s, refresh, alone=False),
        Duty("instance files", hub.settings.reload_s, reloading.reload, alone=False),
        Duty("routing model", hub.settings.reload_s, hub.adviser.refresh, alone=False),
    ]
    rounds = Rounds(duties, lambda name: False, hub.db.changed, random.random)
    rounds.start()
    try:
        yield
    finally:
        await rounds.stop()


def _notifying(hub: Hub, executor: str) -> Notifying:
    packing = Packing(hub.tools, hub.keys.cursor_key, partial(ids.encode, "CaseEvent"))
    return Notifying(hub.tools, hub.outbound, packing, executor)


def _lock(settings: Settings) -> Exclusive | None:
    if not settings.is_sqlite:
        return None
    database = make_url(settings.database_url.get_secret_value()).database
    return Exclusive(Path(database or "hub.db").absolute())


def _paces(settings: Settings) -> Paces:
    return Paces(
        queue_s=settings.queue_poll_s,
        inbox_s=settings.inbox_s,
        webhooks_s=settings.webhooks_s,
        licences_s=settings.licences_s,
        deadlines_s=settings.deadlines_s,
        fold_s=settings.fold_s,
        sweep_s=settings.sweep_s,
        prune_s=settings.prune_s,
        adapt_s=settings.reload_s,
        keep_runs=timedelta(days=settings.keep_runs_days),
    )
