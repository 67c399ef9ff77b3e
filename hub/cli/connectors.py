"""`hub connectors`: the agencies' systems this deployment knows, and what each still waits for."""

import json
import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from hub.app.identifiers import clock
from hub.app.peers import variables
from hub.cli import connectors_kit, connectors_tapes
from hub.cli.running import settings
from hub.connectors.catalogue import load_catalogue, shipped
from hub.connectors.kit.matrix import LETTERS, Row, rows

NARROWEST = 8  # what is left of an agency's code in a narrow window
HEADS = ("instance", "kind", "agency", "".join(LETTERS.values()), "again", "mat", "rec")
LEGEND = (
    "F forwards  R reads records  C feeds changes  W webhooks  L looks up  S counts",
    "again: how a resend is safe   mat: maturity, (n) once it has what it waits for",
    "rec: recorded answers   1: each record is one call, no batch read",
)

app = typer.Typer(no_args_is_help=True, help="Agencies' systems.")
app.command("new")(connectors_kit.new)
app.command("check")(connectors_kit.check)
app.command("try")(connectors_kit.attempt)
app.command("record")(connectors_tapes.record)
app.command("replay")(connectors_tapes.replay)
app.command("drift")(connectors_tapes.compare)


@app.callback()
def connectors() -> None:
    """Agencies' systems."""


@app.command("list")
def show(
    as_json: Annotated[bool, typer.Option("--json", help="All of it, for programs.")] = False,
) -> None:
    """List every instance: kind, agency, abilities, maturity, recorded answers, and what it waits for."""
    of = settings()
    environment = variables(of.secrets_dir, os.environ)
    found = load_catalogue(of.instance_dir, environment, clock, time.monotonic)
    listed = rows(found, of.instance_dir or shipped())
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in listed], indent=2))
        return
    for line in [*_table(listed, shutil.get_terminal_size().columns), "", *LEGEND, *_waiting(listed)]:
        typer.echo(line)


def _table(listed: Sequence[Row], width: int) -> list[str]:
    """One line per instance. Where the window is narrow, agencies' codes are cut; nothing else is."""
    cells = [list(HEADS), *([*_cells(one)] for one in listed)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(HEADS))]
    rest = width - sum(widths) - len(widths) + 1 + widths[2]
    widths[2] = min(widths[2], max(NARROWEST, rest))
    return [
        " ".join(_cut(cell, wide) for cell, wide in zip(line, widths, strict=True)).rstrip() for line in cells
    ]


def _cells(one: Row) -> tuple[str, ...]:
    maturity = str(one.maturity) if one.active else f"({one.maturity})"
    recorded = f"{one.recorded or '-'}{' 1' if one.one_by_one else ''}"
    again = "pull" if one.pull else one.idempotency
    return (one.name, one.kind, one.agency, one.letters, again, maturity, recorded)


def _cut(cell: str, width: int) -> str:
    return cell.ljust(width) if len(cell) <= width else f"{cell[: width - 1]}…"


def _waiting(listed: Sequence[Row]) -> list[str]:
    waiting = [one for one in listed if one.waits_for]
    lines = [f"  {one.name}: {name}" for one in waiting for name in one.waits_for]
    return ["", "waiting for variables (HUB_SECRETS_DIR, or the environment):", *lines] if lines else []
