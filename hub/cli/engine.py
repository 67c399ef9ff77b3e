"""`hub engine explain`: how an operation is answered, before it runs and when it has run."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from strawberry.types import ExecutionResult

from hub.app.identifiers import new_id
from hub.app.roles import opened
from hub.casework.sealing import CursorSeal
from hub.cli.running import run, settings
from hub.domain.caller import Caller, Role
from hub.domain.terminal import printable
from hub.engine.engine import Interpreted
from hub.engine.explaining import explained, loads, mermaid, objects, svg, tree
from hub.engine.plan import Plan
from hub.errors import ConfigError
from hub.resolvers.contexts import Contexts
from hub.resolvers.schema import HubSchema, build
from hub.schema.reading import Reading
from hub.schema.refusals import Refused
from hub.settings import Settings
from hub.store.watching import Sent, watched

PLACES = {Role.OFFICER: "agency", Role.PORTAL: "channel", Role.PEER: "channel"}
SHOWN = 110  # letters of a statement
FILE = Annotated[Path, typer.Argument(help="A file with the operation in GraphQL; - is standard input.")]
AS = Annotated[
    str | None,
    typer.Option("--as", help="Who asks: a role, and what it is bound to: coordinator:62.01, portal:web."),
]
VARIABLES = Annotated[str, typer.Option("--variables", help="The variables, as a JSON object.")]
NAME = Annotated[str | None, typer.Option("--operation", help="Which one, where the file has several.")]
SVG = Annotated[Path | None, typer.Option("--svg", help="Draw the plan into this file.")]
CHART = Annotated[bool, typer.Option("--mermaid", help="Print the plan in the Mermaid language instead.")]
RUN = Annotated[bool, typer.Option("--run", help="Run it, too, on the configured database.")]
app = typer.Typer(no_args_is_help=True, help="The engine: how operations are answered.")


@app.callback()
def engine() -> None:
    """Keep `explain` a word of its own."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """One operation, read and planned, with the variables of this request."""

    schema: HubSchema
    text: str
    name: str | None
    reading: Reading
    variables: Mapping[str, Any]
    plan: Plan | Interpreted


@app.command("explain")
def explain(
    file: FILE,
    as_: AS = None,
    variables: VARIABLES = "{}",
    operation: NAME = None,
    drawn: SVG = None,
    chart: CHART = False,
    run_it: RUN = False,
) -> None:
    """Show the plan of an operation: what is got how, its cost, what is interpreted and why."""
    asked = _read(
        typer.get_text_stream("stdin").read() if str(file) == "-" else _text(file), variables, operation
    )
    caller = _caller(as_) if as_ is not None else None
    if isinstance(asked.plan, Plan) and chart:
        typer.echo(mermaid(explained(asked.plan)), nl=False)
        return
    for line in _lines(asked, caller):
        typer.echo(printable(line))
    if drawn is not None and isinstance(asked.plan, Plan):
        drawn.write_text(svg(explained(asked.plan), operation or "query"), encoding="utf-8")
        typer.echo(f"drawn: {drawn}")
    if run_it:
        _show(asked, *_ran(asked, caller))


def _read(text: str, variables: str, name: str | None) -> _Asked:
    schema = build(open_introspection=True)
    try:
        given = orjson.loads(variables)
        reading = schema.reader.read(text, name)
    except orjson.JSONDecodeError:
        raise ConfigError("--variables: no JSON") from None
    except Refused as refused:
        raise ConfigError("\n".join(error.message for error in refused.errors)) from None
    if not isinstance(given, dict):
        raise ConfigError("--variables: no JSON object")
    coerced = {**reading.defaults, **given}
    missing = [one for one in reading.asked.conditions if one not in coerced]
    if missing:
        raise ConfigError(f"--variables: {missing[0]} decides what is asked, and is missing")
    found = schema.engine.plan(reading.asked, coerced)
    plan = found if isinstance(found, Interpreted) else found.plan
    return _Asked(schema, text, name, reading, given, plan)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ConfigError(f"{file} cannot be read") from None


def _caller(text: str) -> Caller:
    word, _, place = text.partition(":")
    try:
        role = Role(word.upper())
    except ValueError:
        known = ", ".join(one.value.lower() for one in Role)
        raise ConfigError(f"--as: no role {word}; there are {known}") from None
    bound: dict[str, Any] = {PLACES.get(role, "region"): place} if place else {}
    return Caller(subject="hub-engine-explain", name="hub engine explain", role=role, **bound)


def _lines(asked: _Asked, caller: Caller | None) -> list[str]:
    given = {**asked.reading.defaults, **asked.variables}
    lines = [f"{asked.reading.kind.value} {asked.name or ''}".rstrip()]
    if isinstance(asked.plan, Interpreted):
        lines.append(f"interpreted, by the reference: {asked.plan.why}")
    else:
        told = explained(asked.plan)
        lines += [*tree(told), f"compiled: {loads(told)} loads, each one call per list"]
    cost, calls = asked.reading.cost.under(given), asked.reading.calls.under(given)
    lines.append(f"estimated: {cost:,} objects, {calls:,} calls to agencies' systems")
    lines += [f"needs {_rule(need.rule)} for {need.coordinate}" for need in asked.reading.needs]
    if caller is not None:
        lines.append(f"as {caller.role.value}: {_admitted(asked, caller)}")
    return lines


def _rule(rule: Any) -> str:
    return " or ".join(sorted(scope.value for scope in rule))


def _admitted(asked: _Asked, caller: Caller) -> str:
    try:
        asked.schema.reader.admit(asked.reading, caller, asked.variables)
    except Refused as refused:
        return f"refused, {refused.errors[0].message}"
    return "admitted"


# ── with --run ──


@dataclass(frozen=True, slots=True)
class _Ran:
    result: ExecutionResult
    sent: list[Sent]
    seconds: float
    calls: int


def _ran(asked: _Asked, caller: Caller | None) -> tuple[_Ran, str]:
    if caller is None:
        raise ConfigError("--run: say --as whom")
    if asked.reading.kind.value != "query":
        raise ConfigError("--run: only queries are run")
    return run(_run(settings(), asked, caller))


async def _run(of: Settings, asked: _Asked, caller: Caller) -> tuple[_Ran, str]:
    async with opened(of, migrates=False) as hub:
        seal = CursorSeal(hub.keys.cursor_key, "explain")
        context = Contexts(hub.services, seal, new_id)(caller)
        with watched(hub.db) as sent:
            begun = time.perf_counter()
            result = await asked.schema.execute(
                asked.text, dict(asked.variables), context, operation_name=asked.name
            )
            seconds = time.perf_counter() - begun
        calls = context.allowance.calls if asked.reading.calls.under(dict(asked.variables)) else 0
    how = next(iter(asked.schema.engine.counted), "REFUSED")
    return _Ran(result, sent, seconds, calls), how


def _show(asked: _Asked, ran: _Ran, how: str) -> None:
    data = orjson.dumps(ran.result.data)
    typer.echo(f"answered: {how} in {ran.seconds * 1000:.1f} ms, {len(data):,} bytes")
    if isinstance(asked.plan, Plan):
        found = objects(asked.plan.steps, orjson.loads(data))
        typer.echo(f"actual: {found:,} objects, {ran.calls:,} calls to agencies' systems")
    for error in ran.result.errors or ():
        typer.echo(printable(f"error at {error.path}: {error.message}"))
    spent = sum(one.seconds for one in ran.sent)
    typer.echo(f"statements: {len(ran.sent)}, {spent * 1000:.1f} ms")
    for one in ran.sent:
        typer.echo(f"{one.seconds * 1000:8.1f} ms  {printable(' '.join(one.text.split())[:SHOWN])}")
