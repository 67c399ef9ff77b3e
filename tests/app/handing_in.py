"""A case handed in to a whole hub, and how its message stands."""

from sqlalchemy import select

from hub.domain.caller import Caller, Role
from hub.domain.case import CaseKind, IdentityProtection, Visibility
from hub.domain.commands import Submission
from hub.store.database import Database
from hub.store.tables import deliveries

PORTAL = Caller("uji", "portal uji", Role.PORTAL, channel="lapornurani")


def complaint(key: str = "kunci-0001") -> Submission:
    return Submission(
        idempotency_key=key,
        kind=CaseKind.COMPLAINT,
        title="KTP belum dicetak",
        body="Perekaman sudah selesai tiga bulan yang lalu.",
        region="62.01.02",
        topic="kependudukan.ktp",
        identity_protection=IdentityProtection.NONE,
        visibility=Visibility.PUBLIC,
    )


async def states(db: Database) -> list[tuple[str, str | None]]:
    async with db.reading() as conn:
        found = await conn.execute(select(deliveries.c.state, deliveries.c.last_error))
        return [(row.state, row.last_error) for row in found]
