"""The play itself: portals hand in, coordinators and officers work, one agency is down for a while."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPException

from rich.console import Console

from hub.cli.demo.answers import Seen, Statistics
from hub.cli.demo.bars import watch
from hub.cli.demo.board import Board
from hub.cli.demo.check import Belongings, Fault, Held, faults
from hub.cli.demo.client import Trouble
from hub.cli.demo.desks import Coordinator, Officer
from hub.cli.demo.documents import STATISTICS
from hub.cli.demo.portal import Portal
from hub.cli.demo.scenario import Intake
from hub.cli.demo.stage import Stage
from hub.domain.caller import Role

DEADLINE_S = 45.0  # from the first submission
OUTAGE_S = 7.0
LOOK_S = 0.2
FIGURES_S = 5.0  # the roll-up follows the events with a little delay


@dataclass(frozen=True, slots=True)
class Ending:
    """How it ended, as the portals, the analyst and the agencies' own systems tell it."""

    cases: tuple[Seen, ...]
    faults: tuple[Fault, ...]
    figures: Statistics
    outage_s: float
    late: tuple[str, ...]  # connectors of the system that was down


async def play(console: Console, stage: Stage, intakes: Sequence[Intake], board: Board) -> Ending:
    """From the first submission until every case is answered, or the time is up.

    Raises:
        Trouble: somebody could not do their part.
    """
    down = stage.outage()
    panel = stage.panels[down.system.name]
    await panel.fault("down")
    console.print(
        f"{', '.join(down.system.connectors)} is down; {board.expected} cases are being handed in",
        highlight=False,
    )
    portals = _portals(stage, intakes, board)
    try:
        async with asyncio.TaskGroup() as group:
            outage = group.create_task(_outage(stage, down.system.name, board))
            at_work = [group.create_task(one.work()) for one in (*portals, *_desks(stage))]
            await watch(console, board, DEADLINE_S)
            for task in at_work:
                task.cancel()
    except* (Trouble, OSError, HTTPException) as several:
        raise Trouble("; ".join(dict.fromkeys(_leaves(several)))) from None
    return await _ending(stage, portals, board, outage.result(), tuple(down.system.connectors))


def _leaves(group: BaseExceptionGroup[Exception]) -> Iterator[str]:
    """What went wrong, in words, however deeply the task groups are nested."""
    for one in group.exceptions:
        if isinstance(one, BaseExceptionGroup):
            yield from _leaves(one)
        else:
            yield f"{type(one).__name__}: {one}" if not isinstance(one, Trouble) else str(one)


def _portals(stage: Stage, intakes: Sequence[Intake], board: Board) -> list[Portal]:
    keys = {intake.channel: stage.cast.portal(intake.channel).api_key for intake in intakes}
    return [
        Portal(one, stage.port, keys[one.channel], board, stage.client(keys[one.channel])) for one in intakes
    ]


def _desks(stage: Stage) -> list[Coordinator | Officer]:
    coordinators = [Coordinator(stage.client(one.api_key)) for one in stage.cast.of(Role.COORDINATOR)]
    officers = [
        Officer(one.party.agency or "", stage.client(one.api_key)) for one in stage.cast.of(Role.OFFICER)
    ]
    return [*coordinators, *officers]


async def _outage(stage: Stage, system: str, board: Board) -> float:
    """Bring the system back after a while, when its cases wait for it; gives the seconds it was down."""
    begun = time.monotonic()
    await asyncio.sleep(OUTAGE_S)
    await board.all_taken.wait()
    await stage.panels[system].fault("none")
    return time.monotonic() - begun


async def _ending(
    stage: Stage, portals: Sequence[Portal], board: Board, outage_s: float, late: tuple[str, ...]
) -> Ending:
    cases = [case for portal in portals for case in [one async for one in portal.seen()]]
    held = {name: await panel.records(list[Held]) for name, panel in stage.panels.items()}
    belongings = Belongings(
        records=held,
        system_of={name: one.system.name for one in stage.systems for name in one.system.connectors},
        desk_of={agency.code: agency.external_id for agency in stage.directory.agencies.values()},
    )
    by_number = {case.tracking_number: case for case in cases}
    found = tuple(faults(board.planned, by_number, belongings))
    return Ending(tuple(cases), found, await _figures(stage, len(cases)), outage_s, late)


async def _figures(stage: Stage, expected: int) -> Statistics:
    """The operator's figures, as soon as they count every case; what is published is a quarter old."""
    operator = stage.client(stage.cast.of(Role.ADMIN)[0].api_key)
    today = datetime.now(UTC).date()
    period = {
        "from": (today - timedelta(days=1)).isoformat(),
        "to": (today + timedelta(days=1)).isoformat(),
    }
    until = time.monotonic() + FIGURES_S
    while True:
        found = await operator.ask(STATISTICS, Statistics, filter=period)
        if found.statistics.total.received == expected or time.monotonic() > until:
            return found
        await asyncio.sleep(LOOK_S)
