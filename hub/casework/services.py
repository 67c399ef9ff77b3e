"""Everything the doors may ask for, in one value."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hub.casework.acting import Acting
from hub.casework.authentication import Authentication
from hub.casework.deciding import Deciding
from hub.casework.intake import Intake
from hub.casework.lookup import Lookup
from hub.casework.reading import Reading
from hub.casework.receiving import Receiving
from hub.casework.statistics import Statistics
from hub.casework.subscribing import Feed
from hub.casework.tools import Tools
from hub.connectors.base import ReadsLive
from hub.domain.directory import Directory
from hub.domain.exchange import Manifest


@dataclass(frozen=True, slots=True)
class Services:
    """The use cases that requests reach."""

    intake: Intake
    acting: Acting
    deliveries: Deciding
    reading: Reading
    lookup: Lookup
    feed: Feed
    statistics: Statistics
    inbox: Receiving
    authentication: Authentication
    directory: Callable[[], Directory]
    clock: Callable[[], datetime]
    manifests: Callable[[], tuple[Manifest, ...]]


def build(tools: Tools, live: ReadsLive, poll_seconds: float = 1.0) -> Services:
    """All use cases over the same tools."""
    return Services(
        intake=Intake(tools),
        acting=Acting(tools),
        deliveries=Deciding(tools),
        reading=Reading(tools),
        lookup=Lookup(tools, live),
        feed=Feed(tools, poll_seconds),
        statistics=Statistics(tools),
        inbox=Receiving(tools),
        authentication=Authentication(tools),
        directory=tools.directory,
        clock=tools.clock,
        manifests=tools.peers.manifests,
    )
