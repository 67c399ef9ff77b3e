"""Which of several civil registries is asked. Pure."""

from collections.abc import Sequence

from hub.domain.caller import Caller
from hub.domain.directory import Directory
from hub.domain.exchange import Manifest
from hub.domain.region import covers

NAMED, HOME, PLACE, NATIONAL = range(4)
Rank = tuple[int, int, str]


def registry_for(
    offers: Sequence[Manifest], caller: Caller, place: str, directory: Directory
) -> Manifest | None:
    """The registry whose agreement covers this caller; None: there is none.

    An agreement (perjanjian kerja sama) is made with the institution that asks, so the caller decides first:
    the one that names its portal, then the one of its own region, then that of the place the number was first
    registered in, then the national one. Of several as near, the smaller region, then the first by name.

    Args:
        offers: registries that can be asked now. One that names portals serves no others.
        place: of first registration, dotted; it may be a code of former days.
    """
    agency = directory.agency_of(caller.agency) if caller.agency else None
    home = caller.region or (agency.region if agency else None)
    ranked = [(rank, one) for one in offers if (rank := _rank(one, caller, home, place, directory))]
    return min(ranked, key=lambda pair: pair[0])[1] if ranked else None


def _rank(one: Manifest, caller: Caller, home: str | None, place: str, directory: Directory) -> Rank | None:
    """Lower is nearer; None: not for this caller."""
    agency = directory.agency_of(one.agency) if one.agency else None
    region = agency.region if agency else None
    if one.channels:
        near = region is not None and covers(region, place)
        return (NAMED, -len(region or "") * near, one.name) if caller.channel in one.channels else None
    if agency is None:
        return None
    if region is None:
        return (NATIONAL, 0, one.name)
    for step, where in ((HOME, home), (PLACE, place)):
        if where is not None and covers(region, where):
            return (step, -len(region), one.name)
    return None
