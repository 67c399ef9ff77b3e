"""The chapter about complaints, suggestions and information requests (SP4N): figures in, chapter out.

Source: rules R19 and R21. Whatever a figure leaves out stays left out here: nothing is computed from numbers
that are kept back, and nothing that would give one of them away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hub.domain import report_columns as words
from hub.domain.period import Period
from hub.domain.report import (
    WITHHELD,
    Chart,
    ChartKind,
    Column,
    ColumnKind,
    ReportKind,
    Section,
    Series,
    Table,
    Value,
    Withheld,
)
from hub.domain.statistics import StatisticsDimension, StatisticsReport, StatisticsRow

TITLES: dict[StatisticsDimension, str] = {
    StatisticsDimension.AGENCY: "Per instansi",
    StatisticsDimension.KIND: "Per jenis laporan",
    StatisticsDimension.TOPIC: "Per topik",
    StatisticsDimension.CHANNEL: "Per kanal",
    StatisticsDimension.REGION: "Per wilayah",
    StatisticsDimension.MONTH: "Per bulan",
}
"""What the chapter is broken down by, in this order."""

KINDS = {"COMPLAINT": "Pengaduan", "SUGGESTION": "Aspirasi", "INFORMATION_REQUEST": "Permintaan informasi"}
LAW = (
    "Perpres 76/2013 (pengelolaan pengaduan, laporan berkala); PermenPANRB 62/2018 (SP4N); "
    "laporan per triwulan dan semester menurut PermenPANRB 46/2020"
)
INTRO = (
    "Laporan yang masuk dalam periode ini dan keadaannya pada saat data diambil. Laporan yang masuk "
    "sebelumnya tidak dihitung di sini, juga bila diselesaikan dalam periode ini."
)
NONE = "(tidak ada)"
MOST_BARS = 15


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """What the chapter is made from: `by` is this period by one dimension each, `before` the one before."""

    period: Period
    by: Mapping[StatisticsDimension, StatisticsReport]
    before: StatisticsReport


def section(figures: CaseFigures, notes: Sequence[str] = ()) -> Section:
    """The chapter. `figures.by` is not empty."""
    now = next(iter(figures.by.values())).total
    tables = [_periods(figures, now), _changes(now, figures.before.total)]
    tables += [_table(one, figures.by[one]) for one in TITLES if one in figures.by]
    return Section(
        kind=ReportKind.SP4N,
        title="Pengelolaan pengaduan (SP4N)",
        intro=INTRO,
        law=LAW,
        tables=tuple(tables),
        charts=tuple(_charts(figures.by)),
        notes=tuple(notes),
    )


def figure(row: StatisticsRow, column: Column) -> Value:
    """A figure of a row. A count is None only where it is kept back; others also where there are none."""
    value: int | float | None = getattr(row, column.key)
    if value is None and (column.kind is ColumnKind.COUNT or row.received is None):
        return WITHHELD
    return value


def _periods(figures: CaseFigures, now: StatisticsRow) -> Table:
    rows = [(figures.period.name, now), (figures.period.before.name, figures.before.total)]
    return Table(
        "sp4n-periods",
        "Ringkasan dan periode sebelumnya",
        (words.PERIOD, *words.CASES),
        tuple((name, *(figure(row, one) for one in words.CASES)) for name, row in rows),
        note="Periode sebelumnya menurut keadaan pada saat data diambil, bukan pada akhir periode itu.",
        open=True,
    )


def _changes(now: StatisticsRow, before: StatisticsRow) -> Table:
    counts = [one for one in words.CASES if one.kind is ColumnKind.COUNT]
    rows = []
    for one in counts:
        this, that = figure(now, one), figure(before, one)
        rows.append((one.title, this, that, _difference(this, that)))
    return Table(
        "sp4n-changes",
        "Perubahan terhadap periode sebelumnya",
        (words.MEASURE, words.NOW, words.BEFORE, words.CHANGE),
        tuple(rows),
    )


def _difference(this: Value, that: Value) -> Value:
    if isinstance(this, int) and isinstance(that, int):
        return this - that
    return WITHHELD


def _table(dimension: StatisticsDimension, found: StatisticsReport) -> Table:
    return Table(
        f"sp4n-{dimension.value.lower()}",
        TITLES[dimension],
        (words.CODE, words.NAME, *words.CASES),
        tuple(
            (row.keys[0].code, name_of(row), *(figure(row, one) for one in words.CASES)) for row in found.rows
        ),
        total=("", "Semua", *(figure(found.total, one) for one in words.CASES)),
        open=True,
    )


def name_of(row: StatisticsRow) -> str:
    """What people call the group."""
    key = row.keys[0]
    if key.dimension is StatisticsDimension.KIND:
        return KINDS.get(key.code, key.name)
    return key.name or NONE


def _charts(by: Mapping[StatisticsDimension, StatisticsReport]) -> list[Chart]:
    found = []
    if StatisticsDimension.MONTH in by and len(by[StatisticsDimension.MONTH].rows) > 1:
        months = by[StatisticsDimension.MONTH].rows
        found.append(
            Chart(
                "sp4n-month",
                ChartKind.COLUMNS,
                "Laporan masuk dan selesai per bulan",
                tuple(name_of(row) for row in months),
                (_series("masuk", "received", months), _series("selesai", "closed", months)),
            )
        )
    if StatisticsDimension.AGENCY in by:
        largest = sorted(by[StatisticsDimension.AGENCY].rows, key=_size)[:MOST_BARS]
        names = tuple(name_of(row) for row in largest)
        found.append(
            Chart(
                "sp4n-agency",
                ChartKind.BARS,
                "Laporan masuk per instansi",
                names,
                (_series("masuk", "received", largest),),
            )
        )
        share = _series("tepat waktu", "on_time_share", largest)
        found.append(
            Chart(
                "sp4n-on-time",
                ChartKind.BARS,
                "Tanggapan tepat waktu per instansi",
                names,
                (share,),
                ColumnKind.SHARE,
            )
        )
    return [one for one in found if one.labels]


def _series(name: str, key: str, rows: Sequence[StatisticsRow]) -> Series:
    column = next(one for one in words.CASES if one.key == key)
    values = (figure(row, column) for row in rows)
    return Series(name, tuple(one if isinstance(one, int | float | Withheld) else None for one in values))


def _size(row: StatisticsRow) -> tuple[int, str]:
    """The largest first; those that are kept back last, in the order of their codes."""
    return (-(row.received or 0), row.keys[0].code)
