"""The composition root: settings in, a hub out. The only place where all rooms meet."""

import random
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

from hub.app.advising import Adviser
from hub.app.identifiers import clock, new_id
from hub.app.keys import Keys, find_keys
from hub.app.models import shelf_of
from hub.app.peers import VARIABLE, registry
from hub.casework.allowance import Bounds
from hub.casework.identity import IdentityRules
from hub.casework.reference import Reference
from hub.casework.services import Services
from hub.casework.services import build as build_services
from hub.casework.tools import Secrets, Tools
from hub.connectors.live import LiveReads, LiveRule, LiveRules
from hub.connectors.outbound import Outbound
from hub.connectors.registry import Registry
from hub.delivery.work import Work
from hub.domain.delivery import Patience
from hub.domain.endpoint import EndpointRules
from hub.domain.origin import own_id
from hub.errors import ConfigError
from hub.settings import Settings, read
from hub.store.database import Database
from hub.store.sealing import Sealer, custodian_key
from hub.web.metrics import Metrics

DAY_S = 86_400.0
COUNTS_FRESH_S = 60.0
FACILITIES = {"fresh": 3_600.0, "swr": 86_400.0, "keep": 604_800.0, "patience": 60.0}
"""A master list changes in weeks, and has many pages. Seconds, see `LiveRule`."""
ANSWER_S = 1.0


@dataclass(frozen=True, slots=True)
class Hub:
    """All rooms, built and not yet opened."""

    settings: Settings
    keys: Keys
    db: Database
    reference: Reference
    peers: Registry
    live: LiveReads
    outbound: Outbound
    work: Work
    tools: Tools
    services: Services
    metrics: Metrics
    adviser: Adviser

    async def aclose(self) -> None:
        """Give every connection back."""
        await self.services.identity.aclose()
        await self.live.aclose()
        await self.peers.aclose()
        await self.outbound.aclose()
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
    metrics = Metrics()
    peers = registry(settings, metrics)
    live = LiveReads(peers, clock, _live_rules(settings), secrets.token_bytes(32), metrics)
    work = Work(db.sync_url)
    adviser = Adviser(shelf_of(settings))
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
        hub_id=settings.hub_id or own_id(keys.content_key),
        advise=adviser.advise,
    )
    endpoints = _endpoint_rules(settings)
    services = build_services(
        tools,
        live,
        settings.feed_poll_s,
        _bounds(settings),
        time.monotonic,
        identity_rules=_identity_rules(settings),
        endpoints=endpoints,
    )
    outbound = Outbound(endpoints, time.monotonic)
    return Hub(settings, keys, db, reference, peers, live, outbound, work, tools, services, metrics, adviser)


def _bounds(settings: Settings) -> Bounds:
    """An operation waits for live fields until a second, or half its time, is left to answer the rest."""
    whole = settings.operation_deadline_s
    seconds = max(whole - ANSWER_S, whole / 2)
    return Bounds(settings.upstream_per_operation, settings.upstream_per_minute, seconds)


def _endpoint_rules(settings: Settings) -> EndpointRules:
    return EndpointRules(
        allow=frozenset(one.lower() for one in settings.webhook_allow),
        most=settings.webhook_limit,
        overlap_seconds=settings.webhook_overlap_s,
    )


def _identity_rules(settings: Settings) -> IdentityRules:
    return IdentityRules(
        subject_hour=settings.identity_per_hour,
        subject_day=settings.identity_per_day,
        channel_hour=settings.identity_channel_per_hour,
        channel_day=settings.identity_channel_per_day,
        person_day=settings.identity_person_per_day,
        remember=settings.identity_remember_s,
        wait=2 * settings.live_deadline_s,  # as long as any other call of a query takes at most
    )


def _live_rules(settings: Settings) -> LiveRules:
    usual = LiveRule(
        fresh=settings.live_fresh_s,
        swr=settings.live_swr_s,
        keep=settings.live_keep_s,
        deadline=settings.live_deadline_s,
        patience=2 * settings.live_deadline_s,
    )
    counts = replace(usual, fresh=max(COUNTS_FRESH_S, usual.fresh))  # they move slowly and cost the peer
    permit = replace(usual, swr=0.0)  # who asks wants today's word: an old "unknown" would mislead
    special = {"counts": counts, "permit": permit, "facilities": replace(usual, **FACILITIES)}
    return LiveRules(usual, special, in_flight=settings.live_in_flight)


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
