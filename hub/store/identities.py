"""Who reported, apart from the cases and encrypted. Nothing else in the store knows a reporter."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import orjson
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.case import IdentityProtection
from hub.domain.commands import ReporterDetails
from hub.domain.visible import VisibleReporter
from hub.errors import RuleViolation
from hub.store.sealing import Sealer, pad, unpad
from hub.store.tables import cases, reporters

NAMED = IdentityProtection.NAMED.value
SEALED = IdentityProtection.SEALED.value


async def store_reporter(
    conn: AsyncConnection,
    case_id: str,
    protection: IdentityProtection,
    details: ReporterDetails,
    sealer: Sealer,
    now: datetime,
    *,
    verified: bool = False,
) -> None:
    """Keep an identity: NAMED for entitled viewers, every other level for the custodian alone.

    Raises:
        RuleViolation: INVALID on `reporter`: the level is SEALED or NONE and no custodian key is configured.
            Such a hub takes anonymous cases only without an identity.
    """
    plain = orjson.dumps({**asdict(details), "identity_verified": verified})
    is_named = protection is IdentityProtection.NAMED
    row = {
        "case_id": case_id,
        "protection": NAMED if is_named else SEALED,
        "box": sealer.seal_bytes(pad(plain), _place(case_id)) if is_named else _away(sealer, plain, case_id),
        "created_at": now,
    }
    await conn.execute(insert(reporters), [row])


async def named_reporters(
    conn: AsyncConnection, case_ids: Sequence[str], sealer: Sealer
) -> dict[str, VisibleReporter]:
    """Identities of NAMED reporters; other cases have no entry. The caller has checked who may see them.

    Raises:
        StoreFault: a box does not open with the hub's keys.
    """
    query = (
        select(reporters.c.case_id, reporters.c.box)
        .join(cases, cases.c.id == reporters.c.case_id)
        .where(
            reporters.c.case_id.in_(case_ids),
            reporters.c.protection == NAMED,
            cases.c.identity_protection == NAMED,
        )
    )
    return {row.case_id: _visible(row.case_id, row.box, sealer) for row in await conn.execute(query)}


async def reseal(conn: AsyncConnection, case_id: str, sealer: Sealer) -> None:
    """Take the identity away from the hub when the protection rises above NAMED. Again is no harm.

    Backups and not yet overwritten pages of the database still hold the old box until they are gone.

    Raises:
        RuleViolation: INVALID on `identityProtection`: no custodian key is configured.
        StoreFault: the box does not open with the hub's keys.
    """
    query = select(reporters.c.box).where(reporters.c.case_id == case_id, reporters.c.protection == NAMED)
    box = (await conn.execute(query)).scalar_one_or_none()
    if box is None:
        return
    plain = unpad(sealer.open_bytes(box, _place(case_id)))
    sealed = _away(sealer, plain, case_id, "identityProtection")
    change = update(reporters).where(reporters.c.case_id == case_id)
    await conn.execute(change.values(box=sealed, protection=SEALED))


def _away(sealer: Sealer, plain: bytes, case_id: str, field: str = "reporter") -> bytes:
    if not sealer.has_custodian:
        raise RuleViolation("INVALID", "this hub cannot keep an identity that it must not read", field)
    return sealer.seal_for_custodian(plain, _place(case_id))


def _visible(case_id: str, box: bytes, sealer: Sealer) -> VisibleReporter:
    found = orjson.loads(unpad(sealer.open_bytes(box, _place(case_id))))
    return VisibleReporter(
        name=found["name"],
        email=found["email"],
        phone=found["phone"],
        identity_verified=found["identity_verified"],
    )


def _place(case_id: str) -> str:
    return f"reporters.box.{case_id}"
