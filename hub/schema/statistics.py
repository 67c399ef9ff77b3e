"""Figures about cases."""

from dataclasses import fields
from datetime import date, datetime

import strawberry

from hub.domain import statistics as figures
from hub.schema.case_words import Maladministration
from hub.schema.fields import column, rule
from hub.schema.work_words import ClockKind, StatisticsDimension


@strawberry.type(description="One coordinate of a row of figures (kunci statistik).")
class StatisticsKey:
    """What the row is about."""

    dimension: StatisticsDimension = column("statistics.dimension", "Along which dimension (dimensi).")
    code: str = column("statistics.code", "Code of the group (kode), for a month 2026-01.")
    name: str = column("statistics.name", "Name of the group (nama).")

    @classmethod
    def of(cls, row: figures.StatisticsKey) -> "StatisticsKey":
        """From the report."""
        return cls(dimension=row.dimension, code=row.code, name=row.name)


@strawberry.type(description="How one legal deadline was kept (ketepatan tenggat).")
class ClockShare:
    """One clock of a group."""

    clock: ClockKind = column("statistics.clock", "Which duty it measures (jenis tenggat).")
    met: int = column("statistics.met", "Cases in which it was done in time (tepat waktu).")
    breached: int = column("statistics.breached", "Cases in which the time ran out (terlambat).")
    share: float | None = rule(
        "statistics.clock_share", "Those in time as a share of both, 0 to 1 (bagian tepat waktu)."
    )

    @classmethod
    def of(cls, one: figures.ClockShare) -> "ClockShare":
        """From the report."""
        return cls(clock=one.clock, met=one.met, breached=one.breached, share=one.share)


@strawberry.type(description="Open cases of one age (umur laporan).")
class CaseAge:
    """Open cases between two ages."""

    first_day: int = rule("statistics.first_day", "From so many days since the submission (hari pertama).")
    last_day: int | None = rule(
        "statistics.last_day", "To so many days, inclusive (hari terakhir); null without end."
    )
    cases: int = column("statistics.open_cases", "Open cases of that age (belum selesai).")

    @classmethod
    def of(cls, one: figures.CaseAge) -> "CaseAge":
        """From the report."""
        return cls(first_day=one.first_day, last_day=one.last_day, cases=one.cases)


@strawberry.type(description="How often one kind of maladministration was found (maladministrasi).")
class FindingCount:
    """Cases of one kind."""

    kind: Maladministration = column("statistics.finding", "Which kind (jenis maladministrasi).")
    cases: int = column("statistics.found_cases", "Cases in which the agency found it (jumlah laporan).")

    @classmethod
    def of(cls, one: figures.FindingCount) -> "FindingCount":
        """From the report."""
        return cls(kind=one.kind, cases=one.cases)


def _share(name: str, description: str) -> float | None:
    return rule(f"statistics.{name}", description)  # type: ignore[no-any-return]


