"""A plain linear SVM beside the hub's two models, on cases of an invented town or on a file of your own.

`python -m benchmarks.routing.comparing --seed 1` or `python -m benchmarks.routing.comparing FILE`
"""

import argparse
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from benchmarks.routing.complaints import write
from hub.domain.example import Example
from hub.learning import cleaning, judging, table, training
from hub.learning.knowledge import Teach
from hub.learning.plain import Tables
from hub.learning.separating import Separator

LEAST, TAUGHT = 20, 0.8
PARTS = (0.3, 0.5, 0.6, 0.7)


@dataclass(frozen=True)
class Row:
    """What one method reaches. Shares; `precision`: of the most confident 30, 50, 60 and 70 %."""

    method: str
    accuracy: float
    top_3: float
    macro_f1: float
    precision: tuple[float, ...]
    auto: tuple[float, float] | None  # coverage and precision of what goes out without a person
    calibration_error: float | None
    seconds: float
    ms: float


def parts(file: Path) -> tuple[tuple[Example, ...], tuple[Example, ...]]:
    """The older 80 % of the cleaned cases of agencies with at least 20 of them, and the newer 20 %."""
    cleaned = cleaning.clean(table.read(file).examples, datetime.now(UTC)).examples
    cases = cleaning.frequent(cleaned, LEAST)
    border = int(len(cases) * TAUGHT)
    return cases[:border], cases[border:]


def plain_svm(past: Sequence[Example], later: Sequence[Example]) -> Row:
    """Words and pairs, pieces of three to five signs, one plane per agency, nothing else."""
    began = time.perf_counter()
    readers = (
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2),
    )
    texts = [one.text for one in past]
    machine = LinearSVC(C=0.5, random_state=0)
    machine.fit(hstack([one.fit_transform(texts) for one in readers]), [one.agency for one in past])
    seconds = time.perf_counter() - began
    began = time.perf_counter()
    unseen = [one.text for one in later]
    scores = machine.decision_function(hstack([one.transform(unseen) for one in readers]).tocsr())
    ms = 1000 * (time.perf_counter() - began) / len(later)
    order = np.argsort(-scores, axis=1)
    right = np.array([one.agency for one in later])
    named = machine.classes_[order]
    good = named[:, 0] == right
    ranked = np.sort(scores, axis=1)
    sure = np.argsort(-(ranked[:, -1] - ranked[:, -2]))
    return Row(
        "linear SVM, words and pieces",
        float(good.mean()),
        float((named[:, :3] == right[:, None]).any(axis=1).mean()),
        judging.macro_f1(right.tolist(), named[:, 0].tolist()),
        tuple(float(good[sure[: int(len(sure) * part)]].mean()) for part in PARTS),
        None,
        None,
        seconds,
        ms,
    )


def ours(method: str, past: Sequence[Example], later: Sequence[Example], teach: Teach) -> Row:
    """A model of the hub."""
    began = time.perf_counter()
    model, _ = training.train("town", 1, past, teach)
    seconds = time.perf_counter() - began
    found = judging.judge(model, later, time.perf_counter).figures
    return Row(
        method,
        found.accuracy,
        found.top_3,
        found.macro_f1,
        tuple(found.precision_at.values()),
        None if found.auto_precision is None else (found.auto_coverage, found.auto_precision),
        found.calibration_error,
        seconds,
        found.ms_per_case,
    )


def compare(file: Path) -> list[Row]:
    """All three on one file."""
    past, later = parts(file)
    return [
        plain_svm(past, later),
        ours("model of the hub, linear", past, later, Separator),
        ours("model of the hub, plain", past, later, Tables),
    ]


def line(row: Row) -> str:
    """One line of a table in Markdown."""
    auto = "-" if row.auto is None else f"{row.auto[0]:.1%} at {row.auto[1]:.1%}"
    error = "-" if row.calibration_error is None else f"{row.calibration_error:.3f}"
    precision = " / ".join(f"{one:.3f}" for one in row.precision)
    return (
        f"| {row.method} | {row.accuracy:.3f} | {row.top_3:.3f} | {row.macro_f1:.3f} | {precision} | {auto} "
        f"| {error} | {row.seconds:.0f} s | {row.ms:.1f} ms |"
    )


def main(given: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.routing.comparing", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--rows", type=int, default=12_500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-fields", action="store_true", help="leave topic and region empty")
    asked = parser.parse_args(given)
    with tempfile.TemporaryDirectory() as folder:
        file = asked.file or Path(folder) / "town.csv"
        if asked.file is None:
            with file.open("w", encoding="utf-8", newline="") as to:
                write(to, asked.rows, asked.seed, not asked.no_fields)
        print("| method | accuracy | top 3 | macro-F1 | precision | alone | error | time | case |")
        print("|---|---|---|---|---|---|---|---|---|")
        for row in compare(file):
            print(line(row), flush=True)


if __name__ == "__main__":
    main()
