"""What a chart consists of: boxes, words, lines, dots, and the measures they share."""

import math
from dataclasses import dataclass, field

from hub.domain.report import Chart, ChartKind, ColumnKind, Series, Value, Withheld
from hub.reporting.numbers import shown
from hub.reporting.text import clean

MOST: dict[ChartKind, int] = {
    ChartKind.BARS: 25,
    ChartKind.COLUMNS: 36,
    ChartKind.STACKED: 25,
    ChartKind.POINTS: 100,
}
"""How many labels are drawn."""

MOST_SERIES = 6
COLOURS = ("#1f5f99", "#b34700", "#00694f", "#7a3e8e", "#8a6d00", "#4d4d4d")  # on white 4.5 : 1 and more
WIDTH = 720.0
LEFT, RIGHT, TOP, ROW = 250.0, 90.0, 34.0, 22.0
TALL = 220.0  # the field of upright charts
STUB = 26.0  # the length of a bar whose number is kept back: the same for all
LONGEST_LABEL = 34
SMALLEST = 1e-6  # of what an axis can be drawn for


@dataclass(frozen=True, slots=True)
class Box:
    """A bar. `fill` empty: hatched, for a number that is kept back."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    told: str


@dataclass(frozen=True, slots=True)
class Words:
    """A text; `anchor` is start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    strong: bool = False
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line; `dashed` for what is only there to compare with."""

    x1: float
    y1: float
    x2: float
    y2: float
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """A point with its radius."""

    x: float
    y: float
    radius: float
    told: str


@dataclass(slots=True)
class Drawing:
    """What a chart consists of."""

    height: float
    boxes: list[Box] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)


def closed(drawing: Drawing, chart: Chart) -> Drawing:
    """With its title, and a word about what was left out."""
    drawing.words.insert(0, Words(0, 16, short(chart.title, 90), strong=True))
    if left := rest(chart):
        drawing.words.append(Words(0, drawing.height + 6, left.strip("; ")))
        drawing.height += ROW
    return drawing


def rest(chart: Chart) -> str:
    left = max(0, len(chart.labels) - MOST[chart.kind])
    return f"; {left} lainnya tidak digambar, lihat tabel" if left else ""


def scale_of(chart: Chart, values: list[float | Withheld | None]) -> float:
    return (WIDTH - LEFT - RIGHT) / ceiling(max((number_of(one) for one in values), default=0), chart.unit)


def ceiling(most: float, unit: ColumnKind) -> float:
    """The end of an axis: 1 for shares, else the next round number."""
    if unit is ColumnKind.SHARE:
        return 1.0
    if most < SMALLEST:
        return 1.0
    power = 10.0 ** math.floor(math.log10(most))
    return next(step * power for step in (1, 2, 4, 5, 8, 10) if step * power >= most)


def series_of(chart: Chart) -> tuple[Series, ...]:
    return chart.series[:MOST_SERIES]


def number_of(value: Value) -> float:
    return float(value) if isinstance(value, int | float) and 0 < value < math.inf else 0.0


def told_of(value: Value, chart: Chart, mark: str) -> str:
    return shown(value, chart.unit, mark)


def name_before(chart: Chart, name: str) -> str:
    return f"{clean(name)} " if len(chart.series) > 1 else ""


def short(text: str, most: int = LONGEST_LABEL) -> str:
    text = clean(text).replace("\n", " ")
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
