"""Which agencies are no more at a moment: an agency ends with the last day of the place where it sits.

The hub's clock is UTC, seven to nine hours behind those days.
"""

from datetime import date, datetime

from hub.domain.agency import Agency
from hub.domain.calendar import ZONES
from hub.domain.directory import Directory

WIB = ZONES["Asia/Jakarta"]
"""The zone of the nation: of agencies without a place of their own."""


def day_of(agency: Agency, directory: Directory, now: datetime) -> date:
    """The calendar day where the agency sits. Raises `LookupError`: not even the province is known."""
    zone = directory.zone_of(agency.place) if agency.place is not None else WIB
    return now.astimezone(zone).date()


def exists(code: str, directory: Directory, now: datetime) -> bool:
    """Whether that code names an agency that has not ended; one that is yet to begin counts as well."""
    row = directory.agencies.get(code)
    return row is not None and (row.valid_to is None or day_of(row, directory, now) <= row.valid_to)


def ended(directory: Directory, now: datetime) -> frozenset[str]:
    """Codes that name no agency any more."""
    codes = (*directory.agencies, *directory.aliases)
    return frozenset(code for code in codes if not exists(code, directory, now))


def successor(code: str, directory: Directory, now: datetime) -> Agency | None:
    """Who has the tasks of that agency now: itself, or what it became once its row has ended."""
    seen: set[str] = set()
    while code in directory.aliases and code not in seen and not exists(code, directory, now):
        seen.add(code)
        code = directory.aliases[code]
    return directory.agencies.get(code)
