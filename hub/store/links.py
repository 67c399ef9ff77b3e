"""Cases that stand for others: heads and their followers by pointer, and later cases on earlier ones."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.case import Case, CaseStatus, Sensitivity
from hub.domain.merging import GUARDED
from hub.domain.redaction import CaseScope
from hub.store.cases import COLUMNS, from_row
from hub.store.scoping import predicate
from hub.store.tables import cases

MERGED = CaseStatus.MERGED.value


async def heads(conn: AsyncConnection, case_ids: Sequence[str]) -> dict[str, Case]:
    """The case that stands for each of these in the end, at any distance; one that stands for itself: itself.

    Pointers never form a circle: they are set to the end of a chain only, with both ends locked.
    """
    chain = (
        select(cases.c.id.label("start"), cases.c.id.label("at"), cases.c.merged_into.label("next"))
        .where(cases.c.id.in_(case_ids))
        .cte("chain", recursive=True)
    )
    step = select(chain.c.start, cases.c.id, cases.c.merged_into).join(chain, cases.c.id == chain.c.next)
    chain = chain.union_all(step)
    statement = (
        select(chain.c.start, *COLUMNS).join(cases, cases.c.id == chain.c.at).where(chain.c.next.is_(None))
    )
    return {row.start: from_row(row) for row in await conn.execute(statement)}


async def followers(
    conn: AsyncConnection, head_ids: Sequence[str], first: int, scope: CaseScope
) -> dict[str, list[Case]]:
    """The eldest `first` merged cases in the scope that follow each of these at any distance."""
    tree = _trees(head_ids)
    oldest = [cases.c.created_at, cases.c.id]
    rank = func.row_number().over(partition_by=tree.c.root, order_by=oldest).label("rank")
    ranked = (
        select(tree.c.root, cases.c.id, rank)
        .join(cases, cases.c.id == tree.c.id)
        .where(cases.c.status == MERGED, predicate(scope))
        .subquery()
    )
    return await _grouped(conn, ranked, ranked.c.root, head_ids, first)


async def heir(conn: AsyncConnection, head_id: str) -> Case | None:
    """Who of the merged cases that follow this one at any distance takes its place, locked for a change.

    The eldest of those that are guarded best, for the others will follow it: `hub.domain.merging.GUARDED`.
    """
    tree = _trees([head_id])
    guarded = [(cases.c[name] == word).desc() for name, word in GUARDED]
    accuses = and_(cases.c.sensitivity != Sensitivity.ORDINARY.value, cases.c.respondent.is_not(None))
    statement = (
        select(cases.c.id)
        .join(tree, tree.c.id == cases.c.id)
        .where(cases.c.status == MERGED)
        .order_by(accuses.desc(), *guarded, cases.c.created_at, cases.c.id)
        .limit(1)
    )
    found = await conn.scalar(statement)
    if found is None:
        return None
    locked = select(*COLUMNS).where(cases.c.id == found).with_for_update()
    return from_row((await conn.execute(locked)).one())


async def guarded(conn: AsyncConnection, head_id: str) -> list[Case]:
    """The merged cases that follow this one at any distance and not everybody may lead, locked for a change.

    In the order of their ids: whoever locks several does.
    """
    tree = _trees([head_id])
    better = or_(*(cases.c[name] == word for name, word in GUARDED))
    statement = (
        select(*COLUMNS)
        .where(cases.c.id.in_(select(tree.c.id)), cases.c.status == MERGED, better)
        .order_by(cases.c.id)
        .with_for_update()
    )
    return [from_row(row) for row in await conn.execute(statement)]


async def successors(
    conn: AsyncConnection, case_ids: Sequence[str], first: int, scope: CaseScope
) -> dict[str, list[Case]]:
    """The eldest `first` cases in the scope that take up each of these again."""
    root = cases.c.predecessor.label("root")
    oldest = [cases.c.created_at, cases.c.id]
    rank = func.row_number().over(partition_by=cases.c.predecessor, order_by=oldest).label("rank")
    ranked = (
        select(root, cases.c.id, rank).where(cases.c.predecessor.in_(case_ids), predicate(scope)).subquery()
    )
    return await _grouped(conn, ranked, ranked.c.root, case_ids, first)


def _trees(head_ids: Sequence[str]) -> Any:
    """Pairs of a head and everything that points to it, directly or by others."""
    tree = (
        select(cases.c.merged_into.label("root"), cases.c.id, literal(1).label("depth"))
        .where(cases.c.merged_into.in_(head_ids))
        .cte("tree", recursive=True)
    )
    below = select(tree.c.root, cases.c.id, tree.c.depth + 1).join(tree, cases.c.merged_into == tree.c.id)
    return tree.union_all(below)


async def _grouped(
    conn: AsyncConnection, ranked: Any, root: Any, keys: Sequence[str], first: int
) -> dict[str, list[Case]]:
    statement: Select[Any] = (
        select(root.label("root"), *COLUMNS)
        .join(ranked, ranked.c.id == cases.c.id)
        .where(ranked.c.rank <= first)
        .order_by(ranked.c.rank)
    )
    found: dict[str, list[Case]] = {key: [] for key in keys}
    for row in await conn.execute(statement):
        found[row.root].append(from_row(row))
    return found
