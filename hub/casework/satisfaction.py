"""The index of public satisfaction (IKM), read off the answers that are counted."""

from collections.abc import Sequence
from dataclasses import replace

from hub.casework.surveying import Surveying
from hub.casework.tools import Tools
from hub.domain.caller import Caller, Role, Scope
from hub.domain.directory import Directory
from hub.domain.region import covers
from hub.domain.satisfaction import recommended_sample
from hub.domain.survey_figures import (
    RespondentGroup,
    SatisfactionDimension,
    SatisfactionFilter,
    SatisfactionKey,
    SatisfactionReport,
    SatisfactionRow,
    Tally,
    about,
    code_of,
    row_of,
)
from hub.errors import NotEntitled, RuleViolation
from hub.store import surveys

MOST_ROWS = 2_000
_MOST_TALLIES = 6 * MOST_ROWS
"""A row adds up the months of a semester at most."""

_ATTRIBUTE = {SatisfactionDimension.QUARTER: "month", SatisfactionDimension.SEMESTER: "month"}


class Satisfaction:
    """`satisfaction`."""

    def __init__(self, tools: Tools) -> None:
        self.tools, self._surveying = tools, Surveying(tools)

    async def report(
        self,
        caller: Caller,
        wanted: SatisfactionFilter,
        by: Sequence[SatisfactionDimension],
        population: int | None = None,
    ) -> SatisfactionReport:
        """The index of the answers of the period, one row per combination of the dimensions.

        Exact over all answers that are counted: every figure adds up whole groups of at least five people.
        `population`: users of the service in the period, for the recommended size of a sample.

        Raises:
            NotEntitled: the credential reads no figures, or those of another region.
            RuleViolation: INVALID (period, dimension twice, population), TOO_LARGE (more than 2,000 rows).
        """
        if not caller.may(Scope.STATISTICS_READ):
            raise NotEntitled("this credential reads no figures")
        _check(wanted, by, population)
        wanted = self._bounded(caller, wanted)
        await self._surveying.settle()
        attributes = {_ATTRIBUTE.get(one, one.value.lower()) for one in by}
        async with self.tools.db.reading() as conn:
            tallies = await surveys.tallies(conn, wanted, attributes, _MOST_TALLIES + 1)
            if len(tallies) > _MOST_TALLIES:  # before all of them are in memory
                raise _too_large()
            groups = await surveys.groups(conn, wanted)
        return SatisfactionReport(
            as_of=self.tools.clock(),
            rows=_rows(tallies, by, self.tools.directory()),
            total=row_of((), tallies),
            profile=tuple(
                RespondentGroup(characteristic, group, about(count))
                for characteristic, counted in groups.items()
                for group, count in sorted(counted.items())
                if about(count)
            ),
            recommended_sample=None if population is None else recommended_sample(population),
        )

    def _bounded(self, caller: Caller, wanted: SatisfactionFilter) -> SatisfactionFilter:
        """Officers read their own agency's figures, coordinators those of their region; others read all.

        Answers keep the code a unit had in their month; asked for one, all of its codes are meant.
        """
        directory = self.tools.directory()
        wanted = replace(wanted, agency=tuple(sorted(directory.kin(wanted.agency))))
        if caller.role is Role.OFFICER and caller.agency is not None:
            return replace(wanted, agency=(_today(caller.agency, directory), *sorted(caller.former)))
        if caller.role is Role.COORDINATOR and caller.region is not None:
            region = wanted.region or caller.region
            if not covers(caller.region, region):
                raise NotEntitled("these figures are of another region")
            return replace(wanted, region=region)
        return wanted


def _too_large() -> RuleViolation:
    return RuleViolation("TOO_LARGE", f"more than {MOST_ROWS} rows: narrow the filter", "groupBy")


def _check(wanted: SatisfactionFilter, by: Sequence[SatisfactionDimension], population: int | None) -> None:
    if wanted.start > wanted.end:
        raise RuleViolation("INVALID", "the period ends before it begins", "filter.from")
    if len(set(by)) != len(by):
        raise RuleViolation("INVALID", "a dimension is named twice", "groupBy")
    if population is not None and population < 1:
        raise RuleViolation("INVALID", "a service has at least one user", "population")


def _rows(
    tallies: Sequence[Tally], by: Sequence[SatisfactionDimension], directory: Directory
) -> tuple[SatisfactionRow, ...]:
    found: dict[tuple[str, ...], list[Tally]] = {}
    for tally in tallies:
        found.setdefault(tuple(code_of(one, tally.unit) for one in by), []).append(tally)
    if len(found) > MOST_ROWS:
        raise _too_large()
    return tuple(
        row_of(
            tuple(
                SatisfactionKey(one, code, _name_of(one, code, directory))
                for one, code in zip(by, codes, strict=True)
            ),
            found[codes],
        )
        for codes in sorted(found)
    )


def _name_of(dimension: SatisfactionDimension, code: str, directory: Directory) -> str:
    if dimension is SatisfactionDimension.AGENCY:
        agency = directory.agency_of(code)
        return agency.name if agency else code
    if dimension is SatisfactionDimension.REGION:
        return directory.regions[code].name if code in directory.regions else code
    if dimension is SatisfactionDimension.TOPIC:
        return directory.topics[code].name if code in directory.topics else code
    return code


def _today(code: str, directory: Directory) -> str:
    agency = directory.agency_of(code)
    return agency.code if agency else code
