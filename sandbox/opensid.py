"""Kind `opensid`: a village office whose system is a database; the public port is the database's own.

With a server behind it (PostgreSQL, MariaDB) the port is a wire that can be disturbed. An SQLite file has no
wire, so that only `unknown_word` is a fault there.
"""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy.engine import URL, make_url

from sandbox.control import Control
from sandbox.door import HOST, Door
from sandbox.faults import Panel
from sandbox.officers import Script
from sandbox.relay import Relay
from sandbox.village import Village, VillageConfig
from sandbox.wire import Object

T = TypeVar("T")
TURN_SECONDS = 0.2
PORTS = {"postgresql": 5432, "mysql": 3306}
DRIVERS = {"postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql", "sqlite": "sqlite"}


async def serve(
    name: str, port: int, control_port: int, db: Path, config: Object, now: Callable[[], float]
) -> None:
    """Run until SIGTERM or SIGINT.

    Raises:
        TypeError, ValueError: the config is wrong; says what.
        OSError: a port is taken.
    """
    keys = dict(config)
    script = Script.of(keys.pop("officers", {}))
    settings = VillageConfig(**keys)
    url = make_url(settings.database or f"sqlite:///{db.with_suffix('.opensid.db')}")
    system = url.get_backend_name()
    url = url.set(drivername=DRIVERS[system])
    village = Village(name, settings, url.render_as_string(hide_password=False), now, script)
    try:
        await _run(village, port, control_port, url, system)
    finally:
        village.close()


async def _run(village: Village, port: int, control_port: int, url: URL, system: str) -> None:
    panel = Panel()
    relay = Relay(port, system, _upstream(url, system), panel) if system in PORTS else None
    mended = True

    async def swing(is_open: bool) -> None:
        nonlocal mended
        if relay is not None:
            await relay.swing(is_open)
        strange = panel.fault.mode == "unknown_word"
        if strange == mended:
            village.disturb(panel.fault.mode)
            mended = not strange

    control = Door(Control("opensid", village, panel, None, swing).app(), control_port)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await swing(True)
    await control.swing(True)
    sys.stdout.write(f"ready {village.name} tcp://{HOST}:{relay.port if relay else 0}\n")
    sys.stdout.flush()
    while not await _within(stop.wait(), TURN_SECONDS):
        village.turn()
    await swing(False)
    await control.swing(False)


async def _within(waiting: Awaitable[T], seconds: float) -> T | None:
    try:
        return await asyncio.wait_for(waiting, seconds)
    except TimeoutError:
        return None


def _upstream(url: URL, system: str) -> str | tuple[str, int]:
    """Where the server listens: a socket file, or host and port."""
    folder = str(url.query.get("host", ""))
    port = url.port or PORTS[system]
    if system == "postgresql" and folder.startswith("/"):
        return f"{folder}/.s.PGSQL.{port}"
    return str(url.query.get("unix_socket", "")) or (url.host or HOST, port)
