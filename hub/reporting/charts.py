"""Small charts as SVG: readable in print, told in words as well, the same for equal figures."""

import math
import re
from collections.abc import Callable

from hub.domain.report import Chart, ChartKind, ColumnKind, Value, Withheld
from hub.reporting.drawing import (
    COLOURS,
    LEFT,
    MOST,
    RIGHT,
    ROW,
    STUB,
    TALL,
    TOP,
    WIDTH,
    Box,
    Dot,
    Drawing,
    Line,
    Words,
    ceiling,
    closed,
    name_before,
    number_of,
    rest,
    scale_of,
    series_of,
    short,
    told_of,
)
from hub.reporting.filling import rendered
from hub.reporting.numbers import shown
from hub.reporting.text import clean

_KEY = re.compile(r"[a-z0-9][a-z0-9-]*")


def svg(chart: Chart, mark: str) -> str:
    """The chart as one `<svg>` element, without a script or anything from outside.

    Args:
        chart: at most 25 bars, 36 columns, 6 series and 100 points are drawn; the words say how many are left
            out.
        mark: stands for a number that is kept back; such a bar is hatched, and its length says nothing.

    Raises:
        ValueError: the key is no name of lower-case letters, digits and `-`, or a series is too short.
    """
    if not _KEY.fullmatch(chart.key):
        raise ValueError("a chart's key consists of lower-case letters, digits and -")
    if any(len(one.values) != len(chart.labels) for one in chart.series):
        raise ValueError("a series has one value per label")
    drawing = _DRAWN[chart.kind](chart, mark)
    return rendered(
        "chart.svg.j2",
        key=chart.key,
        title=clean(chart.title),
        description=description(chart, mark),
        width=WIDTH,
        drawing=drawing,
    )


def description(chart: Chart, mark: str) -> str:
    """The figures of the chart in words, as far as they are drawn."""
    most = MOST[chart.kind]
    parts = []
    for number, label in enumerate(chart.labels[:most]):
        told = [
            name_before(chart, one.name) + told_of(one.values[number], chart, mark)
            for one in series_of(chart)
        ]
        parts.append(f"{clean(label)}: {', '.join(told)}")
    return "; ".join(parts) + rest(chart)


def _bars(chart: Chart, mark: str) -> Drawing:
    labels = chart.labels[: MOST[ChartKind.BARS]]
    scale = scale_of(chart, [value for one in chart.series[:1] for value in one.values[: len(labels)]])
    drawing = Drawing(TOP + ROW * len(labels) + ROW)
    for number, label in enumerate(labels):
        value = chart.series[0].values[number] if chart.series else None
        y = TOP + ROW * number
        drawing.words.append(Words(LEFT - 8, y + 14, short(label), "end"))
        long = _bar(drawing, chart, mark, (LEFT, y), value, scale, (COLOURS[0], clean(label)))
        drawing.words.append(Words(LEFT + long + 6, y + 14, told_of(value, chart, mark)))
    drawing.lines.append(Line(LEFT, TOP - 4, LEFT, TOP + ROW * len(labels)))
    return closed(drawing, chart)


def _stacked(chart: Chart, mark: str) -> Drawing:
    labels, series = chart.labels[: MOST[ChartKind.BARS]], series_of(chart)
    sums = [sum(number_of(one.values[at]) for one in series) for at in range(len(labels))]
    scale = (WIDTH - LEFT - RIGHT - STUB * len(series)) / ceiling(max(sums, default=0), chart.unit)
    drawing = Drawing(TOP + ROW * len(labels) + 2 * ROW)
    for number, label in enumerate(labels):
        x, y = LEFT, TOP + ROW * number
        drawing.words.append(Words(LEFT - 8, y + 14, short(label), "end"))
        for at, one in enumerate(series):
            told = f"{clean(label)}, {clean(one.name)}"
            x += _bar(drawing, chart, mark, (x, y), one.values[number], scale, (COLOURS[at], told))
    _legend(drawing, chart, TOP + ROW * len(labels) + 8)
    return closed(drawing, chart)


def _columns(chart: Chart, mark: str) -> Drawing:
    labels, series = chart.labels[: MOST[ChartKind.COLUMNS]], series_of(chart)
    values = [value for one in series for value in one.values[: len(labels)]]
    top = ceiling(max((number_of(value) for value in values), default=0), chart.unit)
    step = (WIDTH - 120) / max(len(labels), 1)
    wide = step * 0.8 / max(len(series), 1)
    drawing = Drawing(TOP + TALL + 3 * ROW)
    _grid(drawing, chart, top)
    for number, label in enumerate(labels):
        x = 80 + step * number + step * 0.1
        drawing.words.append(Words(x + step * 0.4, TOP + TALL + 16, short(label, 12), "middle"))
        for at, one in enumerate(series):
            _column(
                drawing, chart, mark, (x + wide * at, wide, top), one.values[number], (at, label, one.name)
            )
    _legend(drawing, chart, TOP + TALL + ROW + 6)
    return closed(drawing, chart)


