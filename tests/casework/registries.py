"""A hub whose civil registries are simulated systems in a process of their own."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import httpx

from hub.casework.identity import IdentityChecks, IdentityRules
from hub.connectors.breaker import BreakerRules
from hub.connectors.catalogue import Catalogue, load_catalogue
from hub.domain.identity import IdentityQuery
from sandbox.launch import kill, start
from tests.connectors.peers import DUKCAPIL, SHIPPED, USES, agreements, secret
from tests.harness import Hub
from tests.sandbox.harness import System

SEKAR = IdentityQuery(
    "6201991708909001", "Sekar Contoh Rimba", date(1990, 8, 17), "Verifikasi pelapor pengaduan"
)
NEVER_OPEN = BreakerRules(calls=10_000, unreachable=10_000)


@contextmanager
def registry(directory: Path) -> Iterator[System]:
    """The simulated registry with the agreements of the shipped instances."""
    running = start("dukcapil", "dukcapil", directory, agreements())
    try:
        with httpx.Client(base_url=running.url) as client:
            yield System(running, client)
    finally:
        kill(running)


def calls(system: System) -> int:
    """How often it was asked so far."""
    return int(system.control("/state")["records"])


def environment(url: str) -> dict[str, str]:
    """Address and secrets of the shipped instances."""
    found = {}
    for name in DUKCAPIL:
        stem = name.upper().replace("-", "_")
        found[f"HUB_{stem}_URL"] = url
        found |= {f"HUB_SECRET_{stem}_{use}": secret(name, use) for use in USES}
    return found


def connected(
    hub: Hub, folder: Path, surroundings: Mapping[str, str], changes: Mapping[str, str] | None = None
) -> Catalogue:
    """The shipped registries of that hub, with texts of their files exchanged."""
    folder.mkdir(exist_ok=True)
    for name in DUKCAPIL:
        text = (SHIPPED / f"{name}.toml").read_text()
        for old, new in (changes or {}).items():
            text = text.replace(old, new)
        (folder / f"{name}.toml").write_text(text)
    return load_catalogue(folder, surroundings, hub.now, time.monotonic, NEVER_OPEN)


def checks(hub: Hub, catalogue: Catalogue, rules: IdentityRules | None = None) -> IdentityChecks:
    """One process's identity checks over that hub's store."""
    return IdentityChecks(replace(hub.tools, peers=catalogue), rules)
