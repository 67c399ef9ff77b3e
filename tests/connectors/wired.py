"""Shipped instances that call one address of the test's own."""

from pathlib import Path
from typing import Any

from hub.connectors import catalogue
from hub.connectors.breaker import BreakerRules
from hub.connectors.catalogue import load_catalogue
from tests.connectors.peers import SECRET
from tests.connectors.rawpeer import answer
from tests.connectors.samples import NOW

SHIPPED = Path(catalogue.__file__).parent / "instances"


def loaded(name: str, url: str) -> Any:
    """A shipped instance that calls `url`."""
    return loaded_from(SHIPPED, name, url)


def loaded_from(folder: Path, name: str, url: str) -> Any:
    """An instance of a folder that calls `url`."""
    stem = name.upper().replace("-", "_")
    uses = ("KEY", "TOKEN", "ID", "AUTH", "USER", "PASSWORD", "SPLP")
    environment = {f"HUB_{stem}_URL": url, **{f"HUB_SECRET_{stem}_{use}": "secret" for use in uses}}
    environment[f"HUB_SECRET_{stem}_WEBHOOK"] = SECRET
    rules = BreakerRules(calls=10_000, unreachable=10_000)
    return load_catalogue(folder, environment, lambda: NOW, lambda: 0.0, rules).get(name)


TOKEN = answer(200, b'{"access_token": "t", "expires_in": 300}')
