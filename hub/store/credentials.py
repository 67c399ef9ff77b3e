"""API keys: `hub_<id>_<secret>`. The store keeps a SHA-256, which for 256 random bits is as good as any."""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.caller import Caller, Role
from hub.errors import RuleViolation
from hub.store.tables import credentials

SECRET_BYTES = 32
_KEY = re.compile(r"hub_([a-z0-9]{1,40})_([A-Za-z0-9_-]{43})")
_NEEDS = {  # one of these
    Role.PORTAL: ("channel",),
    Role.PEER: ("channel",),
    Role.OFFICER: ("agency",),
    Role.COORDINATOR: ("region", "agency"),  # an agency: what that one holds
    Role.PARTNER: ("region",),
}


@dataclass(frozen=True, slots=True)
class Credential:
    """One party's key, without the secret."""

    id: str
    secret_hash: bytes
    name: str
    role: Role
    agency: str | None
    channel: str | None
    region: str | None
    created_at: datetime
    revoked_at: datetime | None

    def __repr__(self) -> str:
        """Never the hash."""
        return f"Credential({self.id})"

    def opens_with(self, secret: bytes) -> bool:
        """Whether it is the secret and the key is not revoked; takes the same time for every wrong secret."""
        is_right = hmac.compare_digest(sha256(secret).digest(), self.secret_hash)
        return is_right and self.revoked_at is None

    def caller(self) -> Caller:
        """Who acts with this key."""
        return Caller(self.id, self.name, self.role, self.agency, self.channel, self.region)


async def issue(
    conn: AsyncConnection,
    name: str,
    role: Role,
    agency: str | None,
    channel: str | None,
    region: str | None,
    secret: bytes,
    id: str,
    now: datetime,
) -> str:
    """Register a key and return its text, which cannot be shown again.

    Args:
        conn: a connection that writes.
        name: whose key it is, for operators.
        role: what it may do.
        agency: an OFFICER's agency, or that of a COORDINATOR without region.
        channel: a PORTAL's or PEER's channel.
        region: a COORDINATOR's or PARTNER's region.
        secret: 32 bytes nobody can guess.
        id: public part; lower-case letters and digits, at most 40.
        now: hub time.

    Raises:
        RuleViolation: INVALID: the role lacks what bounds it.
        ValueError: the secret or id has another form.
        IntegrityError: the id is taken.
    """
    bounds = {"agency": agency, "channel": channel, "region": region}
    needed = _NEEDS.get(role)
    if needed is not None and not any(bounds[one] for one in needed):
        told = f"a credential of the role {role.value} needs: {' or '.join(needed)}"
        raise RuleViolation("INVALID", told, needed[0])
    text = f"hub_{id}_{urlsafe_b64encode(secret).decode().rstrip('=')}"
    if len(secret) != SECRET_BYTES or parse(text) is None:
        raise ValueError("a secret has 32 bytes, an id 1 to 40 lower-case letters and digits")
    row = {
        "id": id,
        "secret_hash": sha256(secret).digest(),
        "name": name,
        "role": role.value,
        "created_at": now,
        **bounds,
    }
    await conn.execute(insert(credentials), [row])
    return text


def parse(text: str) -> tuple[str, bytes] | None:
    """Id and secret of a key's text; None when it is not written like one."""
    found = _KEY.fullmatch(text)
    return (found[1], urlsafe_b64decode(f"{found[2]}=")) if found else None


async def find(conn: AsyncConnection, id: str) -> Credential | None:
    """The key of that id, also a revoked one."""
    found = await _read(conn, id)
    return found[0] if found else None


async def all(conn: AsyncConnection) -> list[Credential]:
    """Every key, also the revoked ones, oldest first."""
    return await _read(conn)


async def revoke(conn: AsyncConnection, id: str, now: datetime) -> bool:
    """End a key for good; False when there is none, or it has ended already."""
    change = update(credentials).where(credentials.c.id == id, credentials.c.revoked_at.is_(None))
    return (await conn.execute(change.values(revoked_at=now))).rowcount == 1


async def _read(conn: AsyncConnection, id: str | None = None) -> list[Credential]:
    query = select(*credentials.c).order_by(credentials.c.created_at, credentials.c.id)
    if id is not None:
        query = query.where(credentials.c.id == id)
    return [
        Credential(
            id=row.id,
            secret_hash=row.secret_hash,
            name=row.name,
            role=Role(row.role),
            agency=row.agency,
            channel=row.channel,
            region=row.region,
            created_at=row.created_at,
            revoked_at=row.revoked_at,
        )
        for row in await conn.execute(query)
    ]
