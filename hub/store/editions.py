"""Editions of the published figures. They are written once and never changed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.edition import Edition, Path, Told
from hub.store.statistics_tables import statistics_editions as table

_PARTS = 200  # rows per statement


async def known(conn: AsyncConnection, quarters: Collection[str]) -> dict[str, datetime]:
    """Which of the quarters are published, and since when."""
    wanted = select(table.c.quarter, table.c.closed_at).where(
        table.c.quarter.in_(quarters), table.c.place == ""
    )
    return {quarter: closed_at for quarter, closed_at in await conn.execute(wanted)}


async def add(conn: AsyncConnection, edition: Edition, closed_at: datetime) -> bool:
    """Publish a quarter; False when somebody else has done it meanwhile."""
    bodies = _bodies(edition)
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    first = dialect.insert(table).values(
        quarter=edition.quarter, place="", body=bodies.pop(""), closed_at=closed_at
    )
    new = await conn.execute(first.on_conflict_do_nothing().returning(table.c.quarter))
    if new.first() is None:
        return False
    rows = [
        {"quarter": edition.quarter, "place": place, "body": body, "closed_at": closed_at}
        for place, body in sorted(bodies.items())
    ]
    for start in range(0, len(rows), _PARTS):
        await conn.execute(insert(table), rows[start : start + _PARTS])
    return True


async def read(
    conn: AsyncConnection,
    quarters: Collection[str],
    region: str | None = None,
    only: Collection[str] | None = None,
    depth: int = 3,
) -> list[Edition]:
    """Editions of these quarters, oldest first, with what is above the regencies.

    Args:
        conn: any connection.
        quarters: those that are not published are left out.
        region: of the regencies, those in it.
        only: of the regencies, these.
        depth: 2 leaves the agencies of the regencies out.
    """
    wanted = select(table.c.body)
    if region is not None:
        below = table.c.place.startswith(f"{region}.", autoescape=True)
        wanted = wanted.where(or_(table.c.place.in_(["", region]), below))
    if only is not None:
        wanted = wanted.where(table.c.place.in_(["", *sorted(only)]))
    found = []
    for quarter in sorted(quarters):  # one at a time: a nation's years are large, and nobody changes them
        bodies = (await conn.scalars(wanted.where(table.c.quarter == quarter))).all()
        if bodies:
            found.append(_edition(quarter, bodies, depth))
    return found


def _edition(quarter: str, bodies: Sequence[Mapping[str, Any]], depth: int) -> Edition:
    nodes: dict[Path, Told] = {}
    upper: dict[str, int] = {}
    for body in bodies:
        upper |= body.get("upper", {})
        told = ((_path(text), told) for text, told in body["nodes"].items())
        nodes |= {path: _told(one) for path, one in told if len(path) <= depth}
    return Edition(quarter, nodes, upper)


def _bodies(edition: Edition) -> dict[str, Any]:
    found: dict[str, Any] = {"": {"nodes": {}, "upper": dict(edition.upper)}}
    for path, told in edition.nodes.items():
        place = path[1] if len(path) > 1 else ""
        found.setdefault(place, {"nodes": {}})["nodes"]["/".join(path)] = _body(told)
    return found


def _body(told: Told) -> dict[str, Any]:
    return {
        "received": told.received,
        "codes": {about: dict(values) for about, values in told.codes.items()},
        "whole": sorted(told.whole),
        "complete": told.complete,
        "hours": {
            stage: {str(bucket): amount for bucket, amount in histogram.items()}
            for stage, histogram in told.hours.items()
        },
        "sums": dict(told.sums),
    }


def _told(body: dict[str, Any]) -> Told:
    return Told(
        received=body["received"],
        codes=body["codes"],
        whole=frozenset(body["whole"]),
        complete=body["complete"],
        hours={
            stage: {int(bucket): amount for bucket, amount in histogram.items()}
            for stage, histogram in body["hours"].items()
        },
        sums=body["sums"],
    )


def _path(text: str) -> Path:
    return tuple(text.split("/")) if text else ()
