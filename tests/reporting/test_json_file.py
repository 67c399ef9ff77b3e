"""The JSON of a report has the shape that docs/reports.md describes, and no other."""

import re
from pathlib import Path
from typing import Literal

import msgspec
from hypothesis import given, settings

from hub.domain.report import ChartKind, ColumnKind, ReportKind
from hub.reporting.json_file import written
from tests.reporting.samples import EVIL, REPORT, with_text
from tests.reporting.test_text import TEXTS

PAGE = (Path(__file__).parents[2] / "docs/reports.md").read_text()


class Strict(msgspec.Struct, forbid_unknown_fields=True):
    """Every field is there and no other."""


class Pair(Strict):
    name: str
    value: str


class Period(Strict):
    code: str
    name: str
    start: str
    end: str
    closed: bool


class Suppression(Strict):
    below: int
    rule: str


class Column(Strict):
    key: str
    title: str
    kind: ColumnKind
    definition: str


class Row(Strict):
    values: list[str | int | float | None]
    withheld: list[str]


class Table(Strict):
    key: str
    title: str
    note: str
    open: bool
    columns: list[Column]
    rows: list[Row]
    total: Row | None


class Series(Strict):
    name: str
    values: list[float | None]
    withheld: list[int]


class Chart(Strict):
    key: str
    kind: ChartKind
    title: str
    unit: ColumnKind
    labels: list[str]
    series: list[Series]


class Section(Strict):
    kind: ReportKind
    title: str
    intro: str
    law: str
    notes: list[str]
    tables: list[Table]
    charts: list[Chart]


class Document(Strict):
    schema: Literal["lapor-hub-report"]
    version: Literal[1]
    title: str
    period: Period
    scope: list[Pair]
    as_of: str
    facts: list[Pair]
    suppression: Suppression
    sections: list[Section]


PARTS: tuple[type[Strict], ...] = (
    Document,
    Pair,
    Period,
    Suppression,
    Section,
    Table,
    Column,
    Row,
    Chart,
    Series,
)


def read(content: bytes) -> Document:
    return msgspec.json.decode(content, type=Document)


def test_a_report_has_the_documented_shape() -> None:
    found = read(written(REPORT))
    table = found.sections[0].tables[0]

    assert (found.period.code, found.period.closed, found.as_of) == ("2026Q3", True, "2026-10-05T03:04:05Z")
    assert table.rows[0].values == ["Dinas Sosial, Kota", 1234, -5, 0.875, 30.25, 88.31, "2026-07-01"]
    assert (table.rows[1].values[:2], table.rows[1].withheld) == ([EVIL, None], ["received"])
    assert (found.sections[0].charts[0].series[0].values, found.sections[0].charts[0].series[0].withheld) == (
        [1234, None, None],
        [1],
    )


def test_every_field_is_documented() -> None:
    documented = set(re.findall(r"`(\w+)`", PAGE))
    assert {name for part in PARTS for name in part.__struct_fields__} - documented == set()


@given(TEXTS)
@settings(max_examples=50, deadline=None)
def test_any_text_is_written(text: str) -> None:
    read(written(with_text(text)))
