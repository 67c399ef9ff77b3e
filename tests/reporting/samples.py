"""A report with everything in it that can go wrong in a file."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hub.domain.period import period
from hub.domain.report import (
    WITHHELD,
    Chart,
    ChartKind,
    Column,
    ColumnKind,
    Report,
    ReportKind,
    Section,
    Series,
    Table,
)

COLUMNS = (
    Column("name", "Nama", ColumnKind.TEXT, "Nama instansi."),
    Column("received", "Laporan masuk", ColumnKind.COUNT, "Yang diterima."),
    Column("change", "Perubahan", ColumnKind.CHANGE, "Selisih."),
    Column("on_time_share", "Tepat waktu", ColumnKind.SHARE, "Bagian."),
    Column("median_hours", "Median jam", ColumnKind.HOURS, "Jam."),
    Column("index", "IKM", ColumnKind.SCORE, "Indeks."),
    Column("held_on", "Tanggal", ColumnKind.DAY, "Hari."),
)
EVIL = '=HYPERLINK("https://jahat.example";"Klik")'
TABLE = Table(
    "sp4n-agency",
    "Per instansi: SP4N",
    COLUMNS,
    (
        ("Dinas Sosial, Kota", 1234, -5, 0.875, 30.25, 88.31, date(2026, 7, 1)),
        (EVIL, WITHHELD, 3, None, None, None, None),
        ('<b onclick="x">Dinas "PU" & Rekan\n</b>', 0, 0, WITHHELD, 0.5, 25.0, None),
    ),
    total=("Semua", 1240, -2, 0.9, 31.0, 80.0, None),
    note="Catatan.",
    open=True,
)
INNER = Table("fkp-agreements", "Kesepakatan", COLUMNS[:2], (("Rahasia dapur", 7),))
BARS = Chart(
    "sp4n-agency",
    ChartKind.BARS,
    "Laporan <masuk>",
    ("Dinas Sosial", "Dinas & Rekan", "Kosong"),
    (Series("masuk", (1234, WITHHELD, None)),),
)
REPORT = Report(
    title="Laporan <percobaan>",
    period=period("2026Q3"),
    scope=(("Wilayah", "Kabupaten Kotawaringin Barat (62.01)"),),
    as_of=datetime(2026, 10, 5, 3, 4, 5, tzinfo=UTC),
    closed=True,
    facts=(("Hub", "hub-uji"), ("Kalender kerja", "nasional-1")),
    suppressed_below=5,
    suppression="Angka di bawah 5 tidak ditampilkan.",
    sections=(
        Section(
            ReportKind.SP4N,
            "Pengaduan",
            "Pengantar.",
            "Perpres 76/2013",
            (TABLE,),
            (BARS,),
            ("Catatan lain.",),
        ),
        Section(ReportKind.FKP, "Forum", "Pengantar.", "PermenPANRB 16/2017", (INNER,)),
    ),
)


def with_text(text: str) -> Report:
    """The report with this text wherever others may have written one."""
    table = replace(TABLE, rows=((text, 1, 0, None, None, None, None),), title=text, note=text)
    chart = replace(BARS, title=text, labels=(text, "x", "y"))
    section = replace(REPORT.sections[0], title=text, tables=(table,), charts=(chart,), notes=(text,))
    return replace(REPORT, title=text, scope=((text, text),), sections=(section,))
