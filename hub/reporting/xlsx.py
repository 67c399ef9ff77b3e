"""A report as a workbook: what it is, one sheet per table, and a dictionary of all columns.

Texts are written as texts and never as formulas. Equal reports are equal files: the only date inside is the
moment of the figures.
"""

import io
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date

from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from hub.domain.report import Column, ColumnKind, Report, Table, Value, Withheld
from hub.reporting.csv_file import about
from hub.reporting.numbers import machine, shown
from hub.reporting.text import inert

LONGEST_NAME = 31  # of a sheet
WIDEST, NARROWEST = 60, 9  # of a column, in signs
_UNNAMED = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_FORMATS: dict[ColumnKind, dict[str, object]] = {
    ColumnKind.TEXT: {"text_wrap": True, "valign": "top"},
    ColumnKind.COUNT: {"num_format": "#,##0"},
    ColumnKind.CHANGE: {"num_format": "+#,##0;-#,##0;0"},
    ColumnKind.SHARE: {"num_format": "0.0%"},
    ColumnKind.HOURS: {"num_format": "#,##0.0"},
    ColumnKind.RATE: {"num_format": "#,##0.00"},
    ColumnKind.SCORE: {"num_format": "0.00"},
    ColumnKind.DAY: {"num_format": "dd-mm-yyyy", "align": "left"},
}
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
DICTIONARY = ("Tabel", "Kunci", "Kolom", "Arti")


def written(report: Report) -> bytes:
    """The whole workbook."""
    out = io.BytesIO()
    book = Workbook(out, _OPTIONS)
    made = report.as_of.astimezone(UTC).replace(tzinfo=None)
    book.set_properties(
        {"title": inert(report.title), "created": made, "comments": inert(report.suppression)}
    )
    looks = _Looks(book)
    names = _names(table.title for _, table in report.tables())
    _texts(book.add_worksheet("Ringkasan"), ("Keterangan", "Isi"), about(report), looks)
    for name, (_, table) in zip(names, report.tables(), strict=True):
        _sheet(book.add_worksheet(name), table, report.mark, looks)
    _texts(book.add_worksheet("Kamus"), DICTIONARY, _meanings(report), looks)
    book.close()
    return out.getvalue()


class _Looks:
    """The formats of one workbook."""

    def __init__(self, book: Workbook) -> None:
        self.head: Format = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DCE6F1", "bottom": 1}
        )
        self.withheld: Format = book.add_format({"align": "right", "font_color": "#595959", "italic": True})
        self.of: dict[ColumnKind, Format] = {kind: book.add_format(look) for kind, look in _FORMATS.items()}
        self.total: dict[ColumnKind, Format] = {
            kind: book.add_format({**look, "bold": True, "top": 1}) for kind, look in _FORMATS.items()
        }


def _sheet(sheet: Worksheet, table: Table, mark: str, looks: _Looks) -> None:
    rows = [*table.rows, *([table.total] if table.total is not None else [])]
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, _width(column, [row[at] for row in rows], mark))
    _printed(sheet, len(table.columns))
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, inert(column.title), looks.head)
    for number, row in enumerate(rows, 1):
        look = looks.total if number > len(table.rows) else looks.of
        for at, (column, value) in enumerate(zip(table.columns, row, strict=True)):
            _cell(sheet, (number, at), value, mark, looks.withheld, look[column.kind])


def _cell(
    sheet: Worksheet, place: tuple[int, int], value: Value, mark: str, withheld: Format, look: Format
) -> None:
    match value:
        case None | float() if machine(value) is None:
            sheet.write_blank(*place, None, look)
        case Withheld():
            sheet.write_string(*place, mark, withheld)
        case str():
            sheet.write_string(*place, inert(value), look)
        case date():
            sheet.write_datetime(*place, value, look)
        case _:
            sheet.write_number(*place, value, look)


def _texts(sheet: Worksheet, head: tuple[str, ...], rows: Iterable[tuple[str, ...]], looks: _Looks) -> None:
    for at, title in enumerate(head):
        sheet.set_column(at, at, WIDEST if at == len(head) - 1 else WIDEST // 2)
        sheet.write_string(0, at, title, looks.head)
    _printed(sheet, len(head))
    for number, row in enumerate(rows, 1):
        for at, text in enumerate(row):
            sheet.write_string(number, at, inert(text), looks.of[ColumnKind.TEXT])


def _meanings(report: Report) -> Iterator[tuple[str, ...]]:
    for _, table in report.tables():
        for column in table.columns:
            yield table.title, column.key, column.title, column.definition


def _printed(sheet: Worksheet, columns: int) -> None:
    """The head stays in sight, on the screen and on every page; A4, landscape, as wide as the paper."""
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P/&N")
    sheet.print_area(0, 0, 1_048_575, columns - 1)


def _width(column: Column, values: list[Value], mark: str) -> int:
    longest = max((len(shown(value, column.kind, mark)) for value in values), default=0)
    return max(NARROWEST, min(WIDEST, max(longest, len(column.title) // 2) + 2))


def _names(titles: Iterable[str]) -> list[str]:
    """Names of sheets: numbered, so that no two are equal; without signs that a name must not have."""
    return [_cut(f"{number} {_UNNAMED.sub(' ', inert(title))}") for number, title in enumerate(titles, 1)]


def _cut(name: str) -> str:
    """Excel counts in UTF-16, where some letters are two, and takes no apostrophe at the end."""
    units = name.encode("utf-16-le", "surrogatepass")[: 2 * LONGEST_NAME]
    return units.decode("utf-16-le", "ignore").rstrip(" '")
