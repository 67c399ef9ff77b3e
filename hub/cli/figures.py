"""`hub figures`: hold the figures against a recount of every case, and see which quarters are published."""

from datetime import datetime
from typing import Annotated

import typer

from hub.app.roles import opened
from hub.casework.closing import Closing
from hub.casework.recounting import Recounting
from hub.cli.running import run, settings
from hub.domain.counting import Cell
from hub.settings import Settings

REPAIR = Annotated[
    bool, typer.Option("--repair", help="Add what is missing; stop every server and worker before.")
]
SHOWN = 20
app = typer.Typer(no_args_is_help=True, help="Figures: recount them, see what is published.")


@app.command("check")
def check(repair: REPAIR = False) -> None:
    """Count every case again and compare. 1 when figures differ; changes at the same time may seem to."""
    found = run(_compared(settings(), repair))
    for cell, amount in list(found.items())[:SHOWN]:
        place = f"{cell.month} {cell.region} {cell.agency} {cell.status}".rstrip()
        typer.echo(f"{amount:+} {cell.measure}: {place}", err=True)
    done = "made right" if repair and found else "differ"
    typer.echo(f"{len(found)} figures {done}")
    if found and not repair:
        raise typer.Exit(1)


@app.command("published")
def published() -> None:
    """List the quarters that are published, after publishing those that are due."""
    for quarter, moment in sorted(run(_closed(settings())).items()):
        typer.echo(f"{quarter}  {moment:%Y-%m-%d %H:%M} UTC")


async def _compared(of: Settings, repair: bool) -> dict[Cell, int]:
    async with opened(of, migrates=False) as hub:
        recounting = Recounting(hub.tools)
        found = await recounting.differences()
        if repair and found:
            await recounting.repair()
        return found


async def _closed(of: Settings) -> dict[str, datetime]:
    async with opened(of, migrates=False) as hub:
        return await Closing(hub.tools).close()
