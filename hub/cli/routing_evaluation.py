"""`hub routing evaluate`: a model is taught by older cases and judged by newer ones."""

import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from hub.cli.routing_report import Trial, rows, write
from hub.cli.routing_teaching import FILE, PLAIN, console, from_file, taught, teach
from hub.domain.example import Example
from hub.errors import ConfigError
from hub.learning import cleaning
from hub.learning.judging import judge
from hub.learning.knowledge import Teach
from hub.learning.plain import Tables

UNTIL = Annotated[
    datetime,
    typer.Option("--train-until", formats=["%Y-%m-%d"], help="Last day of what is taught; the rest judges."),
]
LEAST = Annotated[int, typer.Option("--min-cases", min=1, help="Leave out agencies with fewer cases.")]
REPORT = Annotated[Path | None, typer.Option("--report", help="Folder for figures, confusions and a plot.")]


def evaluate(
    file: Annotated[Path, FILE],
    train_until: UNTIL,
    min_cases: LEAST = 20,
    report: REPORT = None,
    plain: Annotated[bool, PLAIN] = False,
) -> None:
    """Teach by cases up to a day, judge by those after it, beside the plain model. Stores no model."""
    out = console()
    cleaned, removed, unreadable = from_file(file, out)
    cases = cleaning.frequent(cleaned, min_cases)
    past, later = cleaning.split(cases, train_until.date())
    if not past or not later:
        raise ConfigError(
            f"there are {len(past):,} cases up to that day and {len(later):,} after it: need both"
        )
    notes = (
        f"{len(cleaned) - len(cases):,} cases of agencies with fewer than {min_cases} in the whole file, "
        "counted after cleaning, left out",
        f"taught by {len(past):,} cases up to {train_until:%Y-%m-%d}, judged by {len(later):,} after it; "
        "of equal texts only the oldest was kept, so none stands on both sides",
    )
    for note in notes:
        out.print(note, markup=False)
    trials = _trials(teach(plain, out), past, later)
    _show(trials, out)
    if report is not None:
        counts = f"{unreadable:,} rows cannot be used; {removed}"
        write(report, file.name, (counts, *notes), trials)
        out.print(f"written to {report}", markup=False)


def _trials(teacher: Teach, past: Sequence[Example], later: Sequence[Example]) -> list[Trial]:
    """The model, and the plain one beside it where that is another."""
    named = [("plain", Tables)] if teacher is Tables else [("linear", teacher), ("plain", Tables)]
    found = []
    for name, each in named:
        made = taught(name, 1, past, each)
        found.append(Trial(name, judge(made.model, later, time.perf_counter), made.seconds))
    return found


def _show(trials: Sequence[Trial], out: Console) -> None:
    shown = Table("", *(one.name for one in trials))
    for row in rows(trials):
        shown.add_row(*row)
    out.print(shown)
