"""The figures of one report, read as its reader would read them: through the guard, and never past it."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.casework.consultations import Consultations
from hub.casework.satisfaction import Satisfaction
from hub.casework.statistics import Statistics
from hub.casework.tools import Tools
from hub.domain.caller import Caller, Role
from hub.domain.consultations import Consultation, ConsultationFilter
from hub.domain.period import Period
from hub.domain.region import REGENCY, level
from hub.domain.report import ReportKind
from hub.domain.report_cases import PART_OF_A_REGENCY, TITLES, UNPUBLISHED, CaseFigures
from hub.domain.statistics import StatisticsDimension, StatisticsFilter, StatisticsReport, StatisticsRow
from hub.domain.survey_figures import SatisfactionDimension, SatisfactionFilter, SatisfactionReport

READER = Caller("report", "hub report", Role.ANALYST)
"""Whoever runs the command: a file is passed on, so its figures are those that anybody may see."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a report is to be about; `agency` and `region` None: all there is."""

    period: Period
    kinds: Sequence[ReportKind]
    agency: str | None = None
    region: str | None = None
    title: str | None = None


class Gathering:
    """Reads for one report.

    `below` is the largest bound that any of its figures was guarded with; `is_whole`: all days of the period
    are counted in those that were read so far.
    """

    def __init__(self, tools: Tools, wanted: Wanted) -> None:
        self._wanted, self._directory, self._clock = wanted, tools.directory(), tools.clock
        self._is_part = wanted.region is not None and level(wanted.region) > REGENCY
        self._statistics, self._satisfaction = Statistics(tools), Satisfaction(tools)
        self._consultations = Consultations(tools)
        self.below, self.is_whole = 0, True

    async def cases(self) -> CaseFigures:
        """This period by every dimension (months where there are several), and the one before as a whole."""
        period = self._wanted.period
        by = {
            one: await self.statistics(period, one)
            for one in TITLES
            if one is not StatisticsDimension.MONTH or period.months > 1
        }
        now, before = await self.statistics(period), await self.statistics(period.before)
        return CaseFigures(period, now, by, before, unpublished=self.why_none(UNPUBLISHED, PART_OF_A_REGENCY))

    def why_none(self, not_yet: str, never: str) -> str:
        """Why there are no figures of cases, where there are none."""
        return never if self._is_part else not_yet

    async def statistics(self, period: Period, *by: StatisticsDimension) -> StatisticsReport:
        """Published figures of the cases received in a period; of a part of a regency there are none."""
        if self._is_part:
            return StatisticsReport(self._clock(), 0, (), StatisticsRow(()))
        found = await self._statistics.report(READER, self._filter(period), by)
        self.below = max(self.below, found.suppressed_below)
        if period == self._wanted.period and not by:
            self.is_whole = self.is_whole and (found.start, found.end) == (period.start, period.end)
        return found

    async def satisfaction(self, period: Period, *by: SatisfactionDimension) -> SatisfactionReport:
        """The index of the answers of a period."""
        asked = SatisfactionFilter(period.start, period.end, self._agencies(), self._wanted.region)
        return await self._satisfaction.report(READER, asked, by)

    async def forums(self) -> tuple[Consultation, ...]:
        """Forums held in the period, oldest first."""
        wanted, period = self._wanted, self._wanted.period
        asked = ConsultationFilter(self._agencies(), wanted.region, period.start, period.end)
        return await self._consultations.report(asked)

    def _filter(self, period: Period) -> StatisticsFilter:
        return StatisticsFilter(period.start, period.end, self._wanted.region, self._agencies())

    def _agencies(self) -> tuple[str, ...]:
        """All codes it ever had: figures keep the one of their day."""
        return (
            () if self._wanted.agency is None else tuple(sorted(self._directory.kin([self._wanted.agency])))
        )
