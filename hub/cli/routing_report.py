"""The files of an evaluation: figures (JSON), confusions (CSV), a reliability plot (SVG), a page of them."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from hub.cli.routing_teaching import share
from hub.domain.report import Chart, ChartKind, ColumnKind, Series
from hub.errors import ConfigError
from hub.learning.judging import Figures, Judged
from hub.reporting.charts import svg
from hub.reporting.text import inert

MOST_TOLD = 15  # confusions on the page; the CSV has all of them


@dataclass(frozen=True, slots=True)
class Trial:
    """A model under its name: how it judged, and the seconds its training took."""

    name: str
    judged: Judged
    seconds: float


def rows(trials: Sequence[Trial]) -> Iterator[tuple[str, ...]]:
    """Every figure with its value per model, in words."""
    for column in zip(*(list(_figures(one)) for one in trials), strict=True):
        yield (column[0][0], *(value for _, value in column))


def _figures(trial: Trial) -> Iterator[tuple[str, str]]:
    one = trial.judged.figures
    yield "cases / agencies", f"{one.cases:,} / {one.agencies}"
    yield "accuracy", share(one.accuracy)
    yield "right one among the first three", share(one.top_3)
    yield "macro-F1", f"{one.macro_f1:.3f}"
    yield "would go out without a person", share(one.auto_coverage)
    yield "of these right", share(one.auto_precision)
    for part, right in one.precision_at.items():
        yield f"right among the most confident {part}", share(right)
    yield "expected calibration error", f"{one.calibration_error:.3f}"
    yield "ms per case", f"{one.ms_per_case:.2f}"
    yield "training seconds", f"{trial.seconds:.1f}"


def write(folder: Path, source: str, notes: Sequence[str], trials: Sequence[Trial]) -> None:
    """Write evaluation.json, confusion.csv, reliability.svg and report.md; those of before are replaced.

    Raises:
        ConfigError: the folder cannot be written to.
    """
    first = trials[0]
    files = {
        "evaluation.json": _json(source, notes, trials),
        "confusion.csv": _confusion(first.judged),
        "reliability.svg": _plot(first.judged.figures),
        "report.md": _page(source, notes, trials),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_text(content, encoding="utf-8", newline="")
    except OSError as fault:
        raise ConfigError(f"{folder} cannot be written to ({fault.strerror})") from None


def _json(source: str, notes: Sequence[str], trials: Sequence[Trial]) -> str:
    models = {
        one.name: {"figures": one.judged.figures, "training_seconds": round(one.seconds, 2)} for one in trials
    }
    document = {"source": source, "notes": list(notes), "models": models}
    return msgspec.json.format(msgspec.json.encode(document), indent=1).decode() + "\n"


def _confusion(judged: Judged) -> str:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(("right", "named", "cases"))
    table.writerows((inert(right), inert(named), count) for right, named, count in judged.confusions)
    return out.getvalue()


def _plot(figures: Figures) -> str:
    bins = figures.bins
    chart = Chart(
        key="reliability",
        kind=ChartKind.POINTS,
        title="How often the model is right, by how likely it says it is",
        labels=tuple(f"{one.cases:,} cases" for one in bins),
        series=(
            Series("promised", tuple(one.promised for one in bins)),
            Series("right", tuple(one.right for one in bins)),
            Series("cases", tuple(float(one.cases) for one in bins)),
        ),
        unit=ColumnKind.SHARE,
        across="promised",
        up="right",
    )
    return svg(chart, "")


def _page(source: str, notes: Sequence[str], trials: Sequence[Trial]) -> str:
    names = [one.name for one in trials]
    lines = [f"# Routing model on {_plain(source)}", "", *(f"- {_plain(note)}" for note in notes), ""]
    lines += [f"| | {' | '.join(names)} |", f"|---{'|---:' * len(names)}|"]
    lines += [f"| {' | '.join(row)} |" for row in rows(trials)]
    lines += ["", "![reliability](reliability.svg)", "", f"## What {names[0]} takes for what", ""]
    lines += ["| right | named | cases |", "|---|---|---:|"]
    worst = trials[0].judged.confusions[:MOST_TOLD]
    lines += [f"| {_plain(right)} | {_plain(named)} | {count:,} |" for right, named, count in worst]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """A text that is nothing but text on a page in Markdown."""
    kept = inert(text).replace("\n", " ")
    return "".join(f"\\{sign}" if sign in "|<>[]`*_\\" else sign for sign in kept)
