"""Everything the doors may ask for, in one value."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hub.casework.acting import Acting
from hub.casework.allowance import Bounds
from hub.casework.authentication import Authentication
from hub.casework.citizens import Citizens, citizens
from hub.casework.collecting import Collecting
from hub.casework.compensating import Compensations
from hub.casework.deciding import Deciding
from hub.casework.desks import Desks, desks
from hub.casework.facilities import Facilities
from hub.casework.gauging import Gauging
from hub.casework.georeport import GeoReports
from hub.casework.identity import IdentityChecks, IdentityRules
from hub.casework.intake import Intake
from hub.casework.linking import Linking
from hub.casework.lookup import Lookup
from hub.casework.partners import Partners
from hub.casework.permits import Permits
from hub.casework.reading import Reading
from hub.casework.receiving import Receiving
from hub.casework.resembling import Resembling
from hub.casework.row_reading import RowReading
from hub.casework.statistics import Statistics
from hub.casework.subscribing import Feed
from hub.casework.tools import Tools
from hub.casework.trial import Trial
from hub.connectors.asking import ReadsLive
from hub.domain.directory import Directory
from hub.domain.endpoint import EndpointRules
from hub.domain.exchange import Manifest


@dataclass(frozen=True, slots=True)
class Services:
    """The use cases that requests reach."""

    intake: Intake
    acting: Acting
    deliveries: Deciding
    reading: Reading
    rows: RowReading
    gauging: Gauging
    linking: Linking
    lookup: Lookup
    identity: IdentityChecks
    permits: Permits
    trial: Trial
    resembling: Resembling
    facilities: Facilities
    collecting: Collecting
    compensations: Compensations
    feed: Feed
    statistics: Statistics
    citizens: Citizens
    inbox: Receiving
    partners: Partners
    reports: GeoReports
    authentication: Authentication
    desks: Desks
    directory: Callable[[], Directory]
    clock: Callable[[], datetime]
    manifests: Callable[[], tuple[Manifest, ...]]
    hub_id: str


def build(
    tools: Tools,
    live: ReadsLive,
    poll_seconds: float = 1.0,
    bounds: Bounds | None = None,
    ticks: Callable[[], float] | None = None,
    identity_rules: IdentityRules | None = None,
    endpoints: EndpointRules | None = None,
) -> Services:
    """All use cases over the same tools; `bounds` and `ticks` as for `Lookup`."""
    return Services(
        intake=Intake(tools),
        acting=Acting(tools),
        deliveries=Deciding(tools),
        reading=Reading(tools),
        rows=RowReading(tools),
        gauging=Gauging(tools, live),
        linking=Linking(tools),
        lookup=Lookup(tools, live, bounds, ticks),
        identity=IdentityChecks(tools, identity_rules),
        permits=Permits(tools, live),
        trial=Trial(tools, Permits(tools, live)),
        resembling=Resembling(tools),
        facilities=Facilities(tools, live),
        collecting=Collecting(tools),
        compensations=Compensations(tools),
        feed=Feed(tools, poll_seconds),
        statistics=Statistics(tools),
        citizens=citizens(tools),
        inbox=Receiving(tools),
        reports=GeoReports(tools),
        partners=Partners(tools, endpoints or EndpointRules()),
        authentication=Authentication(tools),
        desks=desks(tools),
        directory=tools.directory,
        clock=tools.clock,
        manifests=tools.peers.manifests,
        hub_id=tools.hub_id,
    )
