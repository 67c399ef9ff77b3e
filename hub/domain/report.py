"""A report as a value: everything a reader is shown, before it is a file of any sort.

Whoever compiles a report puts only figures into it that are fit to be published: what had to be kept back
stands there as `WITHHELD`, never as a number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from hub.domain.period import Period


class ReportKind(Enum):
    """What a report is about, and so for whom it is made."""

    SP4N = "SP4N"  # complaints, suggestions, information requests
    SKM = "SKM"  # satisfaction survey
    FKP = "FKP"  # public consultations
    PEKPPP = "PEKPPP"  # evidence for the aspect "konsultasi dan pengaduan"


class ColumnKind(Enum):
    """How the values of a column are to be read and written."""

    TEXT = "TEXT"
    COUNT = "COUNT"  # whole number
    CHANGE = "CHANGE"  # whole number, the difference to the period before
    SHARE = "SHARE"  # 0 to 1, shown in percent
    HOURS = "HOURS"
    RATE = "RATE"  # per something, two decimals
    SCORE = "SCORE"  # of a scale, two decimals
    DAY = "DAY"


@dataclass(frozen=True, slots=True)
class Withheld:
    """The place of a number that is kept back, because it could name a person or give away another number."""


WITHHELD = Withheld()
Value = str | int | float | date | Withheld | None
"""A cell; None: the figure has no meaning here, or there is none."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `key` is stable for machines, `title` and `definition` are for people, in Indonesian."""

    key: str
    title: str
    kind: ColumnKind
    definition: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many values as there are columns; `total` is such a row too. `open`: fit for open data."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    total: tuple[Value, ...] | None = None
    note: str = ""
    open: bool = False


class ChartKind(Enum):
    """How a chart is drawn."""

    BARS = "BARS"  # horizontal, one per label
    COLUMNS = "COLUMNS"  # upright, over time
    STACKED = "STACKED"  # horizontal, several series on top of each other
    POINTS = "POINTS"  # promised against observed, both 0 to 1: a reliability plot


@dataclass(frozen=True, slots=True)
class Series:
    """One value for every label of its chart."""

    name: str
    values: tuple[float | Withheld | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of figures that also stand in a table. `labels` has as many entries as each series."""

    key: str
    kind: ChartKind
    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: ColumnKind = ColumnKind.COUNT
    across: str = ""  # what the horizontal axis of POINTS is
    up: str = ""  # what the vertical one is


@dataclass(frozen=True, slots=True)
class Section:
    """One chapter."""

    kind: ReportKind
    title: str
    intro: str
    law: str  # what it is made for
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One report.

    Attributes:
        title: of the whole.
        period: which cases and surveys it is about.
        scope: for whom and where, as pairs of name and value.
        as_of: the moment of the figures; aware.
        closed: whether the period had ended then, and all of its figures were published.
        facts: where the figures come from: calendar, reference data, hub; pairs of name and value.
        suppressed_below: groups below it are kept back.
        suppression: that rule in words.
        sections: chapters in reading order.
    """

    title: str
    period: Period
    scope: tuple[tuple[str, str], ...]
    as_of: datetime
    closed: bool
    facts: tuple[tuple[str, str], ...]
    suppressed_below: int
    suppression: str
    sections: tuple[Section, ...]

    @property
    def mark(self) -> str:
        """What stands in the place of a number that is kept back."""
        return f"n<{self.suppressed_below}*"

    def tables(self) -> Iterator[tuple[Section, Table]]:
        """Every table with its chapter."""
        for section in self.sections:
            for table in section.tables:
                yield section, table
