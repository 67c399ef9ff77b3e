"""Bundles: who is enrolled, and the chain of files in both directions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.bundle import Direction
from hub.store.bundle_tables import bundle_offices, bundles

Told = tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class Office:
    """An office whose cases travel as files; `public` is the text of its key."""

    agency: str
    chain: str
    public: str
    enrolled_at: datetime


@dataclass(frozen=True, slots=True)
class Bundle:
    """One file. `seen`: the newest one of the other direction that it acknowledges."""

    chain: str
    direction: Direction
    number: int
    agency: str
    digest: str
    seen: int
    at: datetime
    place: str | None = None
    results: Told = ()


async def enroll(conn: AsyncConnection, office: Office) -> None:
    """The office's key from now on; what was carried under an earlier one is no part of the new chain."""
    await conn.execute(delete(bundle_offices).where(bundle_offices.c.agency == office.agency))
    row = {name: getattr(office, name) for name in Office.__dataclass_fields__}
    await conn.execute(insert(bundle_offices).values(row))


async def office_of(conn: AsyncConnection, agency: str) -> Office | None:
    """Whose code that is; None: never enrolled."""
    columns = [bundle_offices.c[name] for name in Office.__dataclass_fields__]
    row = (await conn.execute(select(*columns).where(bundle_offices.c.agency == agency))).first()
    return Office(**row._mapping) if row else None


async def offices(conn: AsyncConnection) -> list[Office]:
    """All of them, by code."""
    columns = [bundle_offices.c[name] for name in Office.__dataclass_fields__]
    rows = await conn.execute(select(*columns).order_by(bundle_offices.c.agency))
    return [Office(**row._mapping) for row in rows]


async def last(conn: AsyncConnection, chain: str, direction: Direction) -> Bundle | None:
    """The newest file of a direction."""
    statement = _files(chain, direction).order_by(bundles.c.number.desc()).limit(1)
    row = (await conn.execute(statement)).first()
    return _value(row) if row else None


async def one(conn: AsyncConnection, chain: str, direction: Direction, number: int) -> Bundle | None:
    """A single file of the chain."""
    row = (await conn.execute(_files(chain, direction).where(bundles.c.number == number))).first()
    return _value(row) if row else None


async def taken_after(conn: AsyncConnection, chain: str, number: int) -> list[Bundle]:
    """Files from the office after that one, oldest first."""
    statement = _files(chain, Direction.IN).where(bundles.c.number > number).order_by(bundles.c.number)
    return [_value(row) for row in await conn.execute(statement)]


async def add(conn: AsyncConnection, bundle: Bundle) -> bool:
    """Remember a file; False when its number was taken meanwhile."""
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    row = {name: getattr(bundle, name) for name in Bundle.__dataclass_fields__}
    row |= {"direction": bundle.direction.value, "results": [dict(one) for one in bundle.results]}
    statement = dialect.insert(bundles).values(row).on_conflict_do_nothing().returning(bundles.c.number)
    return (await conn.execute(statement)).first() is not None


def _files(chain: str, direction: Direction) -> Any:
    columns = [bundles.c[name] for name in Bundle.__dataclass_fields__]
    return select(*columns).where(bundles.c.chain == chain, bundles.c.direction == direction.value)


def _value(row: Any) -> Bundle:
    values = dict(row._mapping)
    values["direction"], values["results"] = Direction(values["direction"]), tuple(values["results"] or ())
    return Bundle(**values)
