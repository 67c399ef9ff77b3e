"""`hub escalation`: the package for the Ombudsman, and the number that comes back by letter."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from hub.app.roles import opened
from hub.casework.escalating import Escalating
from hub.casework.package import MOST_FILE, public_key, verify
from hub.cli.running import run, settings
from hub.domain.case import Case, OversightState
from hub.errors import ConfigError
from hub.settings import Settings

TRACKING = Annotated[str, typer.Argument(help="A tracking number.")]
NUMBER = Annotated[str, typer.Argument(help="The Ombudsman's number, such as 0179/LM/VI/2022/BJM.")]
OUT = Annotated[Path, typer.Option("--out", help="The file to write; it must not exist.")]
FILE = Annotated[Path, typer.Argument(help="A package.")]
KEY = Annotated[str | None, typer.Option("--key", help="The maker's public key; without it, this hub's own.")]
NOTE = Annotated[str, typer.Argument(help="What the Ombudsman wrote, in short; the reporter reads it.")]


class Outcome(Enum):
    """What can come of a case at the Ombudsman."""

    RECOMMENDED = "RECOMMENDED"
    DISCHARGED = "DISCHARGED"


STATE = Annotated[Outcome, typer.Argument(case_sensitive=False, help="What came of it.")]
app = typer.Typer(no_args_is_help=True, help="Cases for the Ombudsman: package, check, reference number.")


@app.command("key")
def key() -> None:
    """Print the public key by which anybody can check this hub's packages."""
    typer.echo(run(_key(settings())))


@app.command("export")
def export(tracking: TRACKING, out: OUT) -> None:
    """Write the signed package of a case that somebody asked to escalate."""
    content = run(_export(settings(), tracking))
    try:
        with out.open("xb") as file:
            file.write(content)
    except OSError as error:
        raise ConfigError(f"{out} cannot be written: {error.strerror}") from None
    typer.echo(f"{out}: {len(content)} bytes")


@app.command("verify")
def check(file: FILE, key: KEY = None) -> None:
    """Check a package, byte by byte."""
    trusted = public_key(key if key is not None else run(_key(settings())))
    try:
        if file.stat().st_size > MOST_FILE:
            raise ConfigError(f"{file} is larger than a package can be")
        content = file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}") from None
    found = verify(content, trusted)
    typer.echo(f"genuine: {found.tracking_number}, made by {found.hub} at {found.made_at}")


@app.command("reference")
def reference(tracking: TRACKING, number: NUMBER) -> None:
    """Enter the number the Ombudsman gave the case; again, to correct it."""
    _told(run(_refer(settings(), tracking, number)))


@app.command("conclude")
def conclude(tracking: TRACKING, outcome: STATE, note: NOTE) -> None:
    """Note what came of the case there."""
    _told(run(_conclude(settings(), tracking, OversightState(outcome.value), note)))


def _told(case: Case) -> None:
    typer.echo(f"{case.tracking_number}: {case.oversight.value} {case.oversight_reference or ''}".rstrip())


@asynccontextmanager
async def _escalating(of: Settings) -> AsyncGenerator[Escalating, None]:
    async with opened(of, migrates=False) as hub:
        yield Escalating(hub.tools)


async def _key(of: Settings) -> str:
    async with _escalating(of) as escalating:
        return escalating.signer.public


async def _export(of: Settings, tracking: str) -> bytes:
    async with _escalating(of) as escalating:
        return await escalating.export(tracking)


async def _refer(of: Settings, tracking: str, number: str) -> Case:
    async with _escalating(of) as escalating:
        return await escalating.refer(tracking, number)


async def _conclude(of: Settings, tracking: str, state: OversightState, note: str) -> Case:
    async with _escalating(of) as escalating:
        return await escalating.conclude(tracking, state, note)
