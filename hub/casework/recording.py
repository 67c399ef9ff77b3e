"""The one place where a change of a case becomes rows: state, events, figures and outgoing work."""

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework import effects
from hub.casework.following import name_heirs
from hub.casework.leaving import leave_desk
from hub.casework.tools import Tools
from hub.domain.case import Case, CaseEvent
from hub.domain.counting import contribution, deltas
from hub.domain.evolution import Evolution
from hub.domain.moments import clocked
from hub.store import cases, events, statistics


async def record(
    conn: AsyncConnection, tools: Tools, change: Evolution, birth: cases.Birth | None = None
) -> Case:
    """Write an evolution in the caller's transaction and return the case as stored.

    Compare-and-set: raises `Conflict` when the row is no longer the one the evolution began with. `birth` is
    given exactly for a new case.
    """
    heirs = await name_heirs(conn, tools, change)
    known = [] if birth else (await events.timelines(conn, [change.case.id])).get(change.case.id, [])
    new = change.told(len(known), tools.new_id)
    case = with_due_date(change.case, [*known, *new], tools)
    if birth is not None:
        await cases.add(conn, case, birth)
    else:
        assert change.before is not None  # noqa: S101 - only a birth has none
        await cases.change(conn, change.before, case)
    await events.append(conn, case.id, new)
    zone = tools.directory().zone_of(case.region)
    added = contribution(case, [*known, *new], zone)
    await statistics.append_deltas(conn, deltas(contribution(change.before, known, zone), added))
    await effects.carry_out(conn, tools, change, case)
    await leave_desk(conn, tools, change.before, case)
    for heir in heirs:
        await record(conn, tools, heir)
    return case


def with_due_date(case: Case, timeline: list[CaseEvent], tools: Tools) -> Case:
    """The case with all that follows from its timeline and the calendar in force."""
    return clocked(case, timeline, tools.directory())
