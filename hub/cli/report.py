"""`hub report`: quarterly and semester reports as files, and open aggregates on a portal of open data."""

from collections.abc import Callable, Mapping
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from hub.app.roles import opened
from hub.casework.compiling import Compiling
from hub.casework.gathering import Wanted
from hub.casework.publishing import Published, Publishing
from hub.cli.running import run, settings
from hub.domain.period import period as read_period
from hub.domain.report import Report, ReportKind
from hub.errors import ConfigError
from hub.reporting import csv_file, json_file, page, xlsx
from hub.reporting.csv_file import CsvStyle
from hub.reporting.dataset import data_set
from hub.settings import Settings


class Chapters(Enum):
    """What a report is about."""

    ALL = "all"
    SP4N = "sp4n"
    SKM = "skm"
    FKP = "fkp"
    PEKPPP = "pekppp"


class Format(Enum):
    """What sort of file it becomes."""

    XLSX = "xlsx"
    CSV = "csv"
    HTML = "html"
    JSON = "json"


PERIOD = Annotated[str, typer.Option("--period", help="2026Q3, 2026S2, 2026 or 2026-07.")]
AGENCY = Annotated[
    str | None, typer.Option("--agency", help="Only of this agency, such as 62.01.disdukcapil.")
]
REGION = Annotated[str | None, typer.Option("--region", help="Only of this region, such as 62.01.")]
KIND = Annotated[Chapters, typer.Option("--kind", help="Which chapter.")]
FORMAT = Annotated[
    Format | None,
    typer.Option("--format", help="Default: as the name of --out ends; csv is a ZIP of tables."),
]
OUT = Annotated[Path | None, typer.Option("--out", help="The file to write; it must not exist.")]
TITLE = Annotated[str | None, typer.Option("--title", help="Instead of the usual one.")]
SEMICOLON = Annotated[
    bool, typer.Option("--semicolon", help="CSV with ; and decimal commas, as Excel in Indonesia wants it.")
]
BOM = Annotated[bool, typer.Option("--bom", help="CSV marked as UTF-8, for Excel.")]
CKAN = Annotated[str, typer.Option("--ckan", help="The portal: an instance of kind ckan.")]

ENDINGS = {".xlsx": Format.XLSX, ".zip": Format.CSV, ".html": Format.HTML, ".json": Format.JSON}
SUFFIX = {one: suffix for suffix, one in ENDINGS.items()}
app = typer.Typer(
    help="Reports per month, quarter, semester or year; `publish` puts them on an open data portal."
)


@app.callback(invoke_without_command=True)
def report(
    context: typer.Context,
    period: Annotated[str | None, typer.Option("--period", help="2026Q3, 2026S2, 2026 or 2026-07.")] = None,
    agency: AGENCY = None,
    region: REGION = None,
    kind: KIND = Chapters.ALL,
    format: FORMAT = None,
    out: OUT = None,
    title: TITLE = None,
    semicolon: SEMICOLON = False,
    bom: BOM = False,
) -> None:
    """Write a report of a period into a file."""
    if context.invoked_subcommand is not None:
        return
    if period is None:
        raise ConfigError("say which period: --period 2026Q3, 2026S2, 2026 or 2026-07")
    wanted = Wanted(read_period(period), _chapters(kind), agency, region, title)
    chosen, file = _target(format, out, wanted)
    made = run(_compiled(settings(), wanted))
    content = _written(chosen, CsvStyle(semicolon, bom))(made)
    _put(file, content)
    tables = sum(1 for _ in made.tables())
    state = "" if made.closed else "; not complete yet"
    typer.echo(f"{file}: {made.period.code}, {tables} tables, {len(content)} bytes{state}")


@app.command("publish")
def publish(
    ckan: CKAN,
    period: PERIOD,
    agency: AGENCY = None,
    region: REGION = None,
    kind: KIND = Chapters.ALL,
    title: TITLE = None,
) -> None:
    """Put the open tables of a closed period on a portal; doing it again changes nothing there."""
    wanted = Wanted(read_period(period), _chapters(kind), agency, region, title)
    done = run(_published(settings(), ckan, wanted))
    typer.echo(f"{ckan}: {done.created} created, {done.replaced} replaced, {done.unchanged} unchanged")


def _chapters(kind: Chapters) -> tuple[ReportKind, ...]:
    return tuple(ReportKind) if kind is Chapters.ALL else (ReportKind(kind.value.upper()),)


def _target(format: Format | None, out: Path | None, wanted: Wanted) -> tuple[Format, Path]:
    """What to write, and where."""
    chosen = format or (ENDINGS.get(out.suffix.lower()) if out else Format.XLSX)
    if chosen is None:
        raise ConfigError("say the format: --format xlsx, csv, html or json")
    file = out or Path(f"laporan-{wanted.period.code}{SUFFIX[chosen]}")
    if file.exists():
        raise ConfigError(f"{file} is there already")
    return chosen, file


def _written(chosen: Format, style: CsvStyle) -> Callable[[Report], bytes]:
    writers: Mapping[Format, Callable[[Report], bytes]] = {
        Format.XLSX: xlsx.written,
        Format.CSV: partial(csv_file.zipped, style=style),
        Format.HTML: page.written,
        Format.JSON: json_file.written,
    }
    return writers[chosen]


def _put(file: Path, content: bytes) -> None:
    try:
        with file.open("xb") as out:
            out.write(content)
    except OSError as error:
        raise ConfigError(f"{file} cannot be written: {error.strerror}") from None


async def _compiled(of: Settings, wanted: Wanted) -> Report:
    async with opened(of, migrates=False) as hub:
        return await Compiling(hub.tools).report(wanted)


async def _published(of: Settings, portal: str, wanted: Wanted) -> Published:
    """Checked before anything is read: a running period is not even compiled."""
    async with opened(of, migrates=False) as hub:
        publishing = Publishing(hub.tools)
        publishing.check(portal, wanted.period)
        compiling = Compiling(hub.tools)
        wanted = compiling.of_today(wanted)
        made = await compiling.report(wanted)
        if not made.closed:
            raise ConfigError(
                f"the figures of {wanted.period.code} are not all published yet: see docs/reports.md"
            )
        if not any(table.open and table.rows for _, table in made.tables()):
            raise ConfigError(f"there is nothing to publish of {wanted.period.code}: no open table has a row")
        # one chapter alone is a data set of its own: it must not take the words of the whole away
        chapter = wanted.kinds[0].value if len(wanted.kinds) == 1 else None
        about = "-".join(filter(None, (chapter, wanted.region, wanted.agency)))
        data = data_set(made, about, wanted.title)
        return await publishing.publish(portal, wanted.period, data)
