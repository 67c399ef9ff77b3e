"""Days off of years that the table of holidays does not have: from the `holidays` library.

It is read when reference data are loaded, never while a clock runs: a hub keeps the days it was given until
data are imported again, whatever version of the library a process carries.
"""

from collections.abc import Iterable
from functools import cache
from importlib.metadata import version

from hub.domain.days_off import Holiday

FIRST, LAST = 2019, 2040
"""Years with days off: from the first full year of PermenPANRB 62/2018 to well beyond the longest clock."""

NATIONAL, COLLECTIVE = "public", "government"  # the second is cuti bersama


def completed(table: Iterable[Holiday]) -> tuple[Holiday, ...]:
    """The table, and for every year that it does not have the library's days, in order.

    A year with one row is the table's alone: somebody has held it against the decree.
    """
    own = tuple(table)
    known = {one.day.year for one in own}
    rest = (one for one in _library() if one.day.year not in known)
    return tuple(sorted((*own, *rest), key=lambda one: one.day))


@cache
def _library() -> tuple[Holiday, ...]:
    import holidays  # slow to import, and only an import of reference data needs it

    years, source = range(FIRST, LAST + 1), f"holidays {version('holidays')}"
    found: dict[object, Holiday] = {}
    for category in (COLLECTIVE, NATIONAL):  # a day that is both is a holiday
        days = holidays.country_holidays("ID", years=years, categories=(category,), language="id")
        for day, name in days.items():
            found[day] = Holiday(day, name, category == COLLECTIVE, source)
    return tuple(found.values())
