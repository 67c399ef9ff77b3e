"""Tables as CSV (RFC 4180), one file per table; a report as a ZIP of them with a dictionary of columns."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hub.domain.report import Report, Table, Value
from hub.reporting.numbers import machine, withheld_keys
from hub.reporting.text import inert

BOM = "\ufeff"
_OLDEST = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # a ZIP knows no earlier day; the same for every file, so equal reports are equal
WITHHELD = "withheld"
UNFINISHED = "belum lengkap: periode masih berjalan, atau angkanya belum diterbitkan seluruhnya"
DICTIONARY = ("table", "column", "title", "kind", "definition")


@dataclass(frozen=True, slots=True)
class CsvStyle:
    """`semicolon`: for an Excel with Indonesian settings, which also takes a decimal point for a separator of
    thousands: so fractions have a comma then. `bom`: so that it takes the file for UTF-8.
    """

    semicolon: bool = False
    bom: bool = False


def table_csv(table: Table, style: CsvStyle = CsvStyle()) -> bytes:
    """One table without its total. The first line names the columns by their keys.

    The last column, `withheld`, names the columns of the row whose number is kept back; these are empty.
    """
    keys = [column.key for column in table.columns]
    return _written([[*keys, WITHHELD], *(_line(table, row) for row in table.rows)], style)


def dictionary_csv(report: Report, style: CsvStyle = CsvStyle()) -> bytes:
    """Every column of every table with its meaning."""
    rows = (
        [table.key, column.key, column.title, column.kind.value, column.definition]
        for _, table in report.tables()
        for column in table.columns
    )
    return _written([list(DICTIONARY), *([inert(cell) for cell in row] for row in rows)], style)


def about_csv(report: Report, style: CsvStyle = CsvStyle()) -> bytes:
    """What a reader has to know of the whole, as pairs."""
    pairs = ([inert(name), inert(value)] for name, value in about(report))
    return _written([["name", "value"], *pairs], style)


def about(report: Report) -> Iterator[tuple[str, str]]:
    """Title, period, scope, moment, sources, law and suppression, in words."""
    yield "Judul", report.title
    yield "Periode", f"{report.period.name} ({report.period.code})"
    yield "Status periode", "lengkap" if report.closed else UNFINISHED
    yield from report.scope
    yield "Data per", f"{report.as_of:%Y-%m-%dT%H:%M:%SZ}"
    yield from report.facts
    for section in report.sections:
        yield f"Dasar ({section.kind.value})", section.law
    yield "Penyamaran", report.suppression


def zipped(report: Report, style: CsvStyle = CsvStyle()) -> bytes:
    """The whole report: `about.csv`, `columns.csv`, and one file per table."""
    files = {"about.csv": about_csv(report, style), "columns.csv": dictionary_csv(report, style)}
    files |= {f"{table.key}.csv": table_csv(table, style) for _, table in report.tables()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _OLDEST)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def _line(table: Table, row: tuple[Value, ...]) -> list[object]:
    cells = [machine(value) for value in row]
    return [
        *(inert(cell) if isinstance(cell, str) else cell for cell in cells),
        " ".join(withheld_keys(table.columns, row)),
    ]


def _written(rows: Iterable[Iterable[object]], style: CsvStyle) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if style.semicolon else ",", lineterminator="\r\n")
    writer.writerows([_decimal(cell) for cell in row] if style.semicolon else row for row in rows)
    return ((BOM if style.bom else "") + out.getvalue()).encode()


def _decimal(cell: object) -> object:
    return str(cell).replace(".", ",") if isinstance(cell, float) else cell
