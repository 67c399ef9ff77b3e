"""Who coordinates and who oversees a place: the nearest agency of that role, going up to the nation."""

from collections.abc import Iterator
from datetime import date

from hub.domain.agency import Agency, AgencyRole, Jurisdiction
from hub.domain.directory import Directory
from hub.domain.region import ancestors, parent_of


def in_force(row: Agency | Jurisdiction, today: date | None) -> bool:
    """Valid on that day, first and last day included; always true without a day."""
    if today is None:
        return True
    return (row.valid_from is None or row.valid_from <= today) and (
        row.valid_to is None or today <= row.valid_to
    )


def chain(
    role: AgencyRole, region: str | None, directory: Directory, today: date | None = None
) -> Iterator[Agency]:
    """Agencies of one role from the place upwards: district, regency, province, nation (region None)."""
    places = (*ancestors(region), None) if region is not None else (None,)
    for place in places:
        for agency in directory.seated_in.get(place, ()):
            if agency.role is role and in_force(agency, today):
                yield agency


def coordinator_of(region: str | None, directory: Directory, today: date | None = None) -> str:
    """Code of the nearest coordinator; the national one where region and province have none.

    Raises:
        LookupError: the directory has no national coordinator (the loader refuses such data).
        ValueError: `region` is not written like a region code.
    """
    for agency in chain(AgencyRole.COORDINATOR, region, directory, today):
        return agency.code
    raise LookupError("no coordinator in the directory")


def next_tier_coordinator(coordinator: str, directory: Directory, today: date | None = None) -> str | None:
    """Code of the coordinator above the given one; None above the national one or for an unknown code."""
    agency = directory.agency_of(coordinator)
    if agency is None or agency.region is None:
        return None
    return coordinator_of(parent_of(agency.region), directory, today)


def oversight_of(region: str | None, directory: Directory, today: date | None = None) -> str | None:
    """Code of the nearest oversight agency (inspektorat), None when the directory has none at all."""
    return next((agency.code for agency in chain(AgencyRole.OVERSIGHT, region, directory, today)), None)
