"""Assignments: one row per hop."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.assignment import LIVE_STATES, Assignment, AssignmentState
from hub.store.tables import assignments

_COLUMNS = [assignments.c[name] for name in Assignment.__dataclass_fields__]
_STAMPS = {
    AssignmentState.DELIVERED: ("delivered_at",),
    AssignmentState.ACCEPTED: ("accepted_at",),
}


def _value(row: Any) -> Assignment:
    values = dict(row._mapping)
    values["state"] = AssignmentState(values["state"])
    values["explanation"] = tuple(values["explanation"])
    return Assignment(**values)


async def add(conn: AsyncConnection, assignment: Assignment) -> None:
    """Insert a hop."""
    row = {name: getattr(assignment, name) for name in Assignment.__dataclass_fields__}
    row |= {"state": assignment.state.value, "explanation": list(assignment.explanation)}
    await conn.execute(insert(assignments), row)


async def mark(
    conn: AsyncConnection, assignment: Assignment, state: AssignmentState, now: datetime, reason: str | None
) -> None:
    """Move one assignment to another state and stamp it."""
    changed: dict[str, Any] = {"state": state.value}
    for stamp in _STAMPS.get(state, ()):
        if getattr(assignment, stamp) is None:
            changed[stamp] = now
    changed["ended_at"] = None if state in LIVE_STATES else now
    if reason is not None:
        changed["reason"] = reason
    await conn.execute(update(assignments).where(assignments.c.id == assignment.id).values(changed))


async def by_id(conn: AsyncConnection, assignment_id: str) -> Assignment | None:
    """One assignment."""
    row = (await conn.execute(select(*_COLUMNS).where(assignments.c.id == assignment_id))).first()
    return _value(row) if row else None


async def of_hop(conn: AsyncConnection, case_id: str, hop: int) -> Assignment | None:
    """The assignment of that hop."""
    statement = select(*_COLUMNS).where(assignments.c.case_id == case_id, assignments.c.hop == hop)
    row = (await conn.execute(statement)).first()
    return _value(row) if row else None


async def of_cases(conn: AsyncConnection, case_ids: Sequence[str]) -> dict[str, list[Assignment]]:
    """All hops of many cases, oldest first, in one statement."""
    statement = (
        select(*_COLUMNS)
        .where(assignments.c.case_id.in_(case_ids))
        .order_by(assignments.c.case_id, assignments.c.hop)
    )
    found: dict[str, list[Assignment]] = {case_id: [] for case_id in case_ids}
    for row in await conn.execute(statement):
        found[row.case_id].append(_value(row))
    return found


async def refusers_of(conn: AsyncConnection, case_ids: Sequence[str]) -> dict[str, set[str]]:
    """Agencies that returned each of these cases; one that nobody returned has no entry."""
    statement = select(assignments.c.case_id, assignments.c.agency).where(
        assignments.c.case_id.in_(case_ids), assignments.c.state == AssignmentState.RETURNED.value
    )
    found: dict[str, set[str]] = {}
    for case_id, agency in await conn.execute(statement):
        found.setdefault(case_id, set()).add(agency)
    return found


async def refusers(conn: AsyncConnection, case_id: str) -> frozenset[str]:
    """Agencies that returned the case."""
    statement = select(assignments.c.agency).where(
        assignments.c.case_id == case_id, assignments.c.state == AssignmentState.RETURNED.value
    )
    return frozenset((await conn.scalars(statement)).all())
