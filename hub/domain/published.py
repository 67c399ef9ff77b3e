"""Answers for the public: read off editions alone. A number that does not stand in them is None."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from hub.domain.case import CaseKind, CaseStatus
from hub.domain.edition import Edition, Path
from hub.domain.figures import quarter_of, semester_of
from hub.domain.period import Period
from hub.domain.region import DISTRICT, ancestors, level
from hub.domain.statistics import (
    StatisticsDimension,
    StatisticsFilter,
    StatisticsKey,
    StatisticsRow,
)
from hub.domain.telling import UPPER, Part
from hub.errors import RuleViolation

D = StatisticsDimension

CLOSED_AFTER = timedelta(days=30)
"""So long after its end a quarter is published: most of its cases have been answered by then."""

_ABOUT = (D.KIND, D.TOPIC, D.CHANNEL, D.STATUS, D.MONTH)
_ALL_VALUES = {
    D.KIND: tuple(kind.value for kind in CaseKind),
    D.STATUS: tuple(status.value for status in CaseStatus),
}
Choice = dict[StatisticsDimension, str]


@dataclass(frozen=True, slots=True)
class Known:
    """What everybody knows: where agencies work, what things are called, how many people live somewhere."""

    home: Callable[[str], str | None]  # the only regency an agency works in; None: it works in several
    lies_in: Callable[[str], str | None]  # the province of one that works in several; None: the nation
    name_of: Callable[[StatisticsDimension, str], str]
    population: Callable[[str], int | None]


def period_of(quarter: str) -> Period:
    """The months of `2026-Q3`."""
    return Period(int(quarter[:4]), 3 * int(quarter[-1]) - 2, 3)


def quarters_between(start: date, end: date) -> list[str]:
    """Every quarter that has a day in the period, oldest first."""
    found = [f"{year}-Q{quarter}" for year in range(start.year, end.year + 1) for quarter in range(1, 5)]
    return [one for one in found if period_of(one).start <= end and start <= period_of(one).end]


def months_of(quarter: str) -> tuple[str, ...]:
    """`2026-07`, `2026-08`, `2026-09`."""
    period = period_of(quarter)
    return tuple(f"{period.year}-{month:02}" for month in range(period.first, period.first + 3))


class Reader:
    """Answers one question from the editions of its period, oldest first.

    Published figures go by place, agency and period, and by one more thing: kind, topic, channel, status or
    month. By those the quarters are whole; months alone are told as they are asked for.

    Raises:
        RuleViolation: INVALID, the question goes by more than that, or for a part of a regency.
    """

    def __init__(
        self,
        editions: Sequence[Edition],
        wanted: StatisticsFilter,
        by: Sequence[StatisticsDimension],
        known: Known,
    ) -> None:
        self._editions, self._wanted, self._by, self._known = tuple(editions), wanted, tuple(by), known
        self._base = _base(wanted.region)
        self._about = _about(wanted, by)
        self._months = self._asked_months()
        if self._about is None and self._editions and len(self._months) < 3 * len(self._editions):
            self._about = D.MONTH

    def days(self) -> tuple[date, date] | tuple[None, None]:
        """The days that are counted."""
        if not self._editions:
            return None, None
        months = self._months if self._about is D.MONTH else [
            month for edition in self._editions for month in months_of(edition.quarter)
        ]
        first, last = (Period(int(one[:4]), int(one[5:]), 1) for one in (months[0], months[-1]))
        return first.start, last.end

    def total(self) -> StatisticsRow:
        """All of it together."""
        return self._row({}, self._editions, self._all_places(), self._values())

    def rows(self) -> tuple[StatisticsRow, ...]:
        """One per combination, in key order, without those of nothing."""
        found = {}
        for (when, editions), (where, places), (what, values) in product(
            self._times(), self._places(), self._codes()
        ):
            choice = when | where | what
            row = self._row(choice, editions, places, _within(values, editions, self._about))
            if row.received != 0:
                found[tuple(choice[one] for one in self._by)] = row
        return tuple(found[codes] for codes in sorted(found))

    def _row(
        self, choice: Choice, editions: Sequence[Edition], places: Sequence[Path], values: Sequence[str]
    ) -> StatisticsRow:
        keys = tuple(
            StatisticsKey(one, choice[one], self._known.name_of(one, choice[one]))
            for one in self._by
            if one in choice
        )
        region = choice.get(D.REGION, self._wanted.region)
        about = None if self._about is None else self._about.value
        part = Part(tuple(editions), tuple(places), about, tuple(values))
        return part.row(keys, self._known.population(region) if region else None)

    def _asked_months(self) -> list[str]:
        first, last = f"{self._wanted.start:%Y-%m}", f"{self._wanted.end:%Y-%m}"
        months = [month for edition in self._editions for month in months_of(edition.quarter)]
        return [month for month in months if first <= month <= last]

    def _times(self) -> Iterator[tuple[Choice, tuple[Edition, ...]]]:
        names = {D.QUARTER: quarter_of, D.SEMESTER: semester_of}
        wanted = [one for one in self._by if one in names]
        found: dict[tuple[str, ...], list[Edition]] = {}
        for edition in self._editions:
            codes = tuple(names[one](months_of(edition.quarter)[0]) for one in wanted)
            found.setdefault(codes, []).append(edition)
        for codes, editions in found.items():
            yield dict(zip(wanted, codes, strict=True)), tuple(editions)

    def _places(self) -> Iterator[tuple[Choice, tuple[Path, ...]]]:
        wanted = [one for one in (D.REGION, D.AGENCY) if one in self._by]
        found: dict[tuple[str, ...], list[Path]] = {}
        for path in self._all_places() if D.AGENCY in wanted or self._wanted.agency else self._regencies():
            codes = {D.REGION: path[1] if len(path) > 1 else "", D.AGENCY: path[-1] if path else ""}
            if path[:1] != (UPPER,) or D.REGION not in wanted:
                found.setdefault(tuple(codes[one] for one in wanted), []).append(path)
        for names, paths in found.items():
            yield dict(zip(wanted, names, strict=True)), tuple(paths)

    def _regencies(self) -> list[Path]:
        """The place asked for, or the regencies in it of which anything is told."""
        if D.REGION not in self._by or len(self._base) > 1:
            return [self._base]
        return self._told_below(2)

    def _all_places(self) -> list[Path]:
        """The place asked for, or the agencies: those asked for, else all of which anything is told."""
        if self._wanted.agency:
            return [path for one in self._wanted.agency for path in self._path_of(one)]
        if D.AGENCY not in self._by or not self._base_is_whole:
            return [self._base]
        upper = sorted({agency for edition in self._editions for agency in edition.upper})
        return [*self._told_below(3), *(path for one in upper for path in self._path_of(one))]
