"""What a plain linear SVM on words and characters reaches, without place, topic or calibration: the bar.

`python -m benchmarks.routing.baseline town.csv --train-until 2024-03-15`
"""

import argparse
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped]
from sklearn.pipeline import make_union  # type: ignore[import-untyped]
from sklearn.svm import LinearSVC  # type: ignore[import-untyped]

from hub.domain.example import Example
from hub.learning import cleaning, table

TOP = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """Shares, 0 to 1. `at_half`: right among the half with the greatest distance between first and second."""

    accuracy: float
    top_3: float
    at_half: float
    seconds: float


def bar(past: Sequence[Example], later: Sequence[Example]) -> Bar:
    """Taught by `past`, judged by `later`."""
    began = perf_counter()
    grams = make_union(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=2, sublinear_tf=True),
    )
    machine = LinearSVC(random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        machine.fit(grams.fit_transform([one.text for one in past]), [one.agency for one in past])
    seconds = perf_counter() - began
    distances = machine.decision_function(grams.transform([one.text for one in later]))
    right = np.array([one.agency for one in later])
    order = np.argsort(-distances, axis=1)
    named = machine.classes_[order]
    best = np.take_along_axis(distances, order[:, :2], axis=1)
    good = named[:, 0] == right
    surest = np.argsort(-(best[:, 0] - best[:, 1]))[: len(later) // 2]
    top = (named[:, :TOP] == right[:, None]).any(axis=1)
    return Bar(float(good.mean()), float(top.mean()), float(good[surest].mean()), seconds)


def main(given: Sequence[str] | None = None) -> None:
    """Print the bar for a file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.routing.baseline", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--train-until", type=date.fromisoformat, required=True)
    parser.add_argument("--min-cases", type=int, default=20)
    asked = parser.parse_args(given)
    cases = cleaning.clean(table.read(asked.file).examples, datetime.now(UTC)).examples
    past, later = cleaning.split(cleaning.frequent(cases, asked.min_cases), asked.train_until)
    found = bar(past, later)
    print(f"accuracy {found.accuracy:.1%}, top three {found.top_3:.1%}, surest half {found.at_half:.1%}")
    print(f"{len(past):,} cases taught, {len(later):,} judged, {found.seconds:.1f} s")


if __name__ == "__main__":
    main()
