"""The chapter about complaints, suggestions and information requests (SP4N): figures in, chapter out.

Source: rules R19 and R21. Whatever a figure leaves out stays left out here: nothing is computed from numbers
that are kept back, and nothing that would give one of them away.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hub.domain import report_columns as words
from hub.domain.period import Period, period
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

WHO = frozenset({StatisticsDimension.AGENCY, StatisticsDimension.REGION})
"""By these every figure is published; by the others, how many cases there are."""

KINDS = {"COMPLAINT": "Pengaduan", "SUGGESTION": "Aspirasi", "INFORMATION_REQUEST": "Permintaan informasi"}
LAW = (
    "Perpres 76/2013 (pengelolaan pengaduan, laporan berkala); PermenPANRB 62/2018 (SP4N); "
    "laporan per triwulan dan semester menurut PermenPANRB 46/2020"
)
INTRO = (
    "Laporan yang masuk dalam periode ini dan keadaannya pada hari angka diterbitkan. Laporan yang masuk "
    "sebelumnya tidak dihitung di sini, juga bila diselesaikan dalam periode ini."
)
TITLE = "Pengelolaan pengaduan (SP4N)"
UNPUBLISHED = (
    "Angka periode ini belum diterbitkan. Angka diterbitkan per triwulan, beberapa waktu sesudah triwulan "
    "itu berakhir, dan tidak berubah lagi sesudahnya."
)
PART_OF_A_REGENCY = (
    "Angka laporan hanya diterbitkan untuk kabupaten/kota dan provinsi, tidak untuk bagian wilayahnya."
)
NOT_ALL = "Kelompok yang disamarkan tidak selalu disebut, sehingga baris dapat kurang dari jumlah semuanya."
WHOLE_QUARTERS = "Pembagian yang tidak ada di sini hanya diterbitkan untuk triwulan yang utuh."
NONE = "(tidak ada)"
MOST_BARS = 15


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """What the chapter is made from: the period as a whole, by one dimension each, and the one before."""

    period: Period
    now: StatisticsReport
    by: Mapping[StatisticsDimension, StatisticsReport]
    before: StatisticsReport
    unpublished: str = UNPUBLISHED  # said where `now` tells nothing


def section(figures: CaseFigures, notes: Sequence[str] = ()) -> Section:
    """The chapter. Without tables where nothing of the period and place is published."""
    if figures.now.start is None:
        return Section(ReportKind.SP4N, TITLE, INTRO, LAW, notes=(figures.unpublished, *notes))
    fitting = {
        one: figures.by[one] for one in TITLES if one in figures.by and fits(figures.by[one], figures.period)
    }
    tables = [_periods(figures), *_changes(figures.now, figures.before)]
    for one, found in fitting.items():
        tables += _tables(one, found)
    told = [*notes, f"Yang dihitung: laporan yang masuk {_days(figures.now)}. {_issued(figures.now)}"]
    told.append(NOT_ALL)
    if len(fitting) < len(figures.by):
        told.append(WHOLE_QUARTERS)
    charts = tuple(_charts(fitting, figures.now.total))
    return Section(ReportKind.SP4N, TITLE, INTRO, LAW, tuple(tables), charts, tuple(told))


def fits(found: StatisticsReport, period: Period) -> bool:
    """Whether the days that were counted lie in the period: some figures are those of whole quarters."""
    if found.start is None or found.end is None:
        return False
    return period.start <= found.start and found.end <= period.end


def figure(row: StatisticsRow, column: Column) -> Value:
    """A figure of a row. A count is None only where it is kept back; others also where there are none."""
    value: int | float | None = getattr(row, column.key)
    if value is None and (column.kind is ColumnKind.COUNT or row.received is None):
        return WITHHELD
    return value


def _days(found: StatisticsReport) -> str:
    return f"{found.start:%d-%m-%Y} sampai {found.end:%d-%m-%Y}"


def _issued(found: StatisticsReport) -> str:
    return f"Diterbitkan {found.as_of:%d-%m-%Y}, dan tidak berubah lagi sejak itu."


def _periods(figures: CaseFigures) -> Table:
    """Both periods; of one that is not published there is nothing to tell."""
    rows: list[tuple[Value, ...]] = []
    for name, found in ((figures.period.name, figures.now), (figures.period.before.name, figures.before)):
        known = found.start is not None
        rows.append((name, *(figure(found.total, one) if known else None for one in words.CASES)))
    return Table(
        "sp4n-periods",
        "Ringkasan dan periode sebelumnya",
        (words.PERIOD, *words.CASES),
        tuple(rows),
        open=True,
    )


def _changes(now: StatisticsReport, before: StatisticsReport) -> list[Table]:
    if before.start is None or not before.total.received:  # nothing to compare with, or the hub was not there
        return []
    rows = []
    for one in words.CASES:
        if one.kind is ColumnKind.COUNT:
            this, that = figure(now.total, one), figure(before.total, one)
            rows.append((one.title, this, that, _difference(this, that)))
    columns = (words.MEASURE, words.NOW, words.BEFORE, words.CHANGE)
    return [Table("sp4n-changes", "Perubahan terhadap periode sebelumnya", columns, tuple(rows))]


def _difference(this: Value, that: Value) -> Value:
    if isinstance(this, int) and isinstance(that, int):
        return this - that
    return WITHHELD


def _tables(dimension: StatisticsDimension, found: StatisticsReport) -> list[Table]:
    """Of places and agencies also the clocks and the way; by what cases are about, how many there are."""
    if dimension not in WHO:
        return [_table(dimension, "", "", words.NUMBER, found, lambda row: _plain(row, words.NUMBER))]
    clocks = tuple(column for kind in words.CLOCKS for column in words.clock_columns(kind))
    way = words.FLOW
    return [
        _table(dimension, "", "", words.CASES, found, lambda row: _plain(row, words.CASES)),
        _table(dimension, "-clocks", ": ketepatan per tenggat", clocks, found, _clocks),
        _table(dimension, "-flow", ": alur dan waktu", way, found, lambda row: _plain(row, way)),
    ]


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


def _absent(row: StatisticsRow) -> Value:
    """What a list leaves out: kept back with the whole row, else too few to be told, or none."""
    return WITHHELD if row.received is None else None


def name_of(row: StatisticsRow) -> str:
    """What people call the group."""
    key = row.keys[0]
    if key.dimension is StatisticsDimension.KIND:
        return KINDS.get(key.code, key.name)
    if key.dimension is StatisticsDimension.MONTH:
        return period(key.code).name
    return key.name or NONE


def _charts(by: Mapping[StatisticsDimension, StatisticsReport], total: StatisticsRow) -> Iterator[Chart]:
    found: list[Chart] = []
    if StatisticsDimension.MONTH in by:
        months = by[StatisticsDimension.MONTH].rows
        labels, series = tuple(name_of(row) for row in months), _series("masuk", "received", months)
        found.append(Chart("sp4n-month", ChartKind.COLUMNS, "Laporan masuk per bulan", labels, (series,)))
    if StatisticsDimension.AGENCY in by:
        found += _agencies(by[StatisticsDimension.AGENCY].rows)
    yield from (one for one in (*found, _kept(total)) if one.labels)


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


def _series(name: str, key: str, rows: Sequence[StatisticsRow]) -> Series:
    column = next(one for one in words.CASES if one.key == key)
    values = (figure(row, column) for row in rows)
    return Series(name, tuple(one if isinstance(one, int | float | Withheld) else None for one in values))


def _size(row: StatisticsRow) -> tuple[int, str]:
    """The largest first; those that are kept back last, in the order of their codes."""
    return (-(row.received or 0), row.keys[0].code)
