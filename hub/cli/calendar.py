"""`hub calendar`: days off of a place as the hub counts them, and a look at a file before it is imported."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from hub.cli.running import run, settings, store
from hub.domain.calendar import SATURDAY
from hub.domain.days_off import Calendar, Change
from hub.domain.directory import Directory
from hub.domain.region import ancestors
from hub.errors import ConfigError
from hub.reference import loader
from hub.settings import Settings
from hub.store import reference

YEAR = Annotated[int, typer.Option(min=2019, max=2099, help="Which year.")]
REGION = Annotated[str | None, typer.Option(help="A place, such as 64.02; the country without it.")]
FILE = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, help="Your calendar.csv or calendar.toml.")
]
COUNTRY = "31"  # the capital's province: where nobody has days of their own, every place is like it
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

app = typer.Typer(no_args_is_help=True, help="Working days that legal clocks count with.")


@app.command("show")
def show(year: YEAR, region: REGION = None) -> None:
    """Show the days off of one year, as this hub counts them now."""
    directory = run(_stored(settings()))
    place = _known(region, directory)
    found = directory.calendar_at(place)
    table = Table("day", "", "what", "source", title=f"{region or 'country'} {year}: {found.version}")
    for day, name, source in _days(directory, place, found, year):
        table.add_row(day.isoformat(), WEEKDAYS[day.weekday()], name, source)
    Console().print(table)


@app.command("check")
def check(file: FILE) -> None:
    """Read a file as `hub reference import` would and tell what it changes; stores nothing."""
    directory = loader.load(None, {"calendar": file})
    table = Table("day", "", "region", "what changes", "version of the place")
    for line in directory.calendar_changes:
        place = line.region or COUNTRY
        version = directory.calendar_at(place).version
        told = _effect(line.day, line.change, line.day in loader.load().days_off(place))
        table.add_row(
            line.day.isoformat(), WEEKDAYS[line.day.weekday()], line.region or "country", told, version
        )
    Console().print(table)


def _effect(day: date, change: Change, was_off: bool) -> str:
    if day.weekday() >= SATURDAY:
        return "nothing: a weekend"
    if was_off is (change is Change.ADD):
        return "nothing: so it is already"
    return "becomes a day off" if change is Change.ADD else "becomes a working day"


def _days(directory: Directory, place: str, found: Calendar, year: int) -> list[tuple[date, str, str]]:
    """Day, name and source, in order; days that a deployment made working days are marked."""
    shown = {one.day: (one.name, one.source or "SKB 3 Menteri (holidays.csv)") for one in directory.holidays}
    for line in directory.calendars.lines(ancestors(place)):
        name = line.name if line.change is Change.ADD else f"worked: {line.name}"
        shown[line.day] = (name, f"{line.source} ({line.version})")
    return [
        (day, *shown[day])
        for day in sorted(shown)
        if day.year == year and (day in found.days_off or shown[day][0].startswith("worked: "))
    ]


def _known(region: str | None, directory: Directory) -> str:
    if region is not None and region not in directory.regions:
        raise ConfigError(f"the reference data know no region {region}")
    return region or COUNTRY


async def _stored(of: Settings) -> Directory:
    async with store(of) as db, db.reading() as conn:
        return await reference.load(conn)
