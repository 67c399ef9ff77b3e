"""The chapter about complaints, suggestions and information requests (SP4N): figures in, chapter out.

Source: rules R19 and R21. Whatever a figure leaves out stays left out here: nothing is computed from numbers
that are kept back, and nothing that would give one of them away.
"""

from collections.abc import Callable, Mapping, Sequence
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
    for one in TITLES:
        if one in figures.by:
            tables += _tables(one, figures.by[one])
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


def _tables(dimension: StatisticsDimension, found: StatisticsReport) -> list[Table]:
    """What came in and was done; of agencies and classes also the clocks, of agencies way and backlog."""
    tables = [_table(dimension, "", "", words.CASES, found, lambda row: _plain(row, words.CASES))]
    if dimension in {StatisticsDimension.AGENCY, StatisticsDimension.KIND}:
        columns = tuple(column for kind in words.CLOCKS for column in words.clock_columns(kind))
        tables.append(_table(dimension, "-clocks", ": ketepatan per tenggat", columns, found, _clocks))
    if dimension is StatisticsDimension.AGENCY:
        flow, ages = words.FLOW, words.AGES
        way = _table(dimension, "-flow", ": alur dan waktu", flow, found, lambda row: _plain(row, flow))
        tables += [way, _table(dimension, "-backlog", ": umur tunggakan", ages, found, _ages)]
    return tables


def _table(
    dimension: StatisticsDimension,
    key: str,
    title: str,
    columns: tuple[Column, ...],
    found: StatisticsReport,
    figures_of: Callable[[StatisticsRow], tuple[Value, ...]],
) -> Table:
    return Table(
        f"sp4n-{dimension.value.lower()}{key}",
        TITLES[dimension] + title,
        (words.CODE, words.NAME, *columns),
        tuple((row.keys[0].code, name_of(row), *figures_of(row)) for row in found.rows),
        total=("", "Semua", *figures_of(found.total)),
        open=True,
    )


def _plain(row: StatisticsRow, columns: tuple[Column, ...]) -> tuple[Value, ...]:
    return tuple(figure(row, one) for one in columns)


def _clocks(row: StatisticsRow) -> tuple[Value, ...]:
    found = {one.clock: one for one in row.on_time}
    values: list[Value] = []
    for kind in words.CLOCKS:
        clock = found.get(kind)
        values += (clock.met, clock.breached, clock.share) if clock else [_absent(row)] * 3
    return tuple(values)


def _ages(row: StatisticsRow) -> tuple[Value, ...]:
    return tuple(one.cases for one in row.ageing) or (_absent(row),) * len(words.AGES)


def _absent(row: StatisticsRow) -> Value:
    """What a list leaves out: kept back with the whole row, else too few to be told, or none."""
    return WITHHELD if row.received is None else None


def name_of(row: StatisticsRow) -> str:
    """What people call the group."""
    key = row.keys[0]
    if key.dimension is StatisticsDimension.KIND:
        return KINDS.get(key.code, key.name)
    return key.name or NONE


def _charts(by: Mapping[StatisticsDimension, StatisticsReport]) -> list[Chart]:
    found: list[Chart] = []
    if StatisticsDimension.MONTH in by:
        found.append(_months(by[StatisticsDimension.MONTH].rows))
    if StatisticsDimension.AGENCY in by:
        agencies = by[StatisticsDimension.AGENCY]
        found += [*_agencies(agencies.rows), _kept(agencies.total), _backlog(agencies.total)]
    return [one for one in found if one.labels]


def _months(months: Sequence[StatisticsRow]) -> Chart:
    series = (_series("masuk", "received", months), _series("selesai", "closed", months))
    labels = tuple(name_of(row) for row in months)
    return Chart("sp4n-month", ChartKind.COLUMNS, "Laporan masuk dan selesai per bulan", labels, series)


def _agencies(rows: Sequence[StatisticsRow]) -> list[Chart]:
    largest = sorted(rows, key=_size)[:MOST_BARS]
    names = tuple(name_of(row) for row in largest)
    received = _series("masuk", "received", largest)
    in_time = _series("tepat waktu", "on_time_share", largest)
    title = "Tanggapan tepat waktu per instansi"
    return [
        Chart("sp4n-agency", ChartKind.BARS, "Laporan masuk per instansi", names, (received,)),
        Chart("sp4n-on-time", ChartKind.BARS, title, names, (in_time,), ColumnKind.SHARE),
    ]


def _kept(total: StatisticsRow) -> Chart:
    """How each clock was kept, of all cases together."""
    clocks = [one for one in total.on_time if one.clock in words.CLOCKS]
    series = (
        Series("tepat", tuple(one.met for one in clocks)),
        Series("lewat", tuple(one.breached for one in clocks)),
    )
    labels = tuple(words.CLOCKS[one.clock] for one in clocks)
    return Chart("sp4n-clocks", ChartKind.STACKED, "Tenggat yang dipenuhi dan terlewati", labels, series)


def _backlog(total: StatisticsRow) -> Chart:
    labels = tuple(one.title for one in words.AGES) if total.ageing else ()
    series = Series("belum selesai", tuple(one.cases for one in total.ageing))
    return Chart("sp4n-backlog", ChartKind.BARS, "Laporan belum selesai menurut umur", labels, (series,))


def _series(name: str, key: str, rows: Sequence[StatisticsRow]) -> Series:
    column = next(one for one in words.CASES if one.key == key)
    values = (figure(row, column) for row in rows)
    return Series(name, tuple(one if isinstance(one, int | float | Withheld) else None for one in values))


def _size(row: StatisticsRow) -> tuple[int, str]:
    """The largest first; those that are kept back last, in the order of their codes."""
    return (-(row.received or 0), row.keys[0].code)
