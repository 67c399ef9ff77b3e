"""`hub routing`: how cases find their owner. Here: trying a table of rules, and sketches of older cases."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from hub.app.identifiers import clock
from hub.app.roles import opened
from hub.casework.rule_trial import PERSON, Difference, RuleTrial
from hub.casework.sketching import Sketching
from hub.cli import routing_models
from hub.cli.running import run, settings
from hub.domain.directory import Directory
from hub.reference.rule_table import read_rules
from hub.settings import Settings

YEAR = timedelta(days=365)
DAY = timedelta(days=1)
FORMATS = ["%Y-%m-%d"]
FILE = Annotated[Path, typer.Argument(help="A table of rules, .csv or .toml; see docs/routing.md.")]
SINCE = Annotated[
    datetime | None, typer.Option("--since", formats=FORMATS, help="First day; a year ago by default.")
]
UNTIL = Annotated[
    datetime | None, typer.Option("--until", formats=FORMATS, help="Last day; today by default.")
]
ON = Annotated[
    datetime | None,
    typer.Option("--on", formats=FORMATS, help="Route as on this day; today by default."),
]
app = typer.Typer(no_args_is_help=True, help="How cases find their owner: rules and models.")
rules = typer.Typer(no_args_is_help=True, help="The deployment's own rules.")
app.add_typer(rules, name="rules")
routing_models.add_to(app)


@rules.command("try")
def attempt(file: FILE, since: SINCE = None, until: UNTIL = None, on: ON = None) -> None:
    """Show what a table would change, on past cases. Stores nothing; ends with 1 if the file has faults."""
    directory, found = run(_try(settings(), file, since, until, on))
    _show(found, directory)


@app.command("sketch")
def sketch() -> None:
    """Make older cases findable as similar ones; those that have a sketch stay. May run beside the hub."""
    typer.echo(f"{run(_sketched(settings())):,} cases looked at")


async def _sketched(of: Settings) -> int:
    async with opened(of, migrates=False) as hub:
        return await Sketching(hub.tools).catch_up()


async def _try(
    of: Settings, file: Path, since: datetime | None, until: datetime | None, on: datetime | None
) -> tuple[Directory, Difference]:
    now = clock()
    first = since.replace(tzinfo=UTC) if since is not None else now - YEAR
    # nothing came in later than now; the last day of the calendar has none after it
    end = until.replace(tzinfo=UTC) + DAY if until is not None and until.date() < now.date() else now
    async with opened(of, migrates=False) as hub:
        directory = hub.tools.directory()
        table = read_rules(file, directory)
        day = on.date() if on is not None else now.date()
        return directory, await RuleTrial(hub.tools).run(table, first, end, day)


def _show(found: Difference, directory: Directory) -> None:
    console = Console()
    console.print(f"{found.cases:,} cases looked at, {found.changed:,} would go elsewhere")
    console.print(
        f"sent on without a person: {found.routed_before:,} now, {found.routed_after:,} with the table"
    )
    if not found.moves:
        return
    table = Table("now", "with the table", "cases")
    for (before, after), count in sorted(found.moves.items(), key=lambda one: (-one[1], one[0])):
        table.add_row(_name(before, directory), _name(after, directory), f"{count:,}")
    console.print(table)
    if found.numbers:
        console.print("such as " + ", ".join(found.numbers))


def _name(code: str, directory: Directory) -> str:
    agency = directory.agency_of(code)
    return "(a coordinator decides)" if code == PERSON or agency is None else agency.code
