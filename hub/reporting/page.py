"""A report as one HTML page for screens, printers and PDF: without a script or anything from outside."""

from dataclasses import dataclass

from hub.domain.report import Column, ColumnKind, Report, Section, Table, Value, Withheld
from hub.reporting.charts import svg
from hub.reporting.csv_file import about
from hub.reporting.filling import rendered
from hub.reporting.numbers import shown
from hub.reporting.text import clean

WIDE = 9  # columns; a chapter with a wider table is printed landscape


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it is shown; `look` is a class of the page's style."""

    text: str
    look: str


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table as it is shown."""

    title: str
    columns: tuple[Column, ...]
    rows: list[list[Cell]]
    total: list[Cell]
    note: str


@dataclass(frozen=True, slots=True)
class PageSection:
    """A chapter as it is shown; charts are `<svg>` elements."""

    title: str
    intro: str
    law: str
    wide: bool
    charts: list[str]
    tables: list[PageTable]
    notes: list[str]


def written(report: Report) -> bytes:
    """The page."""
    return rendered(
        "report.html.j2",
        title=clean(report.title),
        closed=report.closed,
        about=[(clean(name), clean(value)) for name, value in list(about(report))[1:]],
        sections=[_section(one, report.mark) for one in report.sections],
        words=_words(report),
        mark=report.mark,
        suppression=clean(report.suppression),
    ).encode()


def _section(section: Section, mark: str) -> PageSection:
    return PageSection(
        title=clean(section.title),
        intro=clean(section.intro),
        law=clean(section.law),
        wide=any(len(table.columns) > WIDE for table in section.tables),
        charts=[svg(one, mark) for one in section.charts],
        tables=[_table(one, mark) for one in section.tables],
        notes=[clean(note) for note in section.notes],
    )


def _table(table: Table, mark: str) -> PageTable:
    return PageTable(
        title=clean(table.title),
        columns=table.columns,
        rows=[_cells(table, row, mark) for row in table.rows],
        total=_cells(table, table.total, mark) if table.total is not None else [],
        note=clean(table.note),
    )


def _cells(table: Table, row: tuple[Value, ...], mark: str) -> list[Cell]:
    return [
        Cell(clean(shown(value, column.kind, mark)), _look(value, column))
        for column, value in zip(table.columns, row, strict=True)
    ]


def _look(value: Value, column: Column) -> str:
    if isinstance(value, Withheld):
        return "kept"
    return "text" if column.kind in {ColumnKind.TEXT, ColumnKind.DAY} else ""


def _words(report: Report) -> list[Column]:
    """Every column once, in order of appearance."""
    return list(
        {
            (column.title, column.definition): column
            for _, table in report.tables()
            for column in table.columns
        }.values()
    )
