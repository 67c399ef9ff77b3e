"""Figures: published ones for everybody who may read figures, exact ones for those who can read the cases."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from hub.casework.closing import LAST_ZONE, Closing, home_of, last_due, province_around
from hub.casework.tools import Tools
from hub.domain.caller import Caller, Role, Scope
from hub.domain.counting import MEASURES
from hub.domain.directory import Directory
from hub.domain.edition import of_nothing
from hub.domain.figures import SUPPRESSED_BELOW, Group, grouped, row_of
from hub.domain.published import Known, Reader
from hub.domain.quarters import quarter_at, quarters_between
from hub.domain.redaction import scope_of
from hub.domain.region import REGENCY, covers, is_code, level
from hub.domain.statistics import (
    StatisticsDimension,
    StatisticsFilter,
    StatisticsKey,
    StatisticsReport,
    StatisticsRow,
)
from hub.errors import NotEntitled, RuleViolation
from hub.store import editions, statistics

MOST_ROWS = 2_000
_MOST_COMBINATIONS = 50_000
_COORDINATE = {StatisticsDimension.QUARTER: "month", StatisticsDimension.SEMESTER: "month"}
_FEW = frozenset({"status", "kind", "month"})
"""Coordinates of few values: by these alone an answer is never large."""

_SEES_CASES = frozenset({Role.OFFICER, Role.COORDINATOR, Role.ADMIN})


class Statistics:
    """`statistics`, and the folding of the roll-up."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def report(
        self,
        caller: Caller,
        wanted: StatisticsFilter,
        by: Sequence[StatisticsDimension],
        *,
        exact: bool = False,
        durations: bool = True,
    ) -> StatisticsReport:
        """Figures of the cases received in the period, one row per combination of the dimensions.

        Published figures (the default) are those of closed quarters, the same for everybody, with nothing
        that could name a person; they never count cases that accuse an agency. `exact` ones are those of
        this moment and of the caller's own cases: not to be passed on. Without `durations` they have no
        hours, ages and findings, and take a third of the time.

        Raises:
            NotEntitled: the credential reads no figures, not those of that region, or no cases (`exact`).
            RuleViolation: INVALID (period, dimension twice, a combination that is not published), TOO_LARGE
                (more than 2,000 rows).
        """
        if not caller.may(Scope.STATISTICS_READ):
            raise NotEntitled("this credential reads no figures")
        if wanted.start > wanted.end:
            raise RuleViolation("INVALID", "the period ends before it begins", "filter.from")
        if len(set(by)) != len(by):
            raise RuleViolation("INVALID", "a dimension is named twice", "groupBy")
        if wanted.region is not None and not (is_code(wanted.region) and level(wanted.region) <= REGENCY):
            raise RuleViolation("INVALID", "figures are those of provinces and regencies", "filter.region")
        wanted = replace(wanted, agency=tuple(sorted(self.tools.directory().kin(wanted.agency))))
        if exact:
            return await self._exact(_own(caller, wanted, self.tools.directory()), by, durations)
        return await self._published(_bounded(caller, wanted), by)

    async def fold(self, limit: int = 5000) -> int:
        """Merge deltas into cells; returns how many. With nothing to merge: publish what is due."""
        folded = await self.tools.db.write(lambda conn: statistics.fold(conn, limit))
        if not folded:
            await Closing(self.tools).close()
        return folded

    async def _published(
        self, wanted: StatisticsFilter, by: Sequence[StatisticsDimension]
    ) -> StatisticsReport:
        closed = await Closing(self.tools).close()
        first, last = min(closed, default=""), max(closed, default="")
        quarters = [one for one in closed if one in set(_asked(wanted, first, last))]
        is_early, ended = _before(wanted, first, self.tools.clock())
        async with self.tools.db.reading() as conn:
            places = self._regencies(wanted, by)
            depth = 3 if places is not None or StatisticsDimension.AGENCY in by else 2
            found = await editions.read(conn, quarters, wanted.region, places, depth) if quarters else []
        if not found and ended is not None:
            found = [of_nothing(ended)]
        reader = Reader(found, wanted, by, _known(self.tools.directory()))
        if reader.combinations() > _MOST_COMBINATIONS:
            raise _too_large()
        rows = reader.rows()
        if len(rows) > MOST_ROWS:
            raise _too_large()
        start, end = reader.days()
        if is_early and start is not None:
            start = min(start, wanted.start.replace(day=1))
        return StatisticsReport(
            as_of=max((closed[one] for one in quarters), default=self.tools.clock()),
            suppressed_below=SUPPRESSED_BELOW,
            rows=rows,
            total=reader.total(),
            start=start,
            end=end,
        )

    def _regencies(
        self, wanted: StatisticsFilter, by: Sequence[StatisticsDimension]
    ) -> Collection[str] | None:
        """Those that the answer is about, apart from everything above them; None: all in its region."""
        if not wanted.agency and {StatisticsDimension.REGION, StatisticsDimension.AGENCY} & set(by):
            return None
        directory = self.tools.directory()
        homes = {home for agency in wanted.agency if (home := home_of(agency, directory)) is not None}
        return homes | ({wanted.region} if wanted.region is not None else set())

    async def _exact(
        self, wanted: StatisticsFilter, by: Sequence[StatisticsDimension], durations: bool
    ) -> StatisticsReport:
        asked = {_COORDINATE.get(one, one.value.lower()) for one in by}
        async with self.tools.db.reading() as conn:
            if asked - _FEW and await statistics.has_more(conn, wanted, asked, _most(by)):
                raise _too_large()  # before any of it is in memory
            cells = await statistics.read(conn, wanted, asked | {"status"}, None if durations else MEASURES)
        groups = grouped(cells, by)
        if len(groups) > MOST_ROWS:
            raise _too_large()
        total = next(iter(grouped(cells, ())), Group(()))
        return StatisticsReport(
            as_of=self.tools.clock(),
            suppressed_below=0,
            rows=tuple(self._row(group, by, wanted) for group in groups),
            total=self._row(total, (), wanted),
            start=wanted.start,
            end=wanted.end,
        )

    def _row(
        self, group: Group, by: Sequence[StatisticsDimension], wanted: StatisticsFilter
    ) -> StatisticsRow:
        directory, today = self.tools.directory(), self.tools.clock().astimezone(LAST_ZONE).date()
        keys = tuple(
            StatisticsKey(dimension, code, name_of(dimension, code, directory))
            for dimension, code in zip(by, group.codes, strict=True)
        )
        places = [key.code for key in keys if key.dimension is StatisticsDimension.REGION]
        region = places[0] if places else wanted.region
        return row_of(group, keys, _population(region, directory), today)


