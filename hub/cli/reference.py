"""`hub reference`: regions, topics, agencies and their jurisdictions, as files of a deployment."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from hub.casework.reference import Reference
from hub.cli.running import run, settings, store
from hub.domain.directory import Directory
from hub.reference import loader
from hub.settings import Settings

FOLDER = Annotated[
    Path | None, typer.Argument(help="Folder with your own files; the shipped ones fill the gaps.")
]
app = typer.Typer(no_args_is_help=True, help="Check and import reference data.")


@app.command("check")
def check(folder: FOLDER = None) -> None:
    """Read the files and tell every fault as file:line; changes nothing."""
    _show(loader.load(folder))


@app.command("import")
def put_in(folder: FOLDER = None) -> None:
    """Replace the reference data in the store, all or nothing."""
    _show(run(_import(settings(), folder)))


async def _import(of: Settings, folder: Path | None) -> Directory:
    async with store(of) as db:
        return await Reference(db).put_in(folder)


def _show(directory: Directory) -> None:
    table = Table("what", "how many", title=f"reference data {directory.version}")
    for name in ("regions", "topics", "agencies", "aliases", "jurisdictions", "keyword_rules", "holidays"):
        table.add_row(name.replace("_", " "), f"{len(getattr(directory, name)):,}")
    table.add_row("legal limits", str(len(directory.legal_limits)))
    table.add_row("channels", str(len(directory.channels)))
    table.add_row("routing rules", str(len(directory.routing_rules)))
    table.add_row("templates", str(len(directory.templates)))
    Console().print(table)
