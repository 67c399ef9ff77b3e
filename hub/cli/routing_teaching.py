"""What the commands about models share: past cases, a teacher, and a clock that only moves forward."""

import importlib.util
import platform
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import typer
from rich.console import Console

from hub.app.identifiers import clock
from hub.domain.example import Example
from hub.domain.terminal import printable
from hub.errors import ModelRefused
from hub.learning import cleaning, table, training
from hub.learning.cleaning import Removed
from hub.learning.knowledge import Teach
from hub.learning.model import Model
from hub.learning.plain import Tables
from hub.learning.sureness import HeldOut

SHOWN = 20
LIBRARIES = ("numpy", "scipy", "scikit-learn")
EXTRA_MISSING = "scikit-learn is not there, so the plain model is trained: pip install lapor-hub[routing]"


@dataclass(frozen=True, slots=True)
class Taught:
    """A model, what it was worth on the newest of its own cases, and how long its training took."""

    model: Model
    held_out: HeldOut | None
    seconds: float


def from_file(file: Path, out: Console) -> tuple[tuple[Example, ...], Removed, int]:
    """The cases of a CSV that may teach, what was left out, and how many rows could not be read.

    The first 20 of those are told by line.
    """
    rows = table.read(file)
    if rows.bad:
        out.print(f"{len(rows.bad):,} rows cannot be used:")
        for bad in rows.bad[:SHOWN]:
            out.print(f"  {file.name}:{bad.line}: {bad.why}", markup=False)
        if len(rows.bad) > SHOWN:
            out.print(f"  and {len(rows.bad) - SHOWN:,} more")
    examples, removed = cleaned(rows.examples, out)
    return examples, removed, len(rows.bad)


def cleaned(cases: Sequence[Example], out: Console) -> tuple[tuple[Example, ...], Removed]:
    """Past cases that may teach; says what was left out. Raises `ModelRefused`: nothing remains."""
    found = cleaning.clean(cases, clock())
    out.print(f"{len(cases):,} cases read; left out: {found.removed}")
    if not found.examples:
        raise ModelRefused("no case is left to learn from")
    return found.examples, found.removed


def teach(plain: bool, out: Console) -> Teach:
    """The stronger teacher where its library is there and nobody asked for the plain one."""
    if not plain and importlib.util.find_spec("sklearn") is None:
        out.print(EXTRA_MISSING, markup=False)
        plain = True
    if plain:
        return Tables
    from hub.learning.separating import Separator  # numpy and scipy; never loaded by a process that serves

    return Separator


def taught(name: str, number: int, cases: Sequence[Example], teacher: Teach) -> Taught:
    """A model of these cases, oldest first."""
    began = time.perf_counter()
    model, held_out = training.train(name, number, cases, teacher)
    return Taught(model, held_out, time.perf_counter() - began)


def libraries() -> dict[str, str]:
    """Versions of what trains a model, as far as it is installed."""
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def told(text: str) -> str:
    """A name or word from a file, fit for a screen."""
    return printable(text).replace("\n", " ")


def said(text: str, read: Callable[[], str] = lambda: sys.stdin.read(100_000)) -> str:
    """A text given as an argument, or `-` for standard input."""
    return read() if text == "-" else text


def console() -> Console:
    """Where commands speak: lines are never broken, so that other programmes can read them."""
    return Console(soft_wrap=True, highlight=False)


def share(value: float | None) -> str:
    """A share in percent; a dash where there is none."""
    return "-" if value is None else f"{100 * value:.1f} %"


FILE = typer.Argument(help="CSV with text, agency, topic, region, reported_at; see docs/routing-model.md.")
PLAIN = typer.Option("--plain", help="The model of our own small size, though scikit-learn is there.")
