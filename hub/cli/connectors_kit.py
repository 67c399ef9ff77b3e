"""`hub connectors new|check|try`: from an agency's own documents to a system that was seen to answer."""

import asyncio
import json
import re
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from hub.app import kit
from hub.app.identifiers import clock
from hub.cli.running import run, settings
from hub.connectors.base import FetchesMany
from hub.connectors.instance import FILL_IN, read_instance
from hub.connectors.kit.calls import Call
from hub.connectors.kit.cassette import sent
from hub.connectors.kit.checking import Finding, Level, of_abilities, of_line, of_read
from hub.connectors.kit.curl import read_calls
from hub.connectors.kit.draft import Draft, draft
from hub.connectors.kit.openapi import Secured, read_document
from hub.connectors.kit.reaching import reach
from hub.connectors.kit.rehearsing import OPERATIONS, check_call, perform
from hub.connectors.manners import manners_of
from hub.connectors.tap import Exchange
from hub.errors import ConfigError

NAME = Annotated[str, typer.Argument(help="The instance: its file's name without .toml.")]
LONGEST_SHOWN = 20_000  # characters of an answer


def new(
    name: Annotated[str, typer.Argument(help="What the instance shall be called: small letters, hyphens.")],
    from_curl: Annotated[Path | None, typer.Option(help="File with curl commands and their answers.")] = None,
    from_openapi: Annotated[Path | None, typer.Option(help="OpenAPI 3 or Swagger 2, JSON or YAML.")] = None,
    agency: Annotated[str, typer.Option(help="Code of the agency, as in the reference data.")] = FILL_IN,
    folder: Annotated[
        Path | None, typer.Option("--dir", help="Where to write; HUB_INSTANCE_DIR without it.")
    ] = None,
) -> None:
    """Draft an instance file from curl commands or an OpenAPI file, and say what is left to do."""
    target = folder or settings().instance_dir
    if target is None:
        raise ConfigError("say where: --dir DIR, or set HUB_INSTANCE_DIR to a folder of your own")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ConfigError(f"call it otherwise than {name}: small letters, digits and hyphens")
    calls, secured = _calls(from_curl, from_openapi)
    made = draft(name, agency, calls, secured)
    file = target / f"{name}.toml"
    _write(file, made)
    typer.echo(f"wrote {file}")
    _say_next(file, made)


def _calls(from_curl: Path | None, from_openapi: Path | None) -> tuple[list[Call], Secured | None]:
    source = from_curl or from_openapi
    if source is None or (from_curl and from_openapi):
        raise ConfigError("say where from: --from-curl FILE or --from-openapi FILE")
    try:
        text = source.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ConfigError(f"{source}: there is no such file, or it is no UTF-8 text") from None
    return (read_calls(text, source.name), None) if from_curl else read_document(text, source.name)


def _write(file: Path, made: Draft) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as opened:
            opened.write(made.text)
    except FileExistsError:
        raise ConfigError(f"{file} is there already; remove it first, or choose another name") from None
    except OSError:
        raise ConfigError(f"{file} cannot be written") from None


def _say_next(file: Path, made: Draft) -> None:
    typer.echo("set these, or put each into a file of this name in HUB_SECRETS_DIR:")
    for variable in made.variables:
        optional = "" if variable.startswith("HUB_SECRET_") else "   # only where the address is another"
        typer.echo(f"  export {variable}=...{optional}")
    typer.echo("to do:")
    for number, point in enumerate(made.todo, 1):
        typer.echo(f"  {number}. {point}")
    try:
        read_instance(file)
    except ConfigError as fault:
        typer.echo("it loads when this is done:")
        for line in str(fault).splitlines():
            typer.echo(f"  {line}")
    else:
        typer.echo(f"next: hub connectors check {file.stem}")


def check(name: NAME) -> None:
    """Look at the live system: certificate, credential, one read, clock, latency. Status 1 if one fails."""
    if run(_check(kit.subject(settings(), name))):
        raise typer.Exit(1)


async def _check(of: kit.Subject) -> bool:
    exchanges: list[Exchange] = []
    connector = kit.opened(of, exchanges.append)
    failed = False

    def say(finding: Finding) -> None:
        nonlocal failed
        failed = failed or finding.level is Level.FAIL
        typer.echo(f"{finding.level.value:<4}  {finding.subject:<12}{of.masks.shown_text(finding.told)}")

    try:
        if of.address.startswith("http"):
            tls = manners_of(of.instance, of.environment, asyncio.get_running_loop().time).tls
            for finding in of_line(await reach(of.address, tls() if tls else None), clock()):
                say(finding)
        if not failed:
            health = await connector.health()
            named = [one for one in of.instance.variables() if one.startswith("HUB_SECRET_")]
            for finding in of_read(health, exchanges, named, clock(), of.instance.limits.deadline):
                say(finding)
        for finding in of_abilities(connector.manifest, isinstance(connector, FetchesMany)):
            say(finding)
    finally:
        await connector.aclose()
    return failed


def attempt(
    name: NAME,
    operation: Annotated[str, typer.Argument(help=f"One of: {', '.join(OPERATIONS)}.")],
    arguments: Annotated[list[str] | None, typer.Argument(help="What the operation takes.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Yes, write into the agency's system.")] = False,
) -> None:
    """Try one operation: shows request, raw answer and mapped result; secrets and persons are masked."""
    of = kit.subject(settings(), name)
    if run(_attempt(of, operation, arguments or [], yes)):
        raise typer.Exit(1)


async def _attempt(of: kit.Subject, operation: str, arguments: list[str], yes: bool) -> bool:
    exchanges: list[Exchange] = []
    connector = kit.opened(of, exchanges.append)
    try:
        check_call(connector, operation, arguments)
        case = kit.sample(of)
        if OPERATIONS[operation].writes and not yes:
            told = f"{operation} writes into the system of {of.instance.agency}; say --yes if that is agreed"
            raise ConfigError(told)
        outcome = await perform(connector, operation, arguments, case)
    finally:
        await connector.aclose()
    for exchange in exchanges:
        _show(of, exchange)
    typer.echo(f"= {outcome.fault or _plain(of, outcome.result)}")
    for word in outcome.unmapped:
        typer.echo(f'! the word "{of.masks.shown_text(word)}" stands for nothing yet: add it to [statuses]')
    if operation == "forward" and not outcome.fault:
        typer.echo(f"the sample's number is {case.tracking_number}, for `try {of.name} search`")
    return bool(outcome.fault)


def _show(of: kit.Subject, one: Exchange) -> None:
    masks = of.masks
    typer.echo(f"> {one.method} {masks.shown_text(of.address.rstrip('/') + one.target)}")
    for header, value in one.headers.items():
        typer.echo(f"> {header}: {masks.header(header, value, of.proofs)}")
    if one.body:
        typer.echo(f"> {_plain(of, sent(one))}")
    if not one.status:
        typer.echo("< no answer")
        return
    typer.echo(f"< {one.status} in {one.seconds * 1000:.0f} ms")
    typer.echo(f"< {_readable(of, one.answer)}")


def _readable(of: kit.Subject, answer: bytes) -> str:
    try:
        return _plain(of, msgspec.json.decode(answer))
    except msgspec.DecodeError:
        return of.masks.shown_text(answer.decode("utf-8", "replace")[:LONGEST_SHOWN])


def _plain(of: kit.Subject, value: object) -> str:
    text = json.dumps(of.masks.shown(value), ensure_ascii=False, indent=2)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}\n… (cut)"