def _bounded(caller: Caller, wanted: StatisticsFilter) -> StatisticsFilter:
    """Officers read their own agency's figures, coordinators those of their region; others read all."""
    if caller.role is Role.OFFICER and caller.agency is not None:
        return replace(wanted, agency=(caller.agency, *sorted(caller.former)))
    return _within(caller.region, wanted) if caller.role is Role.COORDINATOR else wanted


def _own(caller: Caller, wanted: StatisticsFilter, directory: Directory) -> StatisticsFilter:
    """The same of the caller's own cases: none that he could not read one by one."""
    scope = scope_of(caller, directory)
    if caller.role not in _SEES_CASES:
        raise NotEntitled("exact figures are for those who can read the cases")
    wanted = replace(wanted, kept_from=wanted.kept_from | scope.kept_from)
    if scope.everything:
        return wanted
    if scope.region is not None:  # whistle-blowing cases leave the coordinator's sight
        return replace(_within(scope.region or None, wanted), whistleblowing=False)
    return replace(wanted, agency=tuple(sorted(scope.agencies)) or ("",))


def _within(region: str | None, wanted: StatisticsFilter) -> StatisticsFilter:
    if region is None:
        return wanted
    if not covers(region, wanted.region or region):
        raise NotEntitled("these figures are of another region")
    return replace(wanted, region=wanted.region or region)


def _asked(wanted: StatisticsFilter, first: str, last: str) -> list[str]:
    """Quarters of the period, between the first and the last that are published."""
    if not first:
        return []
    begin, end = (wanted.start, wanted.end)
    known = [int(first[:4]), int(last[:4])]
    if begin.year < known[0]:
        begin = begin.replace(year=known[0], month=1, day=1)
    if end.year > known[1]:
        end = end.replace(year=known[1], month=12, day=31)
    return quarters_between(begin, end)


def _before(wanted: StatisticsFilter, first: str, now: datetime) -> tuple[bool, str | None]:
    """Whether the period begins before the first quarter with a case; its last quarter if that is, too.

    Of those quarters everybody may know that there was nothing, as soon as they could be published.
    """
    earliest, last = quarter_at(wanted.start), quarter_at(wanted.end)
    is_empty = last <= last_due(now) and (not first or last < first)
    return (bool(first) and earliest < first) or is_empty, last if is_empty else None


def _most(by: Sequence[StatisticsDimension]) -> int:
    """So many combinations of coordinates are in `MOST_ROWS` rows at most: those go by months."""
    if StatisticsDimension.MONTH in by:
        return MOST_ROWS
    quarters = 3 if StatisticsDimension.QUARTER in by else 1
    return MOST_ROWS * (6 if StatisticsDimension.SEMESTER in by and quarters == 1 else quarters)


def _known(directory: Directory) -> Known:
    return Known(
        home=lambda agency: home_of(agency, directory),
        lies_in=lambda agency: province_around(agency, directory),
        name_of=lambda dimension, code: name_of(dimension, code, directory),
        population=lambda region: _population(region, directory),
    )


def _too_large() -> RuleViolation:
    return RuleViolation("TOO_LARGE", f"more than {MOST_ROWS} rows: narrow the filter", "groupBy")


def _population(region: str | None, directory: Directory) -> int | None:
    place = directory.regions.get(region) if region else None
    return place.population if place else None


def name_of(dimension: StatisticsDimension, code: str, directory: Directory) -> str:
    """What people call the code; the code itself where it says enough."""
    if dimension is StatisticsDimension.AGENCY:
        agency = directory.agency_of(code)
        return agency.name if agency else code
    if dimension is StatisticsDimension.REGION and code in directory.regions:
        return directory.regions[code].name
    if dimension is StatisticsDimension.TOPIC and code in directory.topics:
        return directory.topics[code].name
    return directory.channels.get(code, code) if dimension is StatisticsDimension.CHANNEL else code
