"""A workbook, read back by another programme's library."""

import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings

from hub.domain.report import Chart, ChartKind, Column, ColumnKind, Series
from hub.reporting import json_file
from hub.reporting.charts import svg
from hub.reporting.csv_file import table_csv
from hub.reporting.xlsx import written
from tests.reporting.reading import sheets
from tests.reporting.samples import EVIL, REPORT, TABLE, with_text
from tests.reporting.test_text import FORMULAS, TEXTS, beginnings


def test_every_table_has_a_sheet_between_the_summary_and_the_dictionary() -> None:
    read = sheets(written(REPORT))

    assert list(read) == ["Ringkasan", "1 Per instansi  SP4N", "2 Kesepakatan", "Kamus"]
    assert ["Data per", "2026-10-05T03:04:05Z"] in read["Ringkasan"]
    assert read["1 Per instansi  SP4N"][0] == [column.title for column in TABLE.columns]
    assert read["1 Per instansi  SP4N"][1:] == [
        ["Dinas Sosial, Kota", 1234.0, -5.0, 0.875, 30.25, 88.31, date(2026, 7, 1)],
        ["'" + EVIL, "n<5*", 3.0, "", "", "", ""],
        ['<b onclick="x">Dinas "PU" & Rekan\n</b>', 0.0, 0.0, "n<5*", 0.5, 25.0, ""],
        ["Semua", 1240.0, -2.0, 0.9, 31.0, 80.0, ""],
    ]
    assert read["Kamus"][1] == ["Per instansi: SP4N", "name", "Nama", "Nama instansi."]


def test_the_file_holds_no_formula_no_link_and_no_moment_but_that_of_the_figures() -> None:
    with zipfile.ZipFile(BytesIO(written(REPORT))) as book:
        sheets_of = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        inside = "".join(book.read(name).decode() for name in sheets_of)
        core = book.read("docProps/core.xml").decode()

    assert "<f>" not in inside
    assert "hyperlink" not in inside
    assert 'state="frozen"' in inside
    assert core.count("2026-10-05T03:04:05Z") == 2


def test_equal_reports_are_equal_files() -> None:
    assert written(REPORT) == written(replace(REPORT))


def test_two_tables_of_one_title_have_two_sheets() -> None:
    section = replace(REPORT.sections[0], tables=(TABLE, replace(TABLE, key="lain")))
    read = sheets(written(replace(REPORT, sections=(section,))))
    assert len(read) == 4


@pytest.mark.parametrize("title", ["0" * 22 + "𐀀" * 9, "a" * 28 + "'bc", "'", "👩🏽‍⚖️" * 20])
def test_any_title_makes_a_name_that_excel_takes(title: str) -> None:
    section = replace(REPORT.sections[0], tables=(replace(TABLE, title=title),))
    assert len(sheets(written(replace(REPORT, sections=(section,))))) == 3


@given(TEXTS)
@settings(max_examples=15, deadline=None)
def test_any_text_is_a_text_in_the_workbook(text: str) -> None:
    read = sheets(written(with_text(text)))
    texts = [cell for rows in read.values() for row in rows for cell in row if isinstance(cell, str)]
    assert not [one for one in texts if any(piece[:1] in set(FORMULAS) for piece in beginnings(one) if piece)]


@pytest.mark.parametrize("nothing", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_an_empty_cell_in_every_format(nothing: float) -> None:
    """No figure should be one; a report that breaks off at it would be worse."""
    column = Column("n", "Jumlah", ColumnKind.RATE, "Jumlah.")
    table = replace(TABLE, key="ganjil", columns=(column,), rows=((nothing,),), total=None)
    chart = Chart("ganjil", ChartKind.COLUMNS, "Ganjil", ("a",), (Series("s", (nothing,)),))
    section = replace(REPORT.sections[0], tables=(table,), charts=(chart,))
    report = replace(REPORT, sections=(section,))

    assert list(sheets(written(report)).values())[1][1:] in ([], [[""]])
    assert table_csv(table) == b"n,withheld\r\n,\r\n"
    assert b'"values": [\n                null\n              ]' in json_file.written(report)
    assert "nan" not in svg(chart, "*")
    assert "inf" not in svg(chart, "*")
