"""The worker role: engine, attendance and rounds, started and ended as one."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from hub.delivery.attendance import Attendance, Presence
from hub.delivery.engine import Engine, EngineOptions
from hub.delivery.exclusive import Exclusive
from hub.delivery.ports import (
    Changes,
    Folds,
    Follows,
    Forwards,
    LooksAtLicences,
    Notifies,
    Roster,
    Settles,
    Sweeps,
    Ticks,
)
from hub.delivery.pushing import Pushing
from hub.delivery.queues import QueueLimits, limits_of
from hub.delivery.rounds import Duty, Rounds
from hub.delivery.work import Work
from hub.domain.exchange import Capability, Manifest

INBOX_BATCH = 100
LICENCE_BATCH = 20
CLOCK_BATCH = 200
FOLD_BATCH = 5000
AGENCY_BATCH = 100
CALENDAR_BATCH = 20
POLLED = frozenset({Capability.FETCH, Capability.CHANGES})


@dataclass(frozen=True, slots=True)
class Chores:
    """The use cases a worker performs."""

    forwarding: Forwards
    sweeping: Sweeps
    updates: Follows
    deadlines: Ticks
    statistics: Folds
    notifying: Notifies
    licensing: LooksAtLicences
    reorganising: Ticks
    recalculating: Ticks
    surveying: Settles


@dataclass(frozen=True, slots=True)
class Peer:
    """A system: what it declares, and whether it can be called from here."""

    manifest: Manifest
    active: bool


@dataclass(frozen=True, slots=True)
class Paces:
    """How often what is done, in seconds; systems are polled as their manifests say."""

    queue_s: float = 1.0
    inbox_s: float = 1.0
    deadlines_s: float = 30.0
    fold_s: float = 10.0
    sweep_s: float = 10.0
    prune_s: float = 3600.0
    adapt_s: float = 5.0
    webhooks_s: float = 2.0
    licences_s: float = 2.0
    agencies_s: float = 60.0
    surveys_s: float = 600.0
    keep_runs: timedelta = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a worker needs beside the use cases. `lock` None: several workers may share the database."""

    work: Work
    roster: Roster
    changed: Changes
    lock: Exclusive | None
    clock: Callable[[], datetime]
    ticks: Callable[[], float]
    chance: Callable[[], float]


class Worker:
    """Forwards, polls, applies, counts; one per process."""

    def __init__(
        self,
        chores: Chores,
        peers: Callable[[], Sequence[Peer]],
        around: Surroundings,
        options: EngineOptions,
        presence: Presence,
        paces: Paces,
    ) -> None:
        self._chores, self._peers, self._around, self._paces = chores, peers, around, paces
        self._queues: dict[str, QueueLimits] = {}
        self._engine = Engine(options, chores.forwarding.attempt)
        self._pushing = Pushing(chores.notifying, around.ticks)
        duties = self._duties()
        self._attendance = Attendance(
            presence,
            around.roster,
            around.work,
            self._engine,
            [duty.name for duty in duties],
            around.ticks,
        )
        self._rounds = Rounds(duties, self._attendance.holds, around.changed, around.chance)
        self._keeping: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to work; what dead workers left behind comes first.

        Raises:
            ConfigError: another worker has the SQLite file, or the durable queue is not there.
            StoreFault: the database cannot be reached.
        """
        if self._around.lock is not None:
            self._around.lock.acquire()
        await self._attendance.arrive()
        await self._register()
        await self._engine.start()
        await self._attendance.take_over()
        self._keeping = asyncio.create_task(self._attendance.keep(), name="attendance")
        self._rounds.start()

    async def stop(self) -> None:
        """End within two seconds. What is still at work then is taken over like that of a dead worker."""
        await self._rounds.stop()
        await self._pushing.stop()
        if self._keeping is not None:
            self._keeping.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeping
        await self._engine.stop()
        await self._attendance.leave()
        if self._around.lock is not None:
            self._around.lock.release()

    async def _adapt(self) -> int:
        """Systems may come, go and change pace while we work; a new one is polled from the next beat on."""
        await self._register()
        duties = self._duties()
        self._attendance.adapt([duty.name for duty in duties])
        self._rounds.adapt(duties)
        return 0

    async def _register(self) -> None:
        """Queues that are new or have other limits; a queue that nobody needs any more does no harm."""
        forwarding = [peer for peer in self._peers() if Capability.FORWARD in peer.manifest.capabilities]
        wanted = [limits_of(peer.manifest, self._paces.queue_s) for peer in forwarding]
        new = [limits for limits in wanted if self._queues.get(limits.name) != limits]
        await self._around.work.register(new)
        self._queues |= {limits.name: limits for limits in new}

    def _duties(self) -> list[Duty]:
        polled = [peer.manifest for peer in self._peers() if _is_polled(peer)]
        return [
            *(_polling(self._chores.updates, manifest) for manifest in polled),
            *_duties(self._chores, self._around, self._paces),
            Duty("instances", self._paces.adapt_s, self._adapt, alone=False),
            Duty("webhooks", self._paces.webhooks_s, self._pushing.round, woken=True, alone=False),
        ]


def _duties(chores: Chores, around: Surroundings, paces: Paces) -> list[Duty]:
    async def prune() -> int:
        return await around.work.prune(around.clock() - paces.keep_runs)

    look = partial(chores.licensing.check, LICENCE_BATCH)
    return [
        Duty("inbox", paces.inbox_s, lambda: chores.updates.process(INBOX_BATCH), INBOX_BATCH, woken=True),
        Duty("licences", paces.licences_s, look, LICENCE_BATCH, woken=True),
        Duty("deadlines", paces.deadlines_s, lambda: chores.deadlines.tick(CLOCK_BATCH), CLOCK_BATCH),
        Duty(
            "calendar",
            paces.deadlines_s,
            lambda: chores.recalculating.tick(CALENDAR_BATCH),
            CALENDAR_BATCH,
        ),
        Duty("agencies", paces.agencies_s, lambda: chores.reorganising.tick(AGENCY_BATCH), AGENCY_BATCH),
        Duty("statistics", paces.fold_s, lambda: chores.statistics.fold(FOLD_BATCH), FOLD_BATCH),
        Duty("surveys", paces.surveys_s, chores.surveying.settle),
        Duty("sweep", paces.sweep_s, chores.sweeping.sweep),
        Duty("prune", paces.prune_s, prune),
    ]


def _is_polled(peer: Peer) -> bool:
    return peer.active and bool(peer.manifest.capabilities & POLLED)


def _polling(updates: Follows, manifest: Manifest) -> Duty:
    return Duty(f"poll:{manifest.name}", manifest.poll_seconds, lambda: updates.poll(manifest.name))
