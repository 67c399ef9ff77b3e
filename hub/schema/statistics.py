"""Figures about cases."""

from datetime import datetime

import strawberry

from hub.domain import statistics as figures
from hub.schema.fields import column, constant, rule
from hub.schema.work_words import StatisticsDimension


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


@strawberry.type(
    description="Figures of one group of cases (baris statistik). Null: suppressed because the group is so "
    "small that a number could name somebody, or without meaning here."
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
    on_time_share: float | None = rule(
        "statistics.on_time_share", "Share answered within the legal time (ketepatan waktu), 0 to 1."
    )
    median_hours_to_first_response: float | None = rule(
        "statistics.median_hours", "Median hours to the first reaction (median tanggapan pertama)."
    )
    p90_hours_to_first_response: float | None = rule(
        "statistics.p90_hours", "Nine of ten first reactions came within these hours (persentil 90)."
    )
    per_hundred_thousand: float | None = rule(
        "statistics.per_hundred_thousand", "Handed in per 100,000 inhabitants (per 100.000 penduduk)."
    )

    @classmethod
    def of(cls, row: figures.StatisticsRow) -> "StatisticsRow":
        """From the report."""
        return cls(
            keys=[StatisticsKey.of(one) for one in row.keys],
            received=row.received,
            answered=row.answered,
            closed=row.closed,
            open=row.open,
            overdue=row.overdue,
            returned=row.returned,
            escalated=row.escalated,
            on_time_share=row.on_time_share,
            median_hours_to_first_response=row.median_hours,
            p90_hours_to_first_response=row.p90_hours,
            per_hundred_thousand=row.per_hundred_thousand,
        )


@strawberry.type(description="Figures with their total (statistik).")
class StatisticsResult:
    """The answer to `statistics`."""

    as_of: datetime = column("statistics.as_of", "State of the figures (data per).")
    suppressed_below: int = constant("Groups with fewer cases are suppressed (batas penyamaran).")
    rows: list[StatisticsRow] = column("statistics.rows", "The groups in key order (baris).", rows=100)
    total: StatisticsRow = column("statistics.total", "All of them together (total).")

    @classmethod
    def of(cls, report: figures.StatisticsReport) -> "StatisticsResult":
        """From the report."""
        return cls(
            as_of=report.as_of,
            suppressed_below=report.suppressed_below,
            rows=[StatisticsRow.of(one) for one in report.rows],
            total=StatisticsRow.of(report.total),
        )
