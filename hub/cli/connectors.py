"""`hub connectors`: the agencies' systems this deployment knows, and what each still waits for."""

import os
import time

import typer
from rich.console import Console
from rich.table import Table

from hub.app.identifiers import clock
from hub.cli.running import settings
from hub.connectors.catalogue import load_catalogue

app = typer.Typer(no_args_is_help=True, help="Agencies' systems.")


@app.callback()
def connectors() -> None:
    """Agencies' systems."""


@app.command("list")
def show() -> None:
    """List every instance: kind, agency, abilities, maturity, and the variables it lacks."""
    found = load_catalogue(settings().instance_dir, os.environ, clock, time.monotonic)
    table = Table("instance", "kind", "agency", "can", "maturity", "waits for")
    for one in found.manifests():
        abilities = " ".join(sorted(ability.value for ability in one.capabilities))
        missing = "\n".join(found.missing.get(one.name, ()))
        table.add_row(one.name, one.kind, one.agency or "", abilities, str(one.maturity), missing)
    Console().print(table)
