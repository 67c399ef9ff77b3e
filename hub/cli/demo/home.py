"""The hub's own place: a folder with a filled SQLite file, keys, and the settings that point there."""

import asyncio
import os
import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.cli.demo.cast import Cast, Member, Party
from hub.domain.directory import Directory
from hub.store import credentials, migrate, reference
from hub.store.database import Database

OWN_VARIABLES = "HUB_"
PACE = {
    "HUB_POLL_FACTOR": "0.01",
    "HUB_DRAIN_FACTOR": "10",
    "HUB_SETTLE_FACTOR": "0.002",
    "HUB_RETRY_WAITS_S": "1,1.5,2",
    "HUB_BREAKER_COOLDOWN_S": "1.5",
    "HUB_QUEUE_POLL_S": "0.5",
    "HUB_INBOX_S": "0.5",
    "HUB_SWEEP_S": "1",
    "HUB_FOLD_S": "1",
    "HUB_FEED_POLL_S": "0.5",
}
"""Nobody wants to watch a back-off of five seconds or a poll every five minutes."""


class Home:
    """Where one demonstration lives. `folder` exists and is ours alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.public_key = folder / "custodian.pub.pem"
        self.url = f"sqlite:///{folder / 'hub.db'}"
        self.instances = folder / "instances"

    async def furnish(self, directory: Directory, parties: Iterable[Party]) -> Cast:
        """Migrate, store the reference data, make the custodian's key pair, issue everybody's credential."""
        self._make_custodian()
        await asyncio.to_thread(migrate.upgrade, self.url)
        wanted, db = tuple(parties), Database(self.url)

        async def fill(conn: AsyncConnection) -> tuple[Member, ...]:
            await reference.save(conn, directory)
            return tuple([Member(party, await _key_of(conn, party)) for party in wanted])

        try:
            return Cast(await db.write(fill))
        finally:
            await db.aclose()

    def environment(self, of_systems: Iterable[Mapping[str, str]]) -> dict[str, str]:
        """The environment of the hub's process: ours without foreign `HUB_` settings, and what it needs."""
        found = {name: value for name, value in os.environ.items() if not name.startswith(OWN_VARIABLES)}
        found |= PACE
        for variables in of_systems:
            found |= variables
        return found | {
            "HUB_DATABASE_URL": self.url,
            "HUB_KEYS_FILE": str(self.folder / "keys.toml"),
            "HUB_CUSTODIAN_PUBLIC_KEY": str(self.public_key),
            "HUB_INSTANCE_DIR": str(self.instances),
            "HUB_INSTANCES_STRICT": "true",
            "HUB_PROFILE": "development",
            "HUB_LOG_LEVEL": "WARNING",
        }

    def _make_custodian(self) -> None:
        """Identities are sealed for somebody who is not the hub; here both keys lie side by side."""
        private = X25519PrivateKey.generate()
        secret = self.folder / "custodian.pem"
        secret.touch(mode=0o600)
        secret.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        self.public_key.write_bytes(public)


async def _key_of(conn: AsyncConnection, party: Party) -> str:
    return await credentials.issue(
        conn,
        party.name,
        party.role,
        party.agency,
        party.channel,
        party.region,
        secrets.token_bytes(credentials.SECRET_BYTES),
        party.id,
        datetime.now(UTC),
    )
