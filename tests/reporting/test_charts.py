"""Charts: well-formed, told in words, bounded, and silent about what is kept back."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.report import WITHHELD, Chart, ChartKind, ColumnKind, Series
from hub.reporting.charts import svg
from hub.reporting.drawing import COLOURS, MOST, MOST_SERIES
from tests.reporting.samples import BARS
from tests.reporting.test_text import TEXTS

SVG = "{http://www.w3.org/2000/svg}"
MARK = "n<5*"
HATCHED = f"url(#{BARS.key}-hatch)"


def drawn(chart: Chart) -> ET.Element:
    return ET.fromstring(svg(chart, MARK))  # noqa: S314 - our own


def boxes(root: ET.Element) -> list[ET.Element]:
    """Bars, without the paper and the pattern."""
    return [one for one in root.findall(f"{SVG}rect") if one.find(f"{SVG}title") is not None]


def words(root: ET.Element) -> list[str]:
    return [one.text or "" for one in root.findall(f"{SVG}text")]


def of_kind(kind: ChartKind, count: int, series: int = 2) -> Chart:
    values = tuple(0.5 for _ in range(count))
    labels = tuple(f"label {number}" for number in range(count))
    return Chart(
        "c", kind, "Judul", labels, tuple(Series(f"s{n}", values) for n in range(series)), ColumnKind.SHARE
    )


def test_who_cannot_see_it_is_told_the_figures() -> None:
    root = drawn(BARS)

    assert root.get("role") == "img"
    assert (root.get("aria-labelledby") or "").split() == [f"{BARS.key}-title", f"{BARS.key}-desc"]
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert title.text == "Laporan <masuk>"
    assert description.text == "Dinas Sosial: 1.234; Dinas & Rekan: n<5*; Kosong: –"


def test_a_number_that_is_kept_back_is_hatched_and_its_bar_says_nothing() -> None:
    root = drawn(BARS)
    hatched = [one for one in boxes(root) if one.get("fill") == HATCHED]

    assert len(hatched) == 1
    assert MARK in words(root)
    other = replace(BARS, series=(Series("masuk", (2, WITHHELD, 1_000_000)),))
    again = [one for one in boxes(drawn(other)) if one.get("fill") == HATCHED]
    assert [one.get("width") for one in again] == [hatched[0].get("width")]


@pytest.mark.parametrize("kind", [ChartKind.COLUMNS, ChartKind.STACKED])
def test_it_is_hatched_in_every_kind_of_chart(kind: ChartKind) -> None:
    chart = replace(BARS, kind=kind, series=(Series("a", (1, WITHHELD, 3)), Series("b", (WITHHELD, 1, 1))))
    assert [one.get("fill") for one in boxes(drawn(chart))].count(HATCHED) == 2


@pytest.mark.parametrize("kind", [ChartKind.BARS, ChartKind.COLUMNS, ChartKind.STACKED])
def test_more_labels_than_can_be_read_are_counted_instead(kind: ChartKind) -> None:
    root = drawn(of_kind(kind, MOST[kind] + 7, 1))
    assert len(boxes(root)) == MOST[kind]
    assert any("7 lainnya" in text for text in words(root))


def test_no_more_series_than_colours() -> None:
    assert len(COLOURS) == MOST_SERIES
    root = drawn(of_kind(ChartKind.STACKED, 2, MOST_SERIES + 3))
    assert len(boxes(root)) == 2 * MOST_SERIES + MOST_SERIES  # bars and legend


def test_colours_stand_out_from_the_paper() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    assert min(1.05 / (light(one) + 0.05) for one in COLOURS) >= 4.5


def test_a_reliability_plot_has_a_point_per_bin_and_the_line_of_truth() -> None:
    bins = (Series("janji", (0.1, 0.5, 0.9)), Series("nyata", (0.0, None, 1.0)), Series("n", (4, 0, 400)))
    chart = Chart(
        "keandalan",
        ChartKind.POINTS,
        "Keandalan",
        ("0,1", "0,5", "0,9"),
        bins,
        ColumnKind.SHARE,
        "janji",
        "nyata",
    )
    root = drawn(chart)

    first, last = root.findall(f"{SVG}circle")
    assert float(first.get("cx") or 0) < float(last.get("cx") or 0)
    assert float(first.get("cy") or 0) > float(last.get("cy") or 0)
    assert float(first.get("r") or 0) < float(last.get("r") or 0)
    assert any(one.get("stroke-dasharray") for one in root.findall(f"{SVG}line"))
    assert {"janji", "nyata"} <= set(words(root))


@given(TEXTS, st.sampled_from(ChartKind))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_a_well_formed_picture(text: str, kind: ChartKind) -> None:
    series = tuple(Series(text, (1, WITHHELD, None)) for _ in range(2))
    chart = replace(
        BARS, kind=kind, title=text, labels=(text, text, text), series=series, across=text, up=text
    )
    known = {"svg", "title", "desc", "defs", "pattern", "rect", "line", "text", "circle"}
    assert {one.tag.removeprefix(SVG) for one in drawn(chart).iter()} <= known


@given(
    st.sampled_from([ChartKind.BARS, ChartKind.COLUMNS, ChartKind.STACKED]),
    st.lists(st.one_of(st.none(), st.just(WITHHELD), st.floats(0, 1e9)), max_size=30),
)
@settings(max_examples=100, deadline=None)
def test_no_figure_leaves_the_paper(kind: ChartKind, values: list[float | None]) -> None:
    labels = tuple(str(number) for number in range(len(values)))
    root = drawn(Chart("c", kind, "t", labels, (Series("a", tuple(values)), Series("b", tuple(values)))))
    wide, high = (float(one) for one in (root.get("viewBox") or "").split()[2:])
    for box in boxes(root):
        x, y, width, height = (float(box.get(name) or 0) for name in ("x", "y", "width", "height"))
        assert x >= 0
        assert y >= 0
        assert x + width <= wide + 0.2
        assert y + height <= high + 0.2


def test_the_same_figures_are_the_same_picture() -> None:
    assert svg(BARS, MARK) == svg(replace(BARS), MARK)


@pytest.mark.parametrize("wrong", [replace(BARS, key='"onload="x'), replace(BARS, labels=("satu",))])
def test_a_chart_that_does_not_add_up_is_refused(wrong: Chart) -> None:
    with pytest.raises(ValueError, match=r"key|one value per label"):
        svg(wrong, MARK)
