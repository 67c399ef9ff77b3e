"""Tables as CSV, read back."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from hub.reporting.csv_file import CsvStyle, table_csv, zipped
from tests.reporting.reading import lines, members
from tests.reporting.samples import EVIL, REPORT, TABLE, with_text
from tests.reporting.test_text import FORMULAS, TEXTS, beginnings


def test_a_table_reads_back_with_numbers_as_numbers_and_what_is_withheld_named() -> None:
    head, *rows = lines(table_csv(TABLE))

    assert head == [*(column.key for column in TABLE.columns), "withheld"]
    assert rows == [
        ["Dinas Sosial, Kota", "1234", "-5", "0.875", "30.25", "88.31", "2026-07-01", ""],
        ["'" + EVIL, "", "3", "", "", "", "", "received"],
        ['<b onclick="x">Dinas "PU" & Rekan\n</b>', "0", "0", "", "0.5", "25.0", "", "on_time_share"],
    ]


@pytest.mark.parametrize(
    "style", [CsvStyle(), CsvStyle(semicolon=True), CsvStyle(bom=True), CsvStyle(True, True)]
)
def test_lines_end_as_the_standard_says_in_every_style(style: CsvStyle) -> None:
    content = table_csv(TABLE, style)

    assert content.startswith(b"\xef\xbb\xbf") is style.bom
    assert content.endswith(b"\r\n")
    read = lines(content.removeprefix(b"\xef\xbb\xbf"), ";" if style.semicolon else ",")
    assert {len(row) for row in read} == {8}


def test_an_indonesian_spreadsheet_gets_decimal_commas_because_a_point_divides_thousands_there() -> None:
    _, *rows = lines(table_csv(TABLE, CsvStyle(semicolon=True)), ";")

    assert rows[0] == ["Dinas Sosial, Kota", "1234", "-5", "0,875", "30,25", "88,31", "2026-07-01", ""]


def test_the_report_is_a_zip_of_all_tables_with_their_meaning() -> None:
    files = members(zipped(REPORT))

    assert list(files) == ["about.csv", "columns.csv", "sp4n-agency.csv", "fkp-agreements.csv"]
    about = dict(lines(files["about.csv"]))
    assert about["Periode"] == "Triwulan III 2026 (2026Q3)"
    assert about["Data per"] == "2026-10-05T03:04:05Z"
    assert about["Penyamaran"] == REPORT.suppression
    assert about["Dasar (SP4N)"] == "Perpres 76/2013"
    meanings = lines(files["columns.csv"])
    assert ["sp4n-agency", "received", "Laporan masuk", "COUNT", "Yang diterima."] in meanings


def test_equal_reports_are_equal_files() -> None:
    assert zipped(REPORT) == zipped(replace(REPORT))


@given(TEXTS)
@settings(max_examples=50)
def test_no_text_becomes_a_formula_and_every_record_stays_whole(text: str) -> None:
    for name, content in members(zipped(with_text(text))).items():
        read = lines(content)
        assert len({len(row) for row in read}) == 1, name
        cells = [cell for row in read[1:] for cell in row if not _number(cell)]
        assert not [
            cell for cell in cells if any(piece[:1] in set(FORMULAS) for piece in beginnings(cell) if piece)
        ]


def _number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
