"""Setting the stage: the simulated systems and the hub as processes, everybody with a key."""

import asyncio
import secrets
from dataclasses import dataclass, field

import msgspec

from hub.cli.demo.cast import Cast, parties
from hub.cli.demo.client import Client, Panel, answers_200
from hub.cli.demo.home import Home
from hub.cli.demo.processes import HOST, READY_S, NotStarted, Processes, Started, free_ports
from hub.cli.demo.scenario import Intake
from hub.cli.demo.systems import Briefed, brief, lay_out, load_systems, shipped_instances
from hub.domain.directory import Directory
from hub.reference import loader

LOOK_S = 0.1


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything is up: the hub at `port`, a control panel per simulated system."""

    port: int
    directory: Directory
    cast: Cast
    systems: tuple[Briefed, ...]
    panels: dict[str, Panel]
    hub: Started
    clients: list[Client] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Of the hub."""
        return f"http://{HOST}:{self.port}"

    def client(self, api_key: str) -> Client:
        """A connection of its own for one party; closed with the stage."""
        self.clients.append(Client(HOST, self.port, api_key))
        return self.clients[-1]

    def outage(self) -> Briefed:
        """The system that is down in the beginning."""
        return next(one for one in self.systems if one.system.outage)

    def close(self) -> None:
        """Hang up everywhere."""
        for client in self.clients:
            client.close()
        for panel in self.panels.values():
            panel.close()


async def set_stage(processes: Processes, port: int, intakes: tuple[Intake, ...]) -> Stage:
    """Start everything side by side.

    Raises:
        NotStarted: a process did not get ready.
    """
    home = Home(processes.folder)
    directory = await asyncio.to_thread(loader.load)
    systems = briefed(port, directory)
    started = [await start_system(processes, one) for one in systems]
    cast = await home.furnish(directory, parties(intakes, directory.agencies.values()))
    lay_out(home.instances, [one.system for one in systems])
    environment = home.environment(one.environment for one in systems)
    arguments = ["hub", "serve", "--embedded", "--host", HOST, "--port", str(port)]
    hub = await processes.start("hub", arguments, environment)
    for one in started:
        await processes.said(one, "ready ")
    await _ready(hub, port)
    panels = {one.system.name: Panel(HOST, one.control_port) for one in systems}
    return Stage(port, directory, cast, systems, panels, hub)


def briefed(port: int, directory: Directory) -> tuple[Briefed, ...]:
    """Every system with ports and credentials of its own; `port` is the hub's."""
    wanted = load_systems()
    instances = shipped_instances()
    ports = iter(free_ports(2 * len(wanted)))
    url, agencies = f"http://{HOST}:{port}", tuple(directory.agencies.values())
    return tuple(
        brief(system, (next(ports), next(ports)), url, instances, agencies, secrets.token_bytes)
        for system in wanted
    )


async def start_system(processes: Processes, one: Briefed) -> Started:
    """Start one simulated system; it says when it is ready."""
    config = processes.folder / f"{one.system.name}.json"
    config.touch(mode=0o600)
    config.write_bytes(msgspec.json.encode(one.config))
    arguments = [
        *("sandbox", one.system.kind, "--name", one.system.name, "--with-parent"),
        *("--port", str(one.port), "--control-port", str(one.control_port)),
        *("--db", str(processes.folder / f"{one.system.name}.db"), "--config", str(config)),
    ]
    return await processes.start(one.system.name, arguments, listen=True)


async def _ready(hub: Started, port: int) -> None:
    try:
        async with asyncio.timeout(READY_S):
            while not hub.has_ended:
                if await answers_200(HOST, port, "/readyz"):
                    return
                await asyncio.sleep(LOOK_S)
    except TimeoutError:
        pass
    raise NotStarted(hub.name)
