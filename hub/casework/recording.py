"""The one place where a change of a case becomes rows: state, events, figures and outgoing work."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework import effects
from hub.casework.tools import Tools
from hub.domain.case import Case, CaseEvent
from hub.domain.counting import deltas
from hub.domain.evolution import Evolution
from hub.domain.sla import clocks, next_look
from hub.store import cases, events, statistics


async def record(
    conn: AsyncConnection, tools: Tools, change: Evolution, birth: cases.Birth | None = None
) -> Case:
    """Write an evolution in the caller's transaction and return the case as stored.

    Compare-and-set: raises `Conflict` when the row is no longer the one the evolution began with. `birth` is
    given exactly for a new case.
    """
    known = [] if birth else (await events.timelines(conn, [change.case.id])).get(change.case.id, [])
    new = change.told(len(known), tools.new_id)
    case = with_due_date(change.case, [*known, *new], tools)
    if birth is not None:
        await cases.add(conn, case, birth)
    else:
        assert change.before is not None  # noqa: S101 - only a birth has none
        await cases.change(conn, change.before, case)
    await events.append(conn, case.id, new)
    await statistics.append_deltas(conn, deltas(change.before, case))
    await effects.carry_out(conn, tools, change, case)
    return case


def with_due_date(case: Case, timeline: list[CaseEvent], tools: Tools) -> Case:
    """The case with its next legal deadline, recomputed from the whole timeline.

    A deadline that passed and has had no effect yet stays, so that whoever looks at deadlines finds it.
    """
    directory = tools.directory()
    running = clocks(
        timeline,
        case.kind,
        case.sensitivity,
        directory.legal_limits,
        directory.zone_of(case.region),
        directory.days_off,
        case.updated_at,
    )
    return replace(case, due_at=next_look(running, timeline))
