"""A hub of the harness whose permit systems are real processes."""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, cast

from hub.connectors.breaker import BreakerRules
from hub.connectors.catalogue import load_catalogue
from hub.connectors.loopback import Loopback
from sandbox.launch import Running, control, kill, start_all
from tests.connectors.peers import SHIPPED, STILL
from tests.connectors.permit_peers import KNOWN, systems
from tests.harness import Hub

KEY = "kunci-uji"
NEVER_OPEN = BreakerRules(calls=10_000, unreachable=10_000)


class Offices:
    """The running systems by instance name."""

    def __init__(self, running: list[Running]) -> None:
        self.running = {one.name: one for one in running}

    def fault(self, mode: str, *names: str) -> None:
        """These (all, where none is named) misbehave from now on."""
        for name in names or tuple(self.running):
            control(self.running[name], "/fault", {"mode": mode})

    def act(self, name: str, deed: str) -> None:
        """An officer moves the one application of that office."""
        (held,) = control(self.running[name], f"/records?ticket={KNOWN[name]}")
        control(self.running[name], f"/records/{held['id']}/act", {"do": deed})


@contextmanager
def offices_in(directory: Path) -> Iterator[Offices]:
    """Start them; their officers sit still."""
    running = start_all(systems(KEY, **STILL), directory)
    try:
        yield Offices(running)
    finally:
        for one in running:
            kill(one)


@asynccontextmanager
async def connected(hub: Hub, offices: Offices, folder: Path) -> AsyncIterator[None]:
    """The hub reaches the offices by their shipped instances."""
    environment = _instances(offices, folder)
    found = load_catalogue(folder, environment, hub.now, time.monotonic, NEVER_OPEN, strict=True)
    known: dict[str, Any] = dict(found.active)
    hub.agencies.systems.update({name: cast(Loopback, one) for name, one in known.items()})
    try:
        yield
    finally:
        for name in known:
            del hub.agencies.systems[name]
        offices.fault("none")
        await found.aclose()


def _instances(offices: Offices, folder: Path) -> dict[str, str]:
    """Writes the files; the environment they want."""
    folder.mkdir()
    environment = {"HUB_SECRET_OSS_RBA_KEY": KEY}
    for name, running in offices.running.items():
        environment[f"HUB_{name.upper().replace('-', '_')}_URL"] = running.url
        text = (SHIPPED / f"{name}.toml").read_text()
        (folder / f"{name}.toml").write_text(text)
    return environment
