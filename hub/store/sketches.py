"""Cases that share words with others of their place and time."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Select,
    Subquery,
    and_,
    exists,
    func,
    insert,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.case import Case, CaseStatus, Sensitivity, Visibility
from hub.domain.redaction import CaseScope
from hub.domain.region import province_of
from hub.domain.similarity import WINDOW, bucket, moment_of
from hub.store.cases import COLUMNS, from_row
from hub.store.scoping import predicate
from hub.store.sketch_tables import case_sketches
from hub.store.tables import cases

MOST = 50
"""Candidates per case: those that share most, where a hash counts the less the more cases have it."""

MOST_PER_HASH = 60
"""Cases looked at per hash, place and direction of time, the nearest in time: common words cost no more."""

_WINDOW = WINDOW // timedelta(microseconds=1)


async def add(conn: AsyncConnection, sketched: Iterable[tuple[Case, Sequence[int]]]) -> None:
    """Remember the sketches of cases that have none."""
    rows = [
        {
            "case_id": case.id,
            "hash": one,
            "place": bucket(case.region),
            "province": province_of(case.region),
            "at": moment_of(case),
        }
        for case, hashes in sketched
        for one in dict.fromkeys(hashes)
    ]
    if rows:
        await conn.execute(insert(case_sketches), rows)


async def without(conn: AsyncConnection, after: str, limit: int) -> list[Case]:
    """Cases that have no sketch, by id, from behind `after`; also those whose words are too few for one."""
    statement = (
        select(*COLUMNS)
        .where(cases.c.id > after, ~exists().where(case_sketches.c.case_id == cases.c.id))
        .order_by(cases.c.id)
        .limit(limit)
    )
    return [from_row(row) for row in await conn.execute(statement)]


async def candidates(
    conn: AsyncConnection, case_ids: Sequence[str], scope: CaseScope
) -> dict[str, list[Case]]:
    """Per case those in the scope that share hashes with it, the rarest first, at most `MOST`; one statement.

    Guarded cases meet guarded ones only. A merged case is left out: its head stands for it.
    """
    met = _ranked(_meetings(case_ids), scope)
    statement = (
        select(met.c.asked, *COLUMNS)
        .join(met, met.c.found == cases.c.id)
        .where(met.c.rank <= MOST)
        .order_by(met.c.asked, met.c.rank)
    )
    found: dict[str, list[Case]] = {case_id: [] for case_id in case_ids}
    for row in await conn.execute(statement):
        found[row.asked].append(from_row(row))
    return found


def _ranked(met: Subquery, scope: CaseScope) -> Subquery:
    mine = cases.alias("mine")
    shared = func.sum(met.c.weight)
    rank = func.row_number().over(partition_by=met.c.asked, order_by=(shared.desc(), met.c.found.desc()))
    return (
        select(met.c.asked, met.c.found, rank.label("rank"))
        .join(cases, cases.c.id == met.c.found)
        .join(mine, mine.c.id == met.c.asked)
        .where(predicate(scope), cases.c.status != CaseStatus.MERGED.value)
        .where(_guarded(cases) == _guarded(mine))
        .group_by(met.c.asked, met.c.found)
        .subquery("ranked")
    )


def _meetings(case_ids: Sequence[str]) -> Subquery:
    """Pairs of cases that share a hash, once per hash, with its weight.

    A case of a regency meets those of the regency and of the province alone; a case of the province alone
    meets all of the province.
    """
    ours = case_sketches.alias("ours")
    is_wide = ours.c.place == ours.c.province
    looks = (
        ("place", ours.c.place, ~is_wide),
        ("place", ours.c.province, ~is_wide),
        ("province", ours.c.province, is_wide),
    )
    pairs = union_all(
        *(
            _met(_asked(ours, where, column, and_(ours.c.case_id.in_(case_ids), rows), number), where)
            for number, (where, column, rows) in enumerate(looks)
        )
    ).subquery("pairs")
    alike = func.count().over(partition_by=(pairs.c.asked, pairs.c.hash))
    return select(pairs.c.asked, pairs.c.found, (1.0 / alike).label("weight")).subquery("met")


def _asked(
    ours: FromClause, where: str, column: ColumnElement[str], rows: ColumnElement[bool], number: int
) -> CTE:
    """The hashes asked about, each with the moments between which others are looked at."""
    near = case_sketches.alias("near")
    there = and_(near.c[where] == column, near.c.hash == ours.c.hash)
    first, last = ours.c.at - _WINDOW, ours.c.at + _WINDOW
    before = select(near.c.at).where(there, near.c.at <= ours.c.at, near.c.at >= first)
    later = select(near.c.at).where(there, near.c.at >= ours.c.at, near.c.at <= last)
    oldest = before.order_by(near.c.at.desc()).offset(MOST_PER_HASH).limit(1).scalar_subquery()
    newest = later.order_by(near.c.at).offset(MOST_PER_HASH).limit(1).scalar_subquery()
    return (
        select(
            ours.c.case_id,
            ours.c.hash,
            column.label("there"),
            func.coalesce(oldest, first).label("oldest"),
            func.coalesce(newest, last).label("newest"),
        )
        .where(rows)
        .cte(f"asked_{number}")
    )


def _met(asked: CTE, where: str) -> Select[tuple[str, int, str]]:
    theirs = case_sketches.alias("theirs")
    return select(asked.c.case_id.label("asked"), asked.c.hash, theirs.c.case_id.label("found")).join(
        theirs,
        and_(
            theirs.c[where] == asked.c.there,
            theirs.c.hash == asked.c.hash,
            theirs.c.at.between(asked.c.oldest, asked.c.newest),
            theirs.c.case_id != asked.c.case_id,
        ),
    )


def _guarded(rows: FromClause) -> ColumnElement[bool]:
    """As `hub.domain.similarity.is_guarded`."""
    return or_(
        rows.c.sensitivity != Sensitivity.ORDINARY.value, rows.c.visibility == Visibility.RESTRICTED.value
    )
