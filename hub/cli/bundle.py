"""`hub bundle`: offices without a line. The hub's side needs its database, the office's a folder only."""

import os
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from hub.app.identifiers import clock, new_id
from hub.app.roles import opened
from hub.casework.bundle_lines import DONE
from hub.casework.bundling import Bundling, Exported, Imported
from hub.casework.parcel import MOST_FILE, SEED_BYTES, KeyPair, PublicPair, private_text
from hub.casework.telling import Telling
from hub.cli import office
from hub.cli.office_folder import put, read
from hub.cli.running import run, settings
from hub.domain.terminal import printable
from hub.errors import ConfigError
from hub.settings import Settings

OUT = Annotated[Path, typer.Option("--out", help="The file to write.")]
FILE = Annotated[Path, typer.Argument(help="A bundle.")]
CODE = Annotated[str, typer.Argument(help="The office's agency, such as 21.04.kec-bakung-serumpun.")]
AGENCY = Annotated[str, typer.Option("--agency", help="The office's agency.")]
KEY = Annotated[str, typer.Option("--key", help="The office's public key, as `hub bundle keys` printed it.")]
KEY_FILE = Annotated[Path, typer.Option("--key", help="The office's key file.")]
HUB = Annotated[str | None, typer.Option("--hub", help="The hub's public key; needed the first time.")]
INTO = Annotated[Path, typer.Option("--out", help="The office's folder; made where there is none.")]
FOLDER = Annotated[Path, typer.Argument(help="The office's folder.")]
NUMBER = Annotated[str, typer.Argument(help="A tracking number.")]
ACT = Annotated[str, typer.Argument(help=" | ".join(office.ACTS))]
TEXT = Annotated[str, typer.Argument(help="The words: what is promised, done, answered, asked, or why not.")]
PROPOSE = Annotated[str | None, typer.Option("--propose", help="With `return`: whose case it is.")]

app = typer.Typer(no_args_is_help=True, help="Offices without a line: cases and acts carried as files.")


@app.command("keys")
def new_keys(out: OUT) -> None:
    """Office: make a key file, once, and print its public part."""
    seed = secrets.token_bytes(SEED_BYTES)
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise ConfigError(f"{out} cannot be made: {error.strerror}") from None
    with os.fdopen(handle, "w") as file:
        file.write(f"{private_text(seed)}\n")
    typer.echo(KeyPair.of(seed).public.text)


@app.command("public")
def public() -> None:
    """Hub: print its public key, which every office needs once."""
    typer.echo(run(_public(settings())).text)


@app.command("fingerprint")
def fingerprint(key: Annotated[str, typer.Argument(help="A public key.")]) -> None:
    """Either side: a public key in five groups, to be compared over the telephone."""
    typer.echo(PublicPair.parse(key).fingerprint)


@app.command("enroll")
def enroll(agency: CODE, key: KEY) -> None:
    """Hub: take an office's public key, and begin a new chain with it."""
    typer.echo(f"enrolled; fingerprint {run(_enroll(settings(), agency, key)).fingerprint}")


@app.command("list")
def show() -> None:
    """Hub: every enrolled office, and the newest bundle to it and from it."""
    run(_show(settings()))


@app.command("export")
def export(agency: AGENCY, out: OUT) -> None:
    """Hub: write what the office has not acknowledged yet."""
    done = run(_export(settings(), agency))
    put(out, done.file)
    typer.echo(f"bundle {done.number}: {done.cases} cases, {done.events} events")
    if done.more:
        typer.echo("there is more: export again when the office's reply is imported")


@app.command("import")
def take(file: FILE) -> None:
    """Hub: carry out what an office did."""
    done = run(_import(settings(), _bundle(file)))
    if done.again:
        typer.echo(f"bundle {done.number} of {done.agency} had been imported already; nothing was done")
        return
    typer.echo(
        f"bundle {done.number} of {done.agency}: {len(done.results)} acts, {done.received} cases received"
    )
    for one in done.results:
        why = "" if one.code == DONE else f" ({one.message})"
        typer.echo(printable(f"  {one.tracking_number} {one.code}{why}"))


@app.command("open")
def open_(file: FILE, key: KEY_FILE, out: INTO, hub: HUB = None) -> None:
    """Office: check a bundle of the hub and bring the folder up to it."""
    trusted = PublicPair.parse(hub) if hub is not None else None
    done = office.open_bundle(_bundle(file), _keys(key), trusted, out)
    if done.again:
        typer.echo(f"bundle {done.number} had been opened already; nothing was done")
        return
    typer.echo(f"bundle {done.number}: {done.cases} cases; read {out / 'index.html'}")
    if done.more:
        typer.echo("there is more: it comes when the hub has your reply")


@app.command("act")
def act(folder: FOLDER, number: NUMBER, act: ACT, text: TEXT, propose: PROPOSE = None) -> None:
    """Office: write down what the office does with a case; it leaves with the next reply."""
    done = office.act(folder, number, act, text, propose, new_id())
    typer.echo(f"noted: {done.act.act} {done.act.tracking_number}")


@app.command("reply")
def reply(folder: FOLDER, key: KEY_FILE, out: OUT) -> None:
    """Office: write the file that goes back to the hub."""
    done = office.reply(folder, _keys(key), clock())
    put(out, done.file)
    typer.echo(f"reply {done.number}: {done.acts} acts")


@asynccontextmanager
async def _bundling(of: Settings) -> AsyncGenerator[Bundling, None]:
    async with opened(of, migrates=False) as hub:
        services = hub.services
        telling = Telling(hub.tools, services.feed, services.reading)
        yield Bundling(hub.tools, services.acting, services.collecting, telling)


async def _public(of: Settings) -> PublicPair:
    async with _bundling(of) as bundling:
        return bundling.public


async def _enroll(of: Settings, agency: str, key: str) -> PublicPair:
    async with _bundling(of) as bundling:
        return await bundling.enroll(agency, key)


async def _show(of: Settings) -> None:
    table = Table("office", "enrolled", "fingerprint", "to it", "from it")
    async with _bundling(of) as bundling:
        for one, sent, taken in await bundling.enrolled():
            told = (f"{it.number}, {it.at:%Y-%m-%d}" if it else "-" for it in (sent, taken))
            mark = PublicPair.parse(one.public).fingerprint
            table.add_row(one.agency, f"{one.enrolled_at:%Y-%m-%d}", mark, *told)
    Console().print(table)


async def _export(of: Settings, agency: str) -> Exported:
    async with _bundling(of) as bundling:
        return await bundling.export(agency)


async def _import(of: Settings, file: bytes) -> Imported:
    async with _bundling(of) as bundling:
        return await bundling.take(file)


def _bundle(file: Path) -> bytes:
    if file.exists() and not (file.is_file() and file.stat().st_size <= MOST_FILE):
        raise ConfigError(f"{file} is no file, or larger than a bundle can be")
    return read(file)


def _keys(file: Path) -> KeyPair:
    content = read(file)
    if file.stat().st_mode & 0o077:
        raise ConfigError(f"{file.name} is a secret and is open to others: chmod 600")
    return KeyPair.parse(content.decode(errors="replace"))
