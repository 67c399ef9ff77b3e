"""Regions: parent and level come from the code, the zone from the row or the nearest place above."""

from collections.abc import Iterable, Mapping

from hub.domain.calendar import ZONES
from hub.domain.directory import Region
from hub.domain.region import is_code, level, parent_of
from hub.reference.faults import Faults
from hub.reference.files import Row


def read_regions(rows: Iterable[Row], faults: Faults) -> Mapping[str, Region]:
    """Region code -> region. A place stands below the place it lies in, as it does when sorted by code."""
    found: dict[str, Region] = {}
    for row in rows:
        code = row.cells["code"]
        if not is_code(code):
            faults.add(row.place, "BAD_REGION_CODE", "write the code as 62, 62.01 or 62.01.02")
        elif code in found:
            faults.add(row.place, "DUPLICATE_CODE", f"`{code}` stands above already: keep one")
        else:
            found[code] = _region(row, code, found, faults)
    return found


def _region(row: Row, code: str, above: Mapping[str, Region], faults: Faults) -> Region:
    parent, cells = parent_of(code), row.cells
    if not cells["name"]:
        faults.add(row.place, "MISSING_VALUE", "fill in `name`")
    around = above.get(parent) if parent is not None else None
    zone = cells["zone"] or (around.zone if around is not None else "")
    if parent is not None and around is None:
        faults.add(row.place, "UNKNOWN_PARENT", f"`{code}` lies in `{parent}`: add that row above it")
    if zone not in ZONES and (parent is None or cells["zone"]):
        faults.add(row.place, "UNKNOWN_ZONE", f"`zone` takes {', '.join(ZONES)}")
    return Region(code, cells["name"], level(code), parent, zone, _population(row, faults))


def _population(row: Row, faults: Faults) -> int | None:
    value = row.cells["population"]
    if not value:
        return None
    if value.isascii() and value.isdigit() and int(value) > 0:
        return int(value)
    faults.add(row.place, "BAD_NUMBER", "`population` takes a whole number above 0, or stays empty")
    return None
