"""The composition root: settings in, a hub out. The only place where all rooms meet."""

import random
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from hub.app.identifiers import clock, new_id
from hub.app.keys import Keys, find_keys
from hub.app.peers import VARIABLE, registry
from hub.casework.reference import Reference
from hub.casework.services import Services
from hub.casework.services import build as build_services
from hub.casework.tools import Secrets, Tools
from hub.connectors.cached import LiveRecords, LiveRules
from hub.connectors.registry import Registry
from hub.delivery.work import Work
from hub.domain.delivery import Patience
from hub.errors import ConfigError
from hub.settings import Settings, read
from hub.store.database import Database
from hub.store.sealing import Sealer, custodian_key

DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Hub:
    """All rooms, built and not yet opened."""

    settings: Settings
    keys: Keys
    db: Database
    reference: Reference
    peers: Registry
    live: LiveRecords
    work: Work
    tools: Tools
    services: Services

    async def aclose(self) -> None:
        """Give every connection back."""
        await self.live.aclose()
        await self.peers.aclose()
        await self.work.aclose()
        await self.db.aclose()


def settings_of(environment: Mapping[str, str]) -> Settings:
    """The settings; variables that instance files name are known too. Raises `ConfigError`."""
    chosen = environment.get("HUB_INSTANCE_DIR")
    return read(environment, _named_by_instances(Path(chosen) if chosen else None))


def build(settings: Settings) -> Hub:
    """Put a hub together; nothing is connected yet.

    Raises:
        ConfigError: a key, a setting or an instance file is wrong.
    """
    keys = find_keys(settings)
    db = Database(settings.database_url.get_secret_value(), pool_size=settings.database_pool)
    reference = Reference(db)
    peers = registry(settings)
    live = LiveRecords(
        peers, clock, LiveRules(fresh=settings.live_fresh_s, deadline=settings.live_deadline_s)
    )
    work = Work(db.sync_url)
    tools = Tools(
        db=db,
        directory=reference.current,
        clock=clock,
        new_id=new_id,
        randomness=secrets.token_bytes,
        luck=random.random,
        work=work,
        peers=peers,
        sealer=_sealer(settings, keys),
        secrets=Secrets(keys.receipt_key, keys.receipt_pepper, keys.content_key),
        patience=Patience(
            backoff=settings.retry_waits_s,
            give_up_seconds=settings.give_up_days * DAY_S,
            probe_seconds=settings.probe_s,
        ),
    )
    services = build_services(tools, live, settings.feed_poll_s)
    return Hub(settings, keys, db, reference, peers, live, work, tools, services)


def _sealer(settings: Settings, keys: Keys) -> Sealer:
    file = settings.custodian_public_key
    if file is None:
        return Sealer(keys.data_keys)
    try:
        pem = file.read_bytes()
    except OSError:
        raise ConfigError("HUB_CUSTODIAN_PUBLIC_KEY: the file cannot be read") from None
    return Sealer(keys.data_keys, custodian_key(pem))


def _named_by_instances(directory: Path | None) -> frozenset[str]:
    with resources.as_file(resources.files("hub.connectors") / "instances") as shipped:
        files = sorted((directory or shipped).glob("*.toml"))
        return frozenset(name for file in files for name in VARIABLE.findall(file.read_text()))
