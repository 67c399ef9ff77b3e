"""Cases that share words with others of their place and time."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, FromClause, and_, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.case import Case, CaseStatus, Sensitivity, Visibility
from hub.domain.redaction import CaseScope
from hub.domain.similarity import WINDOW, bucket, day_of
from hub.store.cases import COLUMNS, from_row
from hub.store.scoping import predicate
from hub.store.sketch_tables import case_sketches
from hub.store.tables import cases

MOST = 50
"""Candidates per case: those that share most."""


async def add(conn: AsyncConnection, case: Case, hashes: Sequence[int]) -> None:
    """Remember the sketch of a new case."""
    place, day = bucket(case.region), day_of(case)
    rows = [{"case_id": case.id, "hash": one, "place": place, "day": day} for one in dict.fromkeys(hashes)]
    if rows:
        await conn.execute(insert(case_sketches), rows)


async def candidates(
    conn: AsyncConnection, case_ids: Sequence[str], scope: CaseScope
) -> dict[str, list[Case]]:
    """Per case those in the scope that share hashes with it, most first, at most `MOST`; one statement.

    Guarded cases meet guarded ones only. A merged case is left out: its head stands for it.
    """
    ours, theirs = case_sketches.alias("ours"), case_sketches.alias("theirs")
    mine = cases.alias("mine")
    shared = func.count().label("shared")
    place = func.row_number().over(
        partition_by=ours.c.case_id, order_by=(shared.desc(), theirs.c.case_id.desc())
    )
    met = (
        select(ours.c.case_id.label("asked"), theirs.c.case_id.label("found"), place.label("place"))
        .join(
            theirs,
            and_(
                theirs.c.place == ours.c.place,
                theirs.c.hash == ours.c.hash,
                theirs.c.day.between(ours.c.day - WINDOW.days, ours.c.day + WINDOW.days),
                theirs.c.case_id != ours.c.case_id,
            ),
        )
        .join(cases, cases.c.id == theirs.c.case_id)
        .join(mine, mine.c.id == ours.c.case_id)
        .where(ours.c.case_id.in_(case_ids), predicate(scope))
        .where(cases.c.status != CaseStatus.MERGED.value, _guarded(cases) == _guarded(mine))
        .group_by(ours.c.case_id, theirs.c.case_id)
        .subquery()
    )
    statement = (
        select(met.c.asked, *COLUMNS)
        .join(met, met.c.found == cases.c.id)
        .where(met.c.place <= MOST)
        .order_by(met.c.asked, met.c.place)
    )
    found: dict[str, list[Case]] = {case_id: [] for case_id in case_ids}
    for row in await conn.execute(statement):
        found[row.asked].append(from_row(row))
    return found


def _guarded(rows: FromClause) -> ColumnElement[bool]:
    """As `hub.domain.similarity.is_guarded`."""
    return or_(
        rows.c.sensitivity != Sensitivity.ORDINARY.value, rows.c.visibility == Visibility.RESTRICTED.value
    )
