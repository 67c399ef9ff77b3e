"""One simulated system: its memory, its public door, its control door, its officers at work."""

import asyncio
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from starlette.applications import Starlette
from starlette.types import ASGIApp

from sandbox.control import Control
from sandbox.door import HOST, Door
from sandbox.faults import Faulty, Panel
from sandbox.kinds import Kind, kind_of
from sandbox.office import Office
from sandbox.officers import Script
from sandbox.shift import work
from sandbox.splp import Splp, SplpConfig
from sandbox.store import Store
from sandbox.webhooks import Pusher, Subscriber
from sandbox.wire import Object

DATABASE = "opensid"  # a system whose door is its database's own


@dataclass(frozen=True)
class Orders:
    """What one process is to be. `config` may hold `officers` and `webhook` besides the kind's own keys."""

    kind: str
    name: str
    port: int
    control_port: int
    db: Path
    config: Object


async def serve(orders: Orders, now: Callable[[], float]) -> None:
    """Run until SIGTERM or SIGINT.

    Raises:
        TypeError, ValueError: the config is wrong; says what.
        OSError: a port is taken.
    """
    if orders.kind == DATABASE:
        # loaded here only: start-up time counts, and no other kind needs the database library
        peer = import_module("sandbox.opensid")
        await peer.serve(orders.name, orders.port, orders.control_port, orders.db, orders.config, now)
        return
    config = dict(orders.config)
    script = Script.of(config.pop("officers", {}))
    webhook = config.pop("webhook", None)
    splp = config.pop("splp", None)
    kind = kind_of(orders.kind, config)
    store = Store(orders.db)
    try:
        office = Office(orders.name, kind.dialect(orders.name), store, now, script)
        bus = SplpConfig(**splp) if splp else None
        await _run(orders, kind, office, Subscriber(**webhook) if webhook else None, bus)
    finally:
        store.close()


async def _run(
    orders: Orders, kind: Kind, office: Office, subscriber: Subscriber | None, bus: SplpConfig | None
) -> None:
    panel = Panel()
    pusher = Pusher(office, panel, kind.sign) if kind.sign else None
    if subscriber and pusher and pusher.subscriber is None:
        pusher.subscribe(subscriber)
    app: ASGIApp = Starlette(routes=kind.routes(office))
    public = Door(Faulty(Splp(app, bus, office.now) if bus else app, panel), orders.port)
    control = Door(Control(orders.kind, office, panel, pusher, public.swing).app(), orders.control_port)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await public.swing(True)
    await control.swing(True)
    sys.stdout.write(f"ready {orders.name} http://{HOST}:{public.port}\n")
    sys.stdout.flush()
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(work(office))]
        if pusher:
            running.append(tasks.create_task(pusher.work()))
        await stop.wait()
        for task in running:
            task.cancel()
    await public.swing(False)
    await control.swing(False)
