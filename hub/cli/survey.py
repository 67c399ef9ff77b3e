"""`hub survey`: paper questionnaires come in as a file; what people wrote goes to the unit it is about."""

from pathlib import Path
from typing import Annotated

import typer

from hub.app.roles import opened
from hub.casework.survey_import import MOST_BYTES, Imported, SurveyImport
from hub.casework.surveying import Surveying
from hub.cli.running import run, settings
from hub.domain.terminal import printable
from hub.errors import ConfigError
from hub.settings import Settings

FILE = Annotated[Path, typer.Argument(help="A CSV file; docs/satisfaction.md says which columns.")]
AGENCY = Annotated[str, typer.Argument(help="Code of the unit.")]
FIRST = Annotated[str, typer.Option("--from", help="First month, 2026-01.")]
LAST = Annotated[str, typer.Option("--to", help="Last month, 2026-12.")]
app = typer.Typer(no_args_is_help=True, help="Satisfaction survey (SKM): import paper, read comments.")


@app.command("import")
def put_in(file: FILE) -> None:
    """Take every questionnaire of a file, or none while a row has a fault; again, nothing happens."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise ConfigError(f"{file} is larger than {MOST_BYTES // 1024 // 1024} MiB")
        content = file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}") from None
    done = run(_import(settings(), content))
    for fault in done.faults:
        typer.echo(f"{file}: {fault}", err=True)
    if done.faults:
        typer.echo("nothing was taken", err=True)
        raise typer.Exit(1)
    typer.echo(f"{done.taken} taken, {done.known} known already")


@app.command("comments")
def comments(agency: AGENCY, first: FIRST, last: LAST) -> None:
    """Print what people wrote about a unit: for the unit itself, never for the public."""
    for month, text in run(_comments(settings(), agency, first, last)):
        typer.echo(f"{month}  {printable(' '.join(text.split()))}")


async def _import(of: Settings, content: bytes) -> Imported:
    async with opened(of, migrates=False) as hub:
        return await SurveyImport(hub.tools).put_in(content)


async def _comments(of: Settings, agency: str, first: str, last: str) -> list[tuple[str, str]]:
    async with opened(of, migrates=False) as hub:
        return await Surveying(hub.tools).comments(agency, first, last)
