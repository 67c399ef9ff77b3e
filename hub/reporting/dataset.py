"""The open tables of a report as a data set: CSV files, and the words a portal of open data asks for."""

import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256

from hub.domain.opendata import DataFile, DataSet
from hub.domain.report import Report, Table
from hub.reporting.csv_file import dictionary_csv, table_csv
from hub.reporting.text import clean

PREFIX = "laporan-pengaduan"
FREQUENCY = {1: "bulanan", 3: "triwulanan", 6: "semesteran", 12: "tahunan"}
LONGEST_NAME = 100
_UNNAMED = re.compile(r"[^a-z0-9_-]+")


def data_set(report: Report, about: str, title: str | None = None) -> DataSet:
    """What is published of a report.

    The moment of the figures stands beside the files and not in them: equal figures are equal files, whenever
    they were read. Totals are left out, as a table of data has none.

    Args:
        report: of a closed period; only its tables that are open are taken.
        about: the chapter, and the codes of the region and agency it is about, or empty: a piece of the data
            set's name. One data set holds all periods; each period has files of its own.
        title: of the data set, for all periods.
    """
    shown = _only_open(report)
    tables = [table for _, table in shown.tables()]
    files = [_file(f"{one.key}_{report.period.code}", _told(one, report), table_csv(one)) for one in tables]
    meaning = f"Arti kolom dari semua berkas {report.period.name}"
    files.append(_file(f"columns_{report.period.code}", meaning, dictionary_csv(shown)))
    return DataSet(
        name=_UNNAMED.sub("-", f"{PREFIX}-{about}".lower()).strip("-")[:LONGEST_NAME],
        title=clean(
            title or f"Laporan pengelolaan pengaduan: {', '.join(value for _, value in report.scope)}"
        ),
        notes=clean("\n\n".join(_notes(shown))),
        facts=tuple(_facts(shown)),
        files=tuple(files),
    )


def _only_open(report: Report) -> Report:
    sections = (
        replace(one, tables=tuple(table for table in one.tables if table.open and table.rows))
        for one in report.sections
    )
    return replace(report, sections=tuple(one for one in sections if one.tables))


def _file(name: str, description: str, content: bytes) -> DataFile:
    return DataFile(f"{name.lower()}.csv", clean(description), content, sha256(content).hexdigest())


def _told(table: Table, report: Report) -> str:
    return f"{table.title}, {report.period.name}"


def _notes(report: Report) -> Iterator[str]:
    """What a visitor of the portal reads."""
    yield "Agregat per periode yang sudah berakhir. Tidak memuat laporan perorangan."
    yield report.suppression
    yield "Kolom `withheld` menyebut kolom yang angkanya disamarkan dalam baris itu; kolom itu kosong."
    known: dict[str, str] = {}
    for _, table in report.tables():
        for column in table.columns:
            known.setdefault(column.key, f"- `{column.key}` ({column.title}): {column.definition}")
    yield "\n".join(known.values())


def _facts(report: Report) -> Iterator[tuple[str, str]]:
    yield "Periode terakhir diterbitkan", f"{report.period.code} ({report.period.name})"
    yield "Frekuensi", FREQUENCY[report.period.months]
    for name, value in (*report.scope, *report.facts):
        yield clean(name), clean(value)
    yield "Data per", f"{report.as_of:%Y-%m-%dT%H:%M:%SZ}"
    yield "Dasar", clean("; ".join(dict.fromkeys(one.law for one in report.sections)))
