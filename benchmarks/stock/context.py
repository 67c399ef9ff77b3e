"""What belongs to one request of the rival: a session and the loaders of nested fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry.dataloader import DataLoader

from benchmarks.stock.models import Agency, Assignment, Event, Outgoing


@dataclass
class Context:
    """One request by one portal."""

    session: AsyncSession
    channel: str
    agencies: DataLoader[str, Agency]
    assignments: DataLoader[str, list[Assignment]]
    deliveries: DataLoader[str, Outgoing | None]
    events: DataLoader[str, list[Event]]


def context(session: AsyncSession, channel: str) -> Context:
    """A context with fresh loaders: they remember, so they live as long as the request."""
    return Context(
        session,
        channel,
        DataLoader(load_fn=partial(_agencies, session)),
        DataLoader(load_fn=partial(_assignments, session)),
        DataLoader(load_fn=partial(_deliveries, session)),
        DataLoader(load_fn=partial(_events, session)),
    )


async def _agencies(session: AsyncSession, codes: Sequence[str]) -> list[Agency]:
    rows = await session.scalars(select(Agency).where(Agency.code.in_(codes)))
    found = {row.code: row for row in rows}
    return [found[code] for code in codes]


async def _assignments(session: AsyncSession, case_ids: Sequence[str]) -> list[list[Assignment]]:
    query = select(Assignment).where(Assignment.case_id.in_(case_ids)).order_by(Assignment.hop)
    found: dict[str, list[Assignment]] = {case_id: [] for case_id in case_ids}
    for row in await session.scalars(query):
        found[row.case_id].append(row)
    return [found[case_id] for case_id in case_ids]


async def _deliveries(session: AsyncSession, case_ids: Sequence[str]) -> list[Outgoing | None]:
    rows = await session.scalars(select(Outgoing).where(Outgoing.case_id.in_(case_ids)))
    found = {row.case_id: row for row in rows}
    return [found.get(case_id) for case_id in case_ids]


async def _events(session: AsyncSession, case_ids: Sequence[str]) -> list[list[Event]]:
    query = select(Event).where(Event.case_id.in_(case_ids)).order_by(Event.id)
    found: dict[str, list[Event]] = {case_id: [] for case_id in case_ids}
    for row in await session.scalars(query):
        found[row.case_id].append(row)
    return [found[case_id] for case_id in case_ids]