@strawberry.type(
    description="Figures of one group of cases (baris statistik); what each means is in docs/statistics.md. "
    "Null: withheld because a number could name somebody or would give such a number back, or without "
    "meaning here."
)
class StatisticsRow:
    """One group."""

    keys: list[StatisticsKey] = column(
        "statistics.keys", "What the group is (kunci); empty in the total.", rows=2
    )
    received: int | None = column("statistics.received", "Handed in (laporan masuk).")
    answered: int | None = column("statistics.answered", "Answered at least once (ditanggapi).")
    closed: int | None = column("statistics.closed", "Closed (selesai).")
    open: int | None = column("statistics.open", "Not closed, archived, merged or withdrawn (belum selesai).")
    overdue: int | None = column("statistics.overdue", "With a legal deadline that has passed (terlambat).")
    returned: int | None = column(
        "statistics.returned", "Given back by an agency at least once (dikembalikan)."
    )
    escalated: int | None = column(
        "statistics.escalated", "Brought before the Ombudsman (diteruskan ke Ombudsman)."
    )
    merged: int | None = column("statistics.merged", "Merged into another case (digabungkan).")
    withdrawn: int | None = column("statistics.withdrawn", "Taken back by the reporter (dicabut).")
    reopened: int | None = column("statistics.reopened", "Taken up again after the end (dibuka kembali).")
    on_time_share: float | None = _share(
        "on_time_share", "Share of the answered ones that were answered in the legal time (ketepatan waktu)."
    )
    on_time: list[ClockShare] = rule(
        "statistics.on_time", "How each legal deadline was kept (tenggat); withheld ones are absent.", rows=3
    )
    median_hours_to_first_response: float | None = _share(
        "median_hours", "Median hours to the first reaction (median tanggapan pertama)."
    )
    p90_hours_to_first_response: float | None = _share(
        "p90_hours", "Nine of ten first reactions came within these hours (persentil 90)."
    )
    median_hours_to_answer: float | None = _share(
        "median_hours_to_answer", "Median hours to the first answer (median penyelesaian)."
    )
    p90_hours_to_answer: float | None = _share(
        "p90_hours_to_answer", "Nine of ten first answers came within these hours (persentil 90)."
    )
    median_hours_to_verification: float | None = _share(
        "median_hours_to_verification", "Median hours to the verification (median verifikasi)."
    )
    p90_hours_to_verification: float | None = _share(
        "p90_hours_to_verification", "Nine of ten verifications came within these hours (persentil 90)."
    )
    hops_per_case: float | None = _share(
        "hops_per_case", "Assignments per case that had any (disposisi per laporan)."
    )
    auto_routed_share: float | None = _share(
        "auto_routed_share",
        "Share of the assigned ones whose first owner the hub chose (disposisi otomatis).",
    )
    never_returned_share: float | None = _share(
        "never_returned_share", "Share that no agency ever gave back: no wrong door (tanpa salah pintu)."
    )
    mean_rating: float | None = _share("mean_rating", "Mean of the ratings, 1 to 5 (penilaian pelapor).")
    per_hundred_thousand: float | None = _share(
        "per_hundred_thousand", "Handed in per 100,000 inhabitants (per 100.000 penduduk)."
    )
    ageing: list[CaseAge] = rule(
        "statistics.ageing", "Open cases by age (umur tunggakan); exact figures only, else empty.", rows=6
    )
    findings: list[FindingCount] = rule(
        "statistics.findings", "Maladministration found (maladministrasi); exact figures only.", rows=10
    )

    @classmethod
    def of(cls, row: figures.StatisticsRow) -> "StatisticsRow":
        """From the report."""
        return cls(
            keys=[StatisticsKey.of(one) for one in row.keys],
            on_time=[ClockShare.of(one) for one in row.on_time],
            ageing=[CaseAge.of(one) for one in row.ageing],
            findings=[FindingCount.of(one) for one in row.findings],
            median_hours_to_first_response=row.median_hours,
            p90_hours_to_first_response=row.p90_hours,
            **{name: getattr(row, name) for name in _PLAIN},
        )


DURATIONS = frozenset(
    f"{name}HoursTo{stage}"
    for name in ("median", "p90")
    for stage in ("FirstResponse", "Answer", "Verification")
) | {"ageing", "findings"}
"""Fields of a row that need more than its counts."""

_PLAIN = {one.name for one in fields(figures.StatisticsRow)} - {
    *("keys", "on_time", "ageing", "findings"),
    *("median_hours", "p90_hours"),
}


@strawberry.type(description="Figures with their total (statistik).")
class StatisticsResult:
    """The answer to `statistics`."""

    as_of: datetime = column("statistics.as_of", "State of the figures (data per).")
    suppressed_below: int = rule(
        "statistics.suppressed_below",
        "Groups with fewer cases are withheld, those with guarded cases below 11 (batas penyamaran); 0 for "
        "exact figures.",
    )
    first_day: date | None = rule(
        "statistics.first_day_counted",
        "First day of receipt that was counted (dari tanggal); null: nothing of the period is published yet.",
    )
    last_day: date | None = rule(
        "statistics.last_day_counted", "Last day of receipt that was counted (sampai tanggal)."
    )
    rows: list[StatisticsRow] = column("statistics.rows", "The groups in key order (baris).", rows=100)
    total: StatisticsRow = column("statistics.total", "All of them together (total).")

    @classmethod
    def of(cls, report: figures.StatisticsReport) -> "StatisticsResult":
        """From the report."""
        return cls(
            as_of=report.as_of,
            suppressed_below=report.suppressed_below,
            first_day=report.start,
            last_day=report.end,
            rows=[StatisticsRow.of(one) for one in report.rows],
            total=StatisticsRow.of(report.total),
        )
