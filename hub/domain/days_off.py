"""Days on which the administration does not work: the national ones, and what a deployment changes of them.

Source: the yearly joint decree of three ministers (SKB 3 Menteri) for national holidays and cuti bersama; a
decree changes within the year, and regions give leave of their own. Data: see docs/clocks.md.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from enum import Enum
from functools import cached_property
from hashlib import sha256

BASE = "nasional"
"""Name of the calendar that no deployment changed."""

DIGITS = 8


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day off: a national holiday, or cuti bersama (`collective`). `source`: where the day was read."""

    day: date
    name: str
    collective: bool
    source: str = ""


class Change(Enum):
    """What a deployment says about a day: off (libur), or worked after all (masuk)."""

    ADD = "ADD"
    REMOVE = "REMOVE"


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """One line of a deployment's calendar; `region` None: the whole country."""

    day: date
    change: Change
    name: str
    source: str  # the decree, shown to who asks why
    version: str  # name of the edition that brought the line
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """What the clocks of one place count with. `version`: a name, and a hash of the days and the limits."""

    version: str
    zone: tzinfo
    days_off: frozenset[date]


@dataclass(frozen=True)
class Calendars:
    """The calendar of every place. Places without days of their own share one, but for the zone.

    `limits` and `around` are everything else that due dates follow from and that is data, as text: the legal
    limits, which are part of each version, and what moves places between calendars, which is not.
    """

    holidays: tuple[Holiday, ...]
    changes: tuple[CalendarChange, ...]
    limits: tuple[str, ...] = ()
    around: tuple[str, ...] = ()

    def at(self, places: Sequence[str], zone: tzinfo) -> Calendar:
        """Of a place. `places`: itself first, then those around it, as `hub.domain.region.ancestors` says."""
        key = (zone.utcoffset(None), *(code for code in places if code in self._special))
        if key not in self._made:
            lines = self.lines(places)
            days = effective(self.holidays, lines)
            self._made[key] = Calendar(_version(self._name(lines), days, self.limits), zone, days)
        return self._made[key]

    def lines(self, places: Sequence[str]) -> tuple[CalendarChange, ...]:
        """The changes for a place, the widest first: country, province, regency, district."""
        width: dict[str | None, int] = {place: rank for rank, place in enumerate(reversed(places), start=1)}
        width[None] = 0
        mine = (one for one in self.changes if one.region in width)
        return tuple(sorted(mine, key=lambda one: width[one.region]))

    @cached_property
    def version(self) -> str:
        """Another one whenever that of any place, or a place's calendar, may be another."""
        lines = (f"{one.region}={one.day}={one.change.value}={one.version}" for one in self.changes)
        return _version("all", {one.day for one in self.holidays}, (*self.limits, *lines, *self.around))

    def _name(self, lines: Collection[CalendarChange]) -> str:
        """That of the last line of the file that concerns the place."""
        return next((one.version for one in reversed(self.changes) if one in lines), BASE)

    @cached_property
    def _special(self) -> frozenset[str]:
        return frozenset(one.region for one in self.changes if one.region is not None)

    @cached_property
    def _made(self) -> dict[tuple[object, ...], Calendar]:
        return {}


def effective(holidays: Iterable[Holiday], lines: Iterable[CalendarChange]) -> frozenset[date]:
    """The days off that are left: a later line decides, so the smallest place has the last word."""
    found = {one.day for one in holidays}
    for line in lines:
        if line.change is Change.ADD:
            found.add(line.day)
        else:
            found.discard(line.day)
    return frozenset(found)


def _version(name: str, days: Iterable[date], rules: Iterable[str]) -> str:
    """Name and hash: two calendars of one version give every case of one place the same due dates."""
    text = "\n".join([*(day.isoformat() for day in sorted(days)), *rules])
    return f"{name}-{sha256(text.encode()).hexdigest()[:DIGITS]}"