def _points(chart: Chart, mark: str) -> Drawing:
    """The first series lies across, the second upwards; the third, where there is one, is how many cases."""
    side = TALL + 60
    drawing = Drawing(TOP + side + 3 * ROW)
    x0, y0 = 80.0, TOP + side
    drawing.lines += [Line(x0, y0, x0 + side, y0), Line(x0, y0, x0, TOP)]
    drawing.lines.append(Line(x0, y0, x0 + side, TOP, dashed=True))
    for tenth in range(0, 11, 2):
        share = tenth / 10
        told = shown(share, ColumnKind.SHARE, mark)
        drawing.words.append(Words(x0 + side * share, y0 + 16, told, "middle"))
        drawing.words.append(Words(x0 - 6, y0 - side * share + 4, told, "end"))
    drawing.words.append(Words(x0 + side / 2, y0 + 36, clean(chart.across), "middle"))
    drawing.words.append(Words(24, TOP + side / 2, clean(chart.up), "middle", turned=True))
    across, up, *sizes = [one.values for one in chart.series]
    for at, (x, y) in enumerate(list(zip(across, up, strict=True))[: MOST[ChartKind.POINTS]]):
        if isinstance(x, float | int) and isinstance(y, float | int) and math.isfinite(x + y):
            size = number_of(sizes[0][at]) if sizes else 0.0
            radius = min(14.0, 4 + math.sqrt(size) / 6)
            told = f"{clean(chart.labels[at])}: {told_of(x, chart, mark)} / {told_of(y, chart, mark)}"
            drawing.dots.append(Dot(x0 + side * x, y0 - side * y, radius, told))
    return closed(drawing, chart)


def _bar(
    drawing: Drawing,
    chart: Chart,
    mark: str,
    at: tuple[float, float],
    value: Value,
    scale: float,
    look: tuple[str, str],
) -> float:
    """One horizontal bar; how long it is."""
    fill, label = look
    told = f"{label}: {told_of(value, chart, mark)}"
    if isinstance(value, Withheld):
        drawing.boxes.append(Box(*at, STUB, ROW - 6, "", told))
        return STUB
    long = number_of(value) * scale
    if long:
        drawing.boxes.append(Box(*at, long, ROW - 6, fill, told))
    return long


def _column(
    drawing: Drawing,
    chart: Chart,
    mark: str,
    place: tuple[float, float, float],
    value: Value,
    of: tuple[int, str, str],
) -> None:
    (x, wide, top), (series, label, name) = place, of
    told = f"{clean(label)}, {name_before(chart, name)}{told_of(value, chart, mark)}"
    if isinstance(value, Withheld):
        drawing.boxes.append(Box(x, TOP + TALL - STUB, wide, STUB, "", told))
        drawing.words.append(Words(x + wide / 2, TOP + TALL - STUB - 4, mark, "middle"))
    elif number_of(value):
        high = TALL * number_of(value) / top
        drawing.boxes.append(Box(x, TOP + TALL - high, wide, high, COLOURS[series], told))


def _grid(drawing: Drawing, chart: Chart, top: float) -> None:
    for quarter in range(5):
        y = TOP + TALL * (1 - quarter / 4)
        drawing.lines.append(Line(80, y, WIDTH - 40, y, dashed=quarter > 0))
        drawing.words.append(Words(74, y + 4, shown(top * quarter / 4, chart.unit, ""), "end"))


def _legend(drawing: Drawing, chart: Chart, y: float) -> None:
    if len(chart.series) < 2:
        return
    x = 80.0
    for at, one in enumerate(series_of(chart)):
        drawing.boxes.append(Box(x, y, 12, 12, COLOURS[at], clean(one.name)))
        drawing.words.append(Words(x + 16, y + 10, short(one.name, 22)))
        x += 28 + 7 * min(len(one.name), 22)


_DRAWN: dict[ChartKind, Callable[[Chart, str], Drawing]] = {
    ChartKind.BARS: _bars,
    ChartKind.COLUMNS: _columns,
    ChartKind.STACKED: _stacked,
    ChartKind.POINTS: _points,
}
