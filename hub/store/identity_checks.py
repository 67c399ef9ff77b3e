"""The register of comparisons with the civil registry: who asked when and why, and the outcome. Append-only.

A check that asks the registry has two rows, so that one whose process died in between is seen as well.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.identity import IdentityOutcome
from hub.store.identity_check_tables import ANSWERED, ASKED, identity_checks


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """One check. `person` is a keyed hash: the number itself is nowhere."""

    check_id: str
    subject: str
    channel: str | None
    purpose: str
    person: bytes


@dataclass(frozen=True, slots=True)
class Step:
    """One row about a person, as a subject's access request needs it. `outcome` None: about to ask."""

    check_id: str
    subject: str
    channel: str | None
    purpose: str
    connector: str | None
    outcome: IdentityOutcome | None
    at: datetime


async def asking(conn: AsyncConnection, entry: Entry, connector: str, now: datetime) -> None:
    """The registry is about to be asked."""
    await _add(conn, entry, ASKED, connector, None, now)


async def answered(
    conn: AsyncConnection, entry: Entry, connector: str | None, outcome: IdentityOutcome, now: datetime
) -> None:
    """What the caller is told. `connector` None: the hub asked nobody."""
    await _add(conn, entry, ANSWERED, connector, outcome, now)


async def about(conn: AsyncConnection, person: bytes) -> list[Step]:
    """Everything the hub did about one person, oldest first."""
    columns = [identity_checks.c[name] for name in Step.__dataclass_fields__]
    query = select(*columns).where(identity_checks.c.person == person)
    rows = await conn.execute(query.order_by(identity_checks.c.at, identity_checks.c.step))
    return [
        Step(**{**row._mapping, "outcome": IdentityOutcome(row.outcome) if row.outcome else None})
        for row in rows
    ]


async def _add(
    conn: AsyncConnection,
    entry: Entry,
    step: int,
    connector: str | None,
    outcome: IdentityOutcome | None,
    now: datetime,
) -> None:
    row = {
        "check_id": entry.check_id,
        "step": step,
        "subject": entry.subject,
        "channel": entry.channel,
        "purpose": entry.purpose,
        "person": entry.person,
        "connector": connector,
        "outcome": outcome.value if outcome else None,
        "at": now,
    }
    await conn.execute(insert(identity_checks), [row])
