"""`hub routing train|models|use|forget|explain`: models that learn from officers."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from hub.app.identifiers import clock
from hub.app.models import shelf_of
from hub.app.roles import opened
from hub.casework.training import Training
from hub.cli import routing_evaluation
from hub.cli.routing_teaching import (
    FILE,
    PLAIN,
    Taught,
    cleaned,
    console,
    from_file,
    libraries,
    said,
    share,
    teach,
    told,
)
from hub.cli.routing_teaching import taught as trained
from hub.cli.running import run, settings
from hub.domain.example import Example
from hub.errors import ConfigError, ModelRefused
from hub.learning import cleaning
from hub.learning.cleaning import Removed
from hub.learning.manifest import About, Manifest
from hub.learning.shelf import Shelf
from hub.settings import Settings

FORMATS = ["%Y-%m-%d"]
NAME = Annotated[str, typer.Option("--name", help="Small letters, digits and hyphens, such as kobar.")]
STORE = Annotated[bool, typer.Option("--from-store", help="Learn from this hub's own cases.")]
SINCE = Annotated[
    datetime | None, typer.Option("--since", formats=FORMATS, help="First day of the store's cases.")
]
NONE = Annotated[bool, typer.Option("--none", help="Put no model in force.")]
REGION = Annotated[str, typer.Option("--region", help="Where the case is.")]
TOPIC = Annotated[str | None, typer.Option("--topic", help="What it is about.")]


def add_to(app: typer.Typer) -> None:
    """Put the commands into `hub routing`."""
    for command in (train, routing_evaluation.evaluate, models, use, forget, explain):
        app.command()(command)


def train(
    name: NAME,
    file: Annotated[Path | None, FILE] = None,
    from_store: STORE = False,
    since: SINCE = None,
    plain: Annotated[bool, PLAIN] = False,
) -> None:
    """Train a model and store it as the next version of its name. Puts nothing in force."""
    if (file is None) is not from_store:
        raise ConfigError("say what to learn from: a FILE, or --from-store")
    out, of = console(), settings()
    shelf = shelf_of(of)
    number = shelf.next_version(name)
    if file is not None:
        cases, removed, _ = from_file(file, out)
    else:
        cases, removed = cleaned(run(_lessons(of, since)), out)
    found = trained(name, number, cases, teach(plain, out))
    place = shelf.put(found.model, _about(cases, removed, found))
    _say(found, cases, out)
    out.print(f"stored in {place}; `hub routing use {found.model.title}` puts it in force", markup=False)


async def _lessons(of: Settings, since: datetime | None) -> list[Example]:
    first = since.replace(tzinfo=UTC) if since is not None else None
    async with opened(of, migrates=False) as hub:
        return await Training(hub.tools).lessons(first, None, clock().date())


def _about(cases: tuple[Example, ...], removed: Removed, found: Taught) -> About:
    return About(
        created_at=clock(),
        fingerprint=cleaning.fingerprint(cases),
        cases=len(cases),
        agencies=len({one.agency for one in cases}),
        first=cases[0].reported_at,
        last=cases[-1].reported_at,
        removed=asdict(removed),
        held_out=found.held_out,
        libraries=libraries(),
    )


def _say(found: Taught, cases: tuple[Example, ...], out: Console) -> None:
    agencies = len({one.agency for one in cases})
    out.print(f"{found.model.title}: {len(cases):,} cases, {agencies} agencies, {found.seconds:.1f} s")
    held = found.held_out
    if held is None:
        out.print("too few cases to prove a margin: the model advises, and nothing goes out by it alone")
        return
    out.print(
        f"on the newest {held.cases:,} cases, held out meanwhile: accuracy {share(held.accuracy)}; "
        f"{share(held.coverage)} would go out without a person, {share(held.precision)} of these right"
    )


def models() -> None:
    """List stored models; the one in force has a star."""
    shelf = shelf_of(settings())
    current, out = shelf.current(), console()
    shown = Table(
        "", "model", "kind", "made", "cases", "agencies", "accuracy", "alone", "right", "fingerprint"
    )
    for one in shelf.manifests():
        shown.add_row("*" if current == f"{one.name}@{one.version}" else "", *_row(one))
    out.print(shown if shown.row_count else f"no models in {shelf.folder}")


def _row(one: Manifest) -> tuple[str, ...]:
    about, held = one.about, one.about.held_out
    figures = (held.accuracy, held.coverage, held.precision) if held is not None else (None, None, None)
    return (
        f"{one.name}@{one.version}",
        one.kind,
        f"{about.created_at:%Y-%m-%d}",
        f"{about.cases:,}",
        str(about.agencies),
        *map(share, figures),
        about.fingerprint[:12],
    )


def use(
    model: Annotated[str | None, typer.Argument(help="NAME or NAME@VERSION; the newest of a name.")] = None,
    none: NONE = False,
) -> None:
    """Put a model in force, or an older one again. Running processes take it over within seconds."""
    if (model is None) is not none:
        raise ConfigError("say which model: NAME, NAME@VERSION, or --none")
    shelf = shelf_of(settings())
    before = _before(shelf)
    title = shelf.take(model).title if model is not None else None
    shelf.use(title)
    console().print(f"in force: {title or 'no model'}; before: {before}", markup=False)


def _before(shelf: Shelf) -> str:
    """What was in force; a damaged note of it must not keep anybody from writing a new one."""
    try:
        return shelf.current() or "none"
    except ModelRefused:
        return "unreadable"


def forget(model: Annotated[str, typer.Argument(help="NAME@VERSION.")]) -> None:
    """Delete a stored model that is not in force."""
    if "@" not in model:
        raise ConfigError("say which version: NAME@VERSION")
    for title in shelf_of(settings()).forget(model):
        console().print(f"{title} is gone", markup=False)


def explain(
    text: Annotated[str, typer.Argument(help="The report; - reads it from standard input.")],
    region: REGION,
    topic: TOPIC = None,
) -> None:
    """Say whom the model in force thinks of for a text, and why. Stores nothing."""
    shelf, out = shelf_of(settings()), console()
    title = shelf.current()
    if title is None:
        raise ConfigError("no model is in force: `hub routing use NAME`")
    advice = shelf.take(title).advise("", said(text), region, topic)
    if advice is None:
        out.print(f"{title} knows no word of this text and says nothing", markup=False)
        return
    shown = Table("agency", "probability", "words")
    for one in advice.opinions:
        shown.add_row(told(one.agency), share(one.probability), told(", ".join(one.words)))
    out.print(shown)
    stands = (
        "sure enough to send it on without a person, unless the law or a rule names another agency"
        if advice.sure
        else "not sure enough to send it on: a person decides, unless the law or a rule does"
    )
    out.print(f"{advice.model}: {stands}", markup=False)
