"""How full the hub's queues are and how its links fare, for figures. Names and numbers only."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.casework.tools import Tools
from hub.connectors.asking import ReadsLive
from hub.domain.exchange import Circuit
from hub.store import deliveries, inbox


@dataclass(frozen=True, slots=True)
class ConnectorGauge:
    """One connector now."""

    name: str
    pending: int  # messages on their way
    dead: int  # messages that wait for an operator
    circuits: tuple[Circuit, ...]  # as this process sees them
    reading: int  # calls of queries under way in this process
    rests: float  # seconds it asked queries to leave it alone


@dataclass(frozen=True, slots=True)
class Gauges:
    """Everything at one moment. `inbox`: open messages by state."""

    connectors: tuple[ConnectorGauge, ...]
    inbox: Mapping[str, int]


class Gauging:
    """Reads them: two statements, no agency is called."""

    def __init__(self, tools: Tools, live: ReadsLive) -> None:
        self.tools, self.live = tools, live

    async def read(self) -> Gauges:
        """As it is now. Raises `StoreFault`."""
        peers = self.tools.peers
        names = [one.name for one in peers.manifests()]
        async with self.tools.db.reading() as conn:
            backlog = await deliveries.backlog(conn, names)
            waiting = await inbox.sizes(conn)
        found = []
        for name in names:
            pending, dead, _ = backlog.get(name, (0, 0, None))
            reading = self.live.in_flight(name)
            found.append(
                ConnectorGauge(name, pending, dead, peers.circuits(name), reading, peers.resting(name))
            )
        return Gauges(tuple(found), waiting)
