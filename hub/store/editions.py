"""Editions of the published figures. They are written once and never changed."""

from collections import defaultdict
from collections.abc import Collection
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


async def read(conn: AsyncConnection, quarters: Collection[str], region: str | None) -> list[Edition]:
    """Editions of these quarters, oldest first; of their regencies only those of the region."""
    wanted = select(table.c.quarter, table.c.body).where(table.c.quarter.in_(quarters))
    if region is not None:
        below = table.c.place.startswith(f"{region}.", autoescape=True)
        wanted = wanted.where(or_(table.c.place.in_(["", region]), below))
    nodes: dict[str, dict[Path, Told]] = defaultdict(dict)
    upper: dict[str, dict[str, int]] = defaultdict(dict)
    for quarter, body in await conn.execute(wanted.order_by(table.c.quarter)):
        upper[quarter].update(body.get("upper", {}))
        for path, told in body["nodes"].items():
            nodes[quarter][_path(path)] = _told(told)
    return [Edition(quarter, nodes[quarter], upper[quarter]) for quarter in sorted(upper)]


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
