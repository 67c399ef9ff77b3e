"""Writes what a run found into `docs/benchmarks.md`, between two marks, with a picture per workload."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from benchmarks.comparing import Plan, Result
from benchmarks.goals import Found
from benchmarks.machine import description
from benchmarks.plots import svg
from benchmarks.report import FIGURES, GOALS, bars, goal_rows, markdown, rows, titled, warnings
from benchmarks.servers import ROOT

DOCS = ROOT / "docs"
PAGE = "benchmarks.md"


def marks(part: str) -> tuple[str, str]:
    """Where a part of the figures begins and ends."""
    return f"<!-- {part} begin: written by make bench -->", f"<!-- {part} end -->"


def write(
    part: str, results: Sequence[Result], found: Sequence[Found], plan: Plan, today: date, docs: Path = DOCS
) -> None:
    """Replace that part of the page, and its pictures.

    Raises:
        ValueError: the page has no place for it.
    """
    page = docs / PAGE
    page.write_text(placed(page.read_text(), part, section(results, found, plan, today)))
    for one in results:
        title = f"{titled(one)}: answers per second of processor time"
        (docs / picture(one)).write_text(svg(title, bars(one)))


def placed(text: str, part: str, section: str) -> str:
    """The page with that part replaced."""
    begin, end = marks(part)
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"docs/{PAGE} has no place for {part}")
    return f"{before}{begin}\n{section}\n{end}{after}"


def picture(result: Result) -> str:
    """The file of its bars."""
    return "-".join(["benchmarks", result.workload.name, *([result.where] if result.where else [])]) + ".svg"


def section(results: Sequence[Result], found: Sequence[Found], plan: Plan, today: date) -> str:
    """Machine, goals, then every workload."""
    medians = f"medians of {plan.rounds} x {plan.seconds:g} s"
    about = f"Measured {today.isoformat()}, {plan.connections} connections, {medians}."
    parts = [about + "\n" + "\n".join(description())]
    parts += [markdown(GOALS, goal_rows(found))] if found else []
    for one in results:
        parts.append(f"### {titled(one)}\n{one.workload.title}\n\n![{titled(one)}]({picture(one)})")
        parts.append(markdown(FIGURES, rows(one)))
    return "\n\n".join([*parts, *warnings(results)])
