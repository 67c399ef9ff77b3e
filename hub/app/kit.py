"""The connector kit at work: one instance of this deployment, listened to, or played from its cassettes."""

import base64
import os
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import quote, quote_plus

import msgspec

from hub.app.identifiers import clock
from hub.app.peers import VARIABLE, variables
from hub.connectors.auth import credential, headers_of
from hub.connectors.base import Connector
from hub.connectors.breaker import Breaker, BreakerRules
from hub.connectors.catalogue import Seam, load_catalogue, shipped
from hub.connectors.credential import Fixed
from hub.connectors.http import AgencyHttp
from hub.connectors.instance import Instance, Origin, read_instance
from hub.connectors.kit.cassette import Cassette, Player
from hub.connectors.kit.masking import STANDS_FOR_A_SECRET, Masks
from hub.connectors.manners import manners_of
from hub.connectors.tap import Answered, Exchange, Tapped
from hub.connectors.transport import Transport
from hub.domain.exchange import OutgoingCase
from hub.domain.rehearsal import rehearsal
from hub.domain.tracking import TRACKING_BYTES, tracking_number
from hub.errors import ConfigError
from hub.settings import Settings

NOWHERE = "http://127.0.0.1:1"
WEBHOOK_SECRET = f"whsec_{base64.b64encode(STANDS_FOR_A_SECRET.encode()).decode()}"


@dataclass(frozen=True, slots=True)
class Subject:
    """One instance file, with what may never be shown of it."""

    file: Path
    instance: Instance
    environment: Mapping[str, str] = field(repr=False)
    masks: Masks = field(repr=False)

    @property
    def name(self) -> str:
        """The instance's."""
        return self.instance.name

    @property
    def address(self) -> str:
        """Where its system is; empty: nobody said so yet."""
        return self.masks.address

    @property
    def proofs(self) -> tuple[str, ...]:
        """Headers that are never shown."""
        bus = (self.instance.splp.shown_in,) if self.instance.splp else ()
        return (*headers_of(self.instance.auth), *bus)

    @property
    def fixtures(self) -> Path:
        """The folder of its cassettes."""
        return self.file.parent / "fixtures" / self.name


def subject(settings: Settings, name: str) -> Subject:
    """An instance by name. Raises `ConfigError`: there is none, or its file is wrong."""
    folder = settings.instance_dir or shipped()
    file = folder / f"{name}.toml"
    if "/" in name or not file.is_file():
        have = ", ".join(one.stem for one in sorted(folder.glob("*.toml")))
        raise ConfigError(f"there is no instance {name} in {folder}; there are: {have or 'none'}")
    instance, keys, origin = read_instance(file)
    environment = variables(settings.secrets_dir, os.environ)
    hidden = _hidden(instance, origin, environment)
    known = frozenset({*instance.statuses, *_texts(keys)})
    address = environment.get(instance.base_url_env or "") or instance.base_url or ""
    masks = Masks(instance.pii_fields, hidden, known, address)
    return Subject(file, instance, environment, masks)


def _hidden(instance: Instance, origin: Origin, environment: Mapping[str, str]) -> frozenset[str]:
    """Every secret, also as it looks in an address and in a `Basic` header."""
    named = {name for name in VARIABLE.findall(origin.text) if name.startswith("HUB_SECRET_")}
    for keys in (instance.auth, instance.splp, instance.webhook):
        names = keys.__struct_fields__ if keys is not None else ()
        named |= {getattr(keys, name) for name in names if name.endswith("_env")}
    plain = {environment[name] for name in named if environment.get(name)}
    pairs = {base64.b64encode(f"{user}:{secret}".encode()).decode() for user in plain for secret in plain}
    return frozenset({*plain, *pairs, *(quote(one, safe="") for one in plain), *map(quote_plus, plain)})


def _texts(value: object) -> list[str]:
    """Every word that stands in an instance file."""
    if isinstance(value, Mapping):
        return [text for key, inner in value.items() for text in (str(key), *_texts(inner))]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return [value] if isinstance(value, str) else []


def opened(of: Subject, told: Callable[[Exchange], None]) -> Connector:
    """Its connector over the network; `told` hears every exchange.

    Raises:
        ConfigError: the file is wrong, or a variable is not set: both said line by line.
    """
    return _connector(of, of.environment, partial(_tapped, of, told), clock)


def played(of: Subject, cassette: Cassette, player: Player) -> Connector:
    """Its connector without network, secrets and clock."""
    text = of.file.read_text(encoding="utf-8")
    environment = dict.fromkeys(VARIABLE.findall(text), STANDS_FOR_A_SECRET)
    if of.instance.base_url_env:
        environment[of.instance.base_url_env] = NOWHERE
    if of.instance.webhook:
        environment[of.instance.webhook.secret_env] = WEBHOOK_SECRET
    return _connector(of, environment, partial(_answered, player), lambda: cassette.at)


def sample(of: Subject, number: str = "", at: datetime | None = None) -> OutgoingCase:
    """A case to try with, under a number of its own."""
    return rehearsal(of.instance.agency, number or new_number(), at or clock())


def new_number() -> str:
    """A tracking number that no case has."""
    return "UJI" + tracking_number(secrets.token_bytes(TRACKING_BYTES)).removeprefix("H")


def _connector(
    of: Subject, environment: Mapping[str, str], seam: Seam, now: Callable[[], datetime]
) -> Connector:
    found = load_catalogue(
        of.file.parent, environment, now, time.monotonic, strict=True, only=of.name, seam=seam
    )
    return found.active[of.name]


def _tapped(of: Subject, told: Callable[[Exchange], None], address: str, instance: Instance) -> AgencyHttp:
    ticks = time.monotonic
    manners = manners_of(instance, of.environment, ticks)
    proof = credential(instance.auth, of.environment, ticks, instance.splp)
    line = Tapped(Transport(address, ticks, manners.tls), address, ticks, told)
    circuit = Breaker(BreakerRules(), ticks)
    return AgencyHttp(address, instance.limits, proof, circuit, ticks, transport=line, manners=manners)


def _answered(player: Player, address: str, instance: Instance) -> AgencyHttp:
    ticks = time.monotonic
    manners = manners_of(msgspec.structs.replace(instance, tls=None), {}, ticks)
    line, circuit = Answered(NOWHERE, player), Breaker(BreakerRules(), ticks)
    return AgencyHttp(NOWHERE, instance.limits, Fixed({}), circuit, ticks, transport=line, manners=manners)
