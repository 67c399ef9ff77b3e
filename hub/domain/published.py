"""Answers for the public: read off editions alone. A number that does not stand in them is None."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from hub.domain.case import CaseKind, CaseStatus
from hub.domain.edition import Edition, Path
from hub.domain.figures import quarter_of, semester_of
from hub.domain.period import Period
from hub.domain.quarters import months_of
from hub.domain.region import DISTRICT, ancestors, level, province_of
from hub.domain.statistics import (
    StatisticsDimension,
    StatisticsFilter,
    StatisticsKey,
    StatisticsRow,
)
from hub.domain.telling import UPPER, Part
from hub.errors import RuleViolation

D = StatisticsDimension

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
        first, last = f"{wanted.start:%Y-%m}", f"{wanted.end:%Y-%m}"
        months = [month for edition in editions for month in months_of(edition.quarter)]
        self._months = tuple(month for month in months if first <= month <= last)
        is_cut = len(self._months) < len(months)
        if self._about is None and is_cut:
            self._about = D.MONTH
        if self._about is not D.MONTH:
            self._months = tuple(months)
        chosen = {
            D.KIND: tuple(kind.value for kind in wanted.kind),
            D.TOPIC: wanted.topic,
            D.CHANNEL: wanted.channel,
            D.MONTH: self._months if is_cut else (),
        }
        self._chosen = chosen.get(self._about, ()) if self._about else ()

    def days(self) -> tuple[date, date] | tuple[None, None]:
        """The days that are counted."""
        if not self._months:
            return None, None
        first, last = (Period(int(one[:4]), int(one[5:]), 1) for one in (self._months[0], self._months[-1]))
        return first.start, last.end

    def combinations(self) -> int:
        """How many rows there could be at most."""
        return len(list(self._times())) * len(list(self._places())) * len(list(self._codes()))

    def total(self) -> StatisticsRow:
        """All of it together."""
        places = self._agencies() if self._wanted.agency else [self._base]
        return self._row({}, self._editions, places, self._chosen)

    def rows(self) -> tuple[StatisticsRow, ...]:
        """One per combination, in key order, without those of nothing."""
        found = {}
        for (when, editions), (where, places), (what, values) in product(
            self._times(), self._places(), self._codes()
        ):
            choice = when | where | what
            there = _within(values, editions, self._about)
            if values and not there:
                continue
            row = self._row(choice, editions, places, there)
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
        about = self._about.value if self._about and values else None
        part = Part(tuple(editions), tuple(places), about, tuple(values))
        return part.row(keys, self._known.population(region) if region else None)

    def _times(self) -> Iterator[tuple[Choice, tuple[Edition, ...]]]:
        names = {D.QUARTER: quarter_of, D.SEMESTER: semester_of}
        wanted = [one for one in self._by if one in names]
        found: dict[tuple[str, ...], list[Edition]] = {}
        for edition in self._editions:
            codes = tuple(names[one](months_of(edition.quarter)[0]) for one in wanted)
            found.setdefault(codes, []).append(edition)
        for codes, editions in found.items():
            yield dict(zip(wanted, codes, strict=True)), tuple(editions)

    def _places(self) -> Iterator[tuple[Choice, list[Path]]]:
        wanted = [one for one in (D.REGION, D.AGENCY) if one in self._by]
        found: dict[tuple[str, ...], list[Path]] = {}
        everywhere: list[Path] = []  # agencies that have an unknown part in every regency
        for path in self._parts():
            is_upper = path[:1] == (UPPER,)
            codes = {D.REGION: "".join(path[1:2]), D.AGENCY: "".join(path[1:2] if is_upper else path[-1:])}
            if is_upper and D.REGION in wanted:
                everywhere.append((*path, "part"))
            else:
                found.setdefault(tuple(codes[one] for one in wanted), []).append(path)
        for names, paths in found.items():
            if D.AGENCY not in wanted:
                paths += everywhere
            yield dict(zip(wanted, names, strict=True)), paths

    def _parts(self) -> list[Path]:
        if self._wanted.agency or D.AGENCY in self._by:
            return self._agencies()
        return self._told(2) if D.REGION in self._by else [self._base]

    def _agencies(self) -> list[Path]:
        """Those asked for, else all of which anything is told; as far as they work in the place."""
        if self._wanted.agency:
            return [path for agency in self._wanted.agency for path in self._path_of(agency)]
        upper = {agency for edition in self._editions for agency in edition.upper}
        return [*(path for one in sorted(upper) for path in self._path_of(one)), *self._told(3)]

    def _path_of(self, agency: str) -> Iterator[Path]:
        home = self._known.home(agency)
        if home is not None:
            path: Path = (province_of(home), home, agency)
            if path[: len(self._base)] == self._base:
                yield path
            return
        around = _base(self._known.lies_in(agency))
        if self._base[: len(around)] == around:  # it works there
            yield (UPPER, agency) if around == self._base or not self._base else (UPPER, agency, *self._base)
        elif not self._base:
            yield (UPPER, agency)

    def _told(self, depth: int) -> list[Path]:
        """Regencies or agencies in the place of which anything is told."""
        paths = {path for edition in self._editions for path in edition.nodes if len(path) == depth}
        return sorted(path for path in paths if path[: len(self._base)] == self._base)

    def _codes(self) -> Iterator[tuple[Choice, tuple[str, ...]]]:
        if self._about is None or self._about not in self._by:
            yield {}, self._chosen
            return
        for value in self._chosen or self._named():
            yield {self._about: value}, (value,)

    def _named(self) -> Sequence[str]:
        """Values that everybody may know of: all there are, or those told of the whole hub or the place."""
        assert self._about is not None  # noqa: S101 - asked for by its name
        about = self._about
        if about is D.MONTH:
            return self._months
        if about in _ALL_VALUES:
            return _ALL_VALUES[about]
        nodes = [edition.nodes.get(place) for edition in self._editions for place in ((), self._base)]
        return sorted({value for node in nodes if node for value in node.codes.get(about.value, ())})


def _within(
    values: Sequence[str], editions: Sequence[Edition], about: StatisticsDimension | None
) -> list[str]:
    """Of months, those of the editions."""
    if about is not D.MONTH:
        return list(values)
    months = {month for edition in editions for month in months_of(edition.quarter)}
    return [value for value in values if value in months]


def _base(region: str | None) -> Path:
    if region is None:
        return ()
    if level(region) >= DISTRICT:
        raise RuleViolation("INVALID", "published figures are those of whole regencies", "filter.region")
    return tuple(reversed(ancestors(region)))


def _about(wanted: StatisticsFilter, by: Sequence[StatisticsDimension]) -> StatisticsDimension | None:
    filtered = {D.KIND: wanted.kind, D.TOPIC: wanted.topic, D.CHANNEL: wanted.channel}
    named = [one for one in _ABOUT if one in by or filtered.get(one)]
    if len(named) > 1:
        told = "published figures go by place, agency, period and one more: " + ", ".join(
            one.value for one in named
        )
        raise RuleViolation("INVALID", f"{told} are too many", "groupBy")
    return named[0] if named else None
