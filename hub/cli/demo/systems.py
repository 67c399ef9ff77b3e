"""The simulated systems: what each is told, and how the hub is told about them."""

import tomllib
from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from hub.connectors.auth import ApiKey, ClientCredentials, Login, Password, TwoHeaders
from hub.connectors.instance import Instance, read_instance
from hub.domain.agency import Agency

SYSTEMS = Path(__file__).parent / "systems.toml"
LAPOR_PATH = "/lapor/3.0.0"
BUS_VERSION = "1.0"  # of a product on the government bus; its context is the connector's name
SECRET_BYTES = 24
KEY_NAMES = {"rest": "api_key", "wbs": "token_key", "oss": "user_key"}

Random = Callable[[int], bytes]


class System(Struct, frozen=True, forbid_unknown_fields=True):
    """One process: its kind, the connectors it serves, its officers' orders, and what else it is told.

    `outage`: it starts down.
    """

    name: str
    kind: str
    connectors: list[str]
    delay: float  # seconds per officer's step
    rules: list[dict[str, str]] = []
    outage: bool = False
    config: dict[str, Any] = {}


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    system: list[System]


@dataclass(frozen=True, slots=True)
class Briefed:
    """A system with its two ports, the config it starts with, and what the hub's environment says of it."""

    system: System
    port: int
    control_port: int
    config: dict[str, Any]
    environment: dict[str, str]


def load_systems(path: Path = SYSTEMS) -> tuple[System, ...]:
    """Every system of the demonstration."""
    return tuple(msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File).system)


def shipped_instances() -> dict[str, tuple[Instance, dict[str, Any]]]:
    """The instance files that come with the hub: name -> common keys and those of the kind."""
    with resources.as_file(resources.files("hub.connectors") / "instances") as folder:
        found = [read_instance(file) for file in sorted(folder.glob("*.toml"))]
    return {instance.name: (instance, own) for instance, own, _ in found}


def lay_out(folder: Path, systems: Iterable[System]) -> None:
    """Copies of the shipped files of these systems' connectors: what else ships has no peer here."""
    folder.mkdir()
    with resources.as_file(resources.files("hub.connectors") / "instances") as shipped:
        for name in (name for system in systems for name in system.connectors):
            (folder / f"{name}.toml").write_bytes((shipped / f"{name}.toml").read_bytes())


def brief(
    system: System,
    ports: tuple[int, int],
    hub_url: str,
    instances: dict[str, tuple[Instance, dict[str, Any]]],
    agencies: Iterable[Agency],
    random: Random,
) -> Briefed:
    """Invent the credentials of a system and write them down for both sides."""
    officers = {"delay": system.delay, "rules": system.rules}
    config: dict[str, Any] = {**system.config, "officers": officers}
    environment: dict[str, str] = {}
    path = LAPOR_PATH if system.kind == "lapor" else ""
    for name in system.connectors:
        instance, own = instances[name]
        passage = f"/{name}/{BUS_VERSION}" if instance.splp else path
        environment[instance.base_url_env or ""] = f"http://127.0.0.1:{ports[0]}{passage}"
        _agree_on_a_product(instance, config, environment, random)
        _agree_on_credentials(system, instance, own, config, environment, random)
        if system.kind == "open311":  # the key is a field of the form there
            environment[own["open311"]["key_env"]] = config["api_key"] = random(SECRET_BYTES).hex()
        if instance.webhook is not None:
            secret = f"whsec_{b64encode(random(SECRET_BYTES)).decode()}"
            environment[instance.webhook.secret_env] = secret
            config["webhook"] = {"url": f"{hub_url}/webhooks/{name}", "secret": secret}
    if system.kind == "lapor":
        config["institutions"] = _institutions(system.connectors, agencies)
    return Briefed(system, *ports, config, environment)


def _agree_on_credentials(
    system: System,
    instance: Instance,
    own: dict[str, Any],
    config: dict[str, Any],
    environment: dict[str, str],
    random: Random,
) -> None:
    secret = random(SECRET_BYTES).hex()
    match instance.auth:
        case ApiKey() as key:
            environment[key.secret_env] = config[KEY_NAMES[system.kind]] = secret
        case ClientCredentials() as client:
            environment[client.client_id_env] = config["client_id"] = "hub-demo"
            environment[client.secret_env] = config["client_secret"] = secret
            config |= {"grant": "client_credentials"} if system.kind == "rest" else {}
        case Password() | Login() as user:
            environment[user.user_env] = config["user"] = f"hub-{random(4).hex()}"
            environment[user.secret_env] = config["password"] = secret
            config["grant"] = "login" if isinstance(user, Login) else "password"
            if isinstance(user, Password):
                environment[user.client_id_env] = config["client_id"] = "hub-demo"
                client_secret = config["client_secret"] = random(SECRET_BYTES).hex()
                environment[user.client_secret_env] = client_secret
        case TwoHeaders() as two:
            account = {
                "institution_id": own["lapor"]["institution"],
                "auth_header_name": two.header,
                "auth_header_value": f"Bearer {secret}",
                "token": f"{{{random(SECRET_BYTES).hex()}}}",
            }
            config.setdefault("accounts", []).append(account)
            environment[two.secret_env] = account["auth_header_value"]
            environment[two.second_secret_env] = account["token"]


def _agree_on_a_product(
    instance: Instance, config: dict[str, Any], environment: dict[str, str], random: Random
) -> None:
    """The key of a system's one product on the government bus, where it is behind it."""
    if instance.splp is None:
        return
    key = environment[instance.splp.secret_env] = random(SECRET_BYTES).hex()
    product = {"context": instance.name, "version": BUS_VERSION, "key": key, "path": "/api/v1"}
    config["splp"] = {"products": [product]}


def _institutions(connectors: Sequence[str], agencies: Iterable[Agency]) -> list[dict[str, str]]:
    """The agencies behind these connectors, by their numbers inside the system."""
    return [
        {"id": agency.external_id, "name": agency.name}
        for agency in agencies
        if agency.connector in connectors and agency.external_id
    ]
