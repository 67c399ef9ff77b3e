"""`hub report`: figures of one period put together as a report. No case is opened here."""

from dataclasses import replace

from hub.casework.gathering import Gathering, Wanted
from hub.casework.tools import Tools
from hub.domain import report_cases, report_consultations, report_evidence, report_satisfaction
from hub.domain.calendar import ZONES
from hub.domain.directory import Directory
from hub.domain.figures import DELICATE_BELOW, SUPPRESSED_BELOW
from hub.domain.report import Report, ReportKind, Section
from hub.domain.statistics import StatisticsDimension
from hub.domain.survey_figures import SatisfactionDimension
from hub.errors import RuleViolation

SP4N_KIND = "lapor"
"""The kind of connector by which a hub is connected to SP4N-LAPOR!."""

WITHOUT_ACCUSING = (
    "Laporan pengawasan dan whistleblowing yang menyebut terlapor tidak dihitung, karena laporan ini dapat "
    "sampai kepada yang disebut."
)
SUPPRESSION = (
    f"Angka di bawah {SUPPRESSED_BELOW} (di bawah {DELICATE_BELOW} bila kelompoknya memuat laporan "
    "pengawasan, whistleblowing atau laporan dengan akses terbatas) tidak ditampilkan, agar tidak ada orang "
    "yang dapat dikenali. Angka lain, juga yang besar, ikut disamarkan bila yang disamarkan dapat dihitung "
    "balik darinya. Tanda – berarti tidak ada nilai, atau terlalu sedikit untuk dihitung."
)


class Compiling:
    """Reads what other use cases publish, and nothing beside it."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def report(self, wanted: Wanted) -> Report:
        """The report.

        Raises:
            RuleViolation: UNKNOWN_AGENCY, UNKNOWN_REGION; INVALID, the period has not begun; TOO_LARGE, a
                table of more than 2,000 rows: narrow it to an agency or a region.
        """
        now, directory = self.tools.clock(), self.tools.directory()
        wanted = self.of_today(wanted)
        if wanted.period.start > now.date():
            raise RuleViolation("INVALID", f"{wanted.period.code} has not begun", "period")
        gathering = Gathering(self.tools, wanted)
        sections = [
            await self._section(kind, gathering, wanted) for kind in ReportKind if kind in wanted.kinds
        ]
        return Report(
            title=wanted.title or f"Laporan pengelolaan pengaduan, {wanted.period.name}",
            period=wanted.period,
            scope=_scope(wanted, directory),
            as_of=now,
            closed=wanted.period.is_closed(now) and gathering.is_whole,
            facts=(
                ("Hub", self.tools.hub_id),
                ("Data acuan", directory.version),
                ("Kalender kerja", _calendar(wanted, directory)),
            ),
            suppressed_below=max(gathering.below, SUPPRESSED_BELOW),
            suppression=SUPPRESSION,
            sections=tuple(sections),
        )

    def of_today(self, wanted: Wanted) -> Wanted:
        """The wish with the code its agency has today: a former one means the same, and names the same files.

        Raises:
            RuleViolation: UNKNOWN_AGENCY, UNKNOWN_REGION.
        """
        directory = self.tools.directory()
        if wanted.region is not None and wanted.region not in directory.regions:
            raise RuleViolation("UNKNOWN_REGION", "there is no region of that code", "region")
        if wanted.agency is None:
            return wanted
        agency = directory.agency_of(directory.canonical(wanted.agency))
        if agency is None:
            raise RuleViolation("UNKNOWN_AGENCY", "there is no agency of that code", "agency")
        return replace(wanted, agency=agency.code)

    async def _section(self, kind: ReportKind, gathering: Gathering, wanted: Wanted) -> Section:
        match kind:
            case ReportKind.SP4N:
                return report_cases.section(await gathering.cases(), (WITHOUT_ACCUSING,))
            case ReportKind.SKM:
                return report_satisfaction.section(
                    await gathering.satisfaction(wanted.period, SatisfactionDimension.AGENCY),
                    await gathering.satisfaction(wanted.period.before),
                )
            case ReportKind.FKP:
                today = self.tools.clock().astimezone(ZONES["Asia/Jakarta"]).date()
                return report_consultations.section(await gathering.forums(), today, self._name_of)
        return report_evidence.section(await self._evidence(gathering, wanted))

    async def _evidence(self, gathering: Gathering, wanted: Wanted) -> report_evidence.Evidence:
        links = [one for one in self.tools.peers.manifests() if one.kind == SP4N_KIND]
        channels = await gathering.statistics(wanted.period, StatisticsDimension.CHANNEL)
        return report_evidence.Evidence(
            cases=await gathering.statistics(wanted.period),
            channels=channels if report_cases.fits(channels, wanted.period) else None,
            links=tuple((one.name, one.maturity > 0) for one in links),
            satisfaction=await gathering.satisfaction(wanted.period),
            forums=await gathering.forums(),
            unpublished=gathering.why_none(report_evidence.UNPUBLISHED, report_evidence.PART_OF_A_REGENCY),
        )

    def _name_of(self, code: str) -> str:
        agency = self.tools.directory().agency_of(code)
        return agency.name if agency else code


def _scope(wanted: Wanted, directory: Directory) -> tuple[tuple[str, str], ...]:
    """What it is about, in words; the codes are known."""
    scope: list[tuple[str, str]] = []
    if wanted.region is not None:
        scope.append(("Wilayah", f"{directory.regions[wanted.region].name} ({wanted.region})"))
    if wanted.agency is not None:
        agency = directory.agencies[wanted.agency]
        scope.append(("Instansi", f"{agency.name} ({agency.code})"))
        former = sorted(directory.kin([agency.code]) - {agency.code})
        if former:
            scope.append(("Termasuk kode lama", ", ".join(former)))
    return tuple(scope) or (("Cakupan", "Semua laporan dalam hub ini"),)


def _calendar(wanted: Wanted, directory: Directory) -> str:
    """The calendar the clocks count with; places may have days off of their own."""
    if wanted.region is not None:
        return directory.calendar_at(wanted.region).version
    return directory.calendars.version
