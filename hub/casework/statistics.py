"""Figures for ministries: read from the roll-up, never from cases; small numbers suppressed."""

from collections.abc import Sequence
from dataclasses import replace

from hub.casework.tools import Tools
from hub.domain.caller import Caller, Role, Scope
from hub.domain.directory import Directory
from hub.domain.figures import SUPPRESSED_BELOW, Codes, Group, grouped, hidden, left_out, row_of
from hub.domain.region import covers
from hub.domain.respondents import kept_from
from hub.domain.statistics import (
    StatisticsDimension,
    StatisticsFilter,
    StatisticsKey,
    StatisticsReport,
    StatisticsRow,
)
from hub.errors import NotEntitled, RuleViolation
from hub.store import statistics

MOST_ROWS = 2_000
_COORDINATE = {
    StatisticsDimension.QUARTER: "month",
    StatisticsDimension.SEMESTER: "month",
}


class Statistics:
    """`statistics`, and the folding of the roll-up."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def report(
        self, caller: Caller, wanted: StatisticsFilter, by: Sequence[StatisticsDimension]
    ) -> StatisticsReport:
        """Figures of the cases received in the period, one row per combination of the dimensions.

        Raises:
            NotEntitled: the credential reads no figures.
            RuleViolation: INVALID (period, dimension twice), TOO_LARGE (more than 2,000 rows).
        """
        if not caller.may(Scope.STATISTICS_READ):
            raise NotEntitled("this credential reads no figures")
        hidden_from = wanted.kept_from | kept_from(caller, self.tools.directory())
        wanted = replace(_bounded(caller, wanted), kept_from=hidden_from)
        if wanted.start > wanted.end:
            raise RuleViolation("INVALID", "the period ends before it begins", "filter.from")
        if len(set(by)) != len(by):
            raise RuleViolation("INVALID", "a dimension is named twice", "groupBy")
        coordinates = {_COORDINATE.get(one, one.value.lower()) for one in by}
        async with self.tools.db.reading() as conn:
            cells = await statistics.read(conn, wanted, coordinates)
        groups = grouped(cells, by)
        if len(groups) > MOST_ROWS:
            raise RuleViolation("TOO_LARGE", f"more than {MOST_ROWS} rows: narrow the filter", "groupBy")
        totals = grouped(cells, ())
        total = totals[0] if totals else Group(())
        return StatisticsReport(
            as_of=self.tools.clock(),
            suppressed_below=max([SUPPRESSED_BELOW, *(group.bound for group in groups)]),
            rows=_rows(groups, by, self.tools.directory(), wanted),
            total=row_of(
                total,
                (),
                _population(wanted.region, self.tools.directory()),
                suppress=0 < total.counts["received"] < total.bound,
            ),
        )

    async def fold(self, limit: int = 5000) -> int:
        """Merge deltas into cells; returns how many."""
        return await self.tools.db.write(lambda conn: statistics.fold(conn, limit))


def _bounded(caller: Caller, wanted: StatisticsFilter) -> StatisticsFilter:
    """Officers read their own agency's figures, coordinators those of their region; others read all."""
    if caller.role is Role.OFFICER and caller.agency is not None:
        return replace(wanted, agency=(caller.agency,))
    if caller.role is Role.COORDINATOR and caller.region is not None:
        region = wanted.region or caller.region
        if not covers(caller.region, region):
            raise NotEntitled("these figures are of another region")
        return replace(wanted, region=region)
    return wanted


def _rows(
    groups: Sequence[Group], by: Sequence[StatisticsDimension], directory: Directory, wanted: StatisticsFilter
) -> tuple[StatisticsRow, ...]:
    out = hidden(groups)
    without = left_out(groups, out)
    found = []
    for group in groups:
        keys = tuple(
            StatisticsKey(dimension, code, name_of(dimension, code, directory))
            for dimension, code in zip(by, group.codes, strict=True)
        )
        population = _population(_region_of(by, group.codes) or wanted.region, directory)
        found.append(
            row_of(
                group,
                keys,
                population,
                suppress=group.codes in out,
                without=without.get(group.codes, frozenset()),
            )
        )
    return tuple(found)


def _region_of(by: Sequence[StatisticsDimension], codes: Codes) -> str | None:
    pairs = zip(by, codes, strict=True)
    return next((code for one, code in pairs if one is StatisticsDimension.REGION), None)


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
