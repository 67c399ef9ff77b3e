"""Gives the rival the data the hub has, as the hub's own answers tell it."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.stock.engine import engine_for
from benchmarks.stock.models import Agency, Assignment, Case, Event, Key, Model, Outgoing

Found = Mapping[str, Any]


async def fill(
    url: str, channel: str, api_key: str, agencies: Sequence[Found], cases: Sequence[Found]
) -> None:
    """Make the tables and copy everything.

    Args:
        url: an empty database.
        channel: of the portal that asks.
        api_key: of that portal.
        agencies: all of them, as `WHO` answers.
        cases: all of that portal, as `EVERYTHING` answers, newest first.
    """
    engine = engine_for(url)
    async with engine.begin() as conn:
        await conn.run_sync(Model.metadata.create_all)
    async with AsyncSession(engine) as session:
        session.add(Key(secret_hash=hashlib.sha256(api_key.encode()).digest(), channel=channel))
        session.add_all([Agency(code=one["code"], name=one["name"], tier=one["tier"]) for one in agencies])
        await session.flush()
        session.add_all([_case(one, channel) for one in cases])
        await session.flush()
        for case in cases:
            session.add_all([_assignment(one, case["id"]) for one in case["assignments"]])
            session.add_all(
                [_outgoing(one["delivery"], case) for one in case["assignments"] if one["delivery"]]
            )
            session.add_all([_event(edge["node"], case["id"]) for edge in case["timeline"]["edges"]])
            await session.flush()  # so that numbers of events are in their order
        await session.commit()
    await engine.dispose()


def _case(one: Found, channel: str) -> Case:
    return Case(
        id=one["id"],
        tracking_number=one["trackingNumber"],
        channel=channel,
        idempotency_key=one["id"],
        receipt_hash=one["id"].encode(),
        kind=one["kind"],
        title=one["title"],
        body=one["body"],
        region=one["region"]["code"],
        topic=one["topic"]["code"] if one["topic"] else None,
        reporter=None,
        status=one["status"],
        version=one["version"],
        owner_code=one["owner"]["code"] if one["owner"] else None,
        created_at=datetime.fromisoformat(one["createdAt"]),
        updated_at=datetime.fromisoformat(one["updatedAt"]),
    )


def _assignment(one: Found, case_id: str) -> Assignment:
    return Assignment(
        id=one["id"],
        case_id=case_id,
        agency_code=one["agency"]["code"],
        state=one["state"],
        hop=one["hop"],
        explanation=one["explanation"],
        offered_at=datetime.fromisoformat(one["offeredAt"]),
    )


def _outgoing(one: Found, case: Found) -> Outgoing:
    created = datetime.fromisoformat(case["createdAt"])
    return Outgoing(case_id=case["id"], state=one["state"], attempts=one["attempts"], created_at=created)


def _event(one: Found, case_id: str) -> Event:
    occurred = datetime.fromisoformat(one["occurredAt"])
    return Event(case_id=case_id, type=one["type"], status=one["status"], occurred_at=occurred)
