"""`hub connectors record|replay|drift`: a system's answers as contract tests, and what has changed since."""

from collections.abc import Sequence
from typing import Annotated

import typer

from hub.app import kit
from hub.app.identifiers import clock
from hub.cli.connectors_kit import NAME
from hub.cli.running import run, settings
from hub.connectors.kit import cassette as tape
from hub.connectors.kit.cassette import Cassette, Player, Recorded, differences
from hub.connectors.kit.rehearsing import OPERATIONS, abilities, check_call, perform
from hub.connectors.kit.shape import Drift, Sort, drift, shape
from hub.connectors.tap import Exchange
from hub.domain.terminal import printable
from hub.errors import ConfigError

OPERATION = Annotated[str, typer.Option(help="One operation instead of all that need no argument.")]


def record(
    name: NAME,
    arguments: Annotated[list[str] | None, typer.Argument(help="What --operation takes.")] = None,
    operation: OPERATION = "",
    yes: Annotated[bool, typer.Option("--yes", help="Yes, write into the agency's system.")] = False,
) -> None:
    """Keep what the live system answers, without secrets and persons, beside the instance file."""
    if settings().instance_dir is None:
        raise ConfigError("set HUB_INSTANCE_DIR to a folder of your own: the shipped one is not written to")
    of = kit.subject(settings(), name)
    run(_record(of, operation, arguments or [], yes))


async def _record(of: kit.Subject, operation: str, arguments: list[str], yes: bool) -> None:
    exchanges: list[Exchange] = []
    connector = kit.opened(of, exchanges.append)
    try:
        if not of.address.startswith("http"):
            raise ConfigError(
                f"kind {of.instance.kind} speaks no HTTP: there is nothing to record; use `try`"
            )
        usual = [one for one in abilities(connector) if not (OPERATIONS[one].wants or OPERATIONS[one].writes)]
        for one in [operation] if operation else usual:
            check_call(connector, one, arguments)
            if OPERATIONS[one].writes and not yes:
                raise ConfigError(
                    f"{one} writes into the system of {of.instance.agency}; say --yes if agreed"
                )
            exchanges.clear()
            now, number = clock(), kit.new_number()
            await perform(connector, one, arguments, kit.sample(of, number, now))
            made = Cassette(one, arguments, number, now, tape.kept(exchanges, of.masks))
            _keep(of, await _mapped(of, made))
    finally:
        await connector.aclose()


async def _mapped(of: kit.Subject, made: Cassette) -> Cassette:
    """With the result that the scrubbed answers lead to: nothing of the live result is kept."""
    player = Player(made.exchanges, of.masks)
    connector = kit.played(of, made, player)
    outcome = await perform(connector, made.operation, made.arguments, kit.sample(of, made.number, made.at))
    return Cassette(
        made.operation,
        made.arguments,
        made.number,
        made.at,
        made.exchanges,
        outcome.result,
        outcome.fault,
        list(outcome.words),
    )


def _keep(of: kit.Subject, made: Cassette) -> None:
    file = of.fixtures / tape.file_name(made.operation, made.arguments)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(tape.written(made))
    typer.echo(f"recorded {file}" + (f" ({made.fault})" if made.fault else ""))


def replay(name: NAME) -> None:
    """Play every cassette to the connector of today, without network. Status 1 if a result is another."""
    of = kit.subject(settings(), name)
    failed = [file for file, made in _cassettes(of) if _told(file, run(_replayed(of, made)))]
    if failed:
        raise typer.Exit(1)


def _cassettes(of: kit.Subject) -> list[tuple[str, Cassette]]:
    found = [(file.name, tape.read(file)) for file in sorted(of.fixtures.glob("*.json"))]
    if not found:
        raise ConfigError(f"there are no cassettes in {of.fixtures}: run `hub connectors record {of.name}`")
    return found


def _told(file: str, faults: Sequence[str]) -> bool:
    typer.echo(f"{'fail' if faults else 'ok  '}  {file}")
    for fault in faults:
        typer.echo(printable(f"      {fault}"))
    return bool(faults)


async def _replayed(of: kit.Subject, made: Cassette) -> list[str]:
    """What is different now: requests first, then the result."""
    player = Player(made.exchanges, of.masks)
    connector = kit.played(of, made, player)
    outcome = await perform(connector, made.operation, made.arguments, kit.sample(of, made.number, made.at))
    faults = list(player.faults)
    if player.left:
        faults.append(f"request: {player.left} recorded ones were not made")
    if outcome.fault != made.fault:
        return [
            *faults,
            f"result: it was {made.fault or 'a result'}, now it is {outcome.fault or 'a result'}",
        ]
    return faults + [f"result {place}" for place in differences(made.result, outcome.result)]


def compare(name: NAME) -> None:
    """Compare the live system's answers with the recorded ones. Status 1 if something breaking changed."""
    of = kit.subject(settings(), name)
    found = [(file, made) for file, made in _cassettes(of) if not OPERATIONS[made.operation].writes]
    broken = [file for file, made in found if _differs(file, run(_drifted(of, made)))]
    if broken:
        raise typer.Exit(1)


def _differs(file: str, found: Sequence[Drift]) -> bool:
    broken = any(one.breaks for one in found)
    typer.echo(f"{'fail' if broken else 'warn' if found else 'ok  '}  {file}")
    for one in found:
        typer.echo(printable(f"      {one.sort.value:<7}{one.path or '(all)'}: {one.told}"))
    return broken


async def _drifted(of: kit.Subject, made: Cassette) -> list[Drift]:
    exchanges: list[Exchange] = []
    connector = kit.opened(of, exchanges.append)
    try:
        outcome = await perform(connector, made.operation, made.arguments, kit.sample(of))
    finally:
        await connector.aclose()
    if outcome.fault and outcome.fault != made.fault:
        told = f"it was {made.fault or 'a result'}, now it is {outcome.fault}"
        return [Drift(Sort.FAILED, made.operation, told), *_shapes(made.exchanges, exchanges, of)]
    words = [word for word in outcome.unmapped if word not in made.words]
    told = "a word that stands for nothing yet: add it to [statuses]"
    found = [Drift(Sort.WORD, of.masks.shown_text(word), told) for word in words]
    return _shapes(made.exchanges, exchanges, of) + found


def _shapes(before: Sequence[Recorded], now: Sequence[Exchange], of: kit.Subject) -> list[Drift]:
    try:
        live = tape.kept(now, of.masks)
    except ConfigError as fault:
        return [Drift(Sort.FAILED, "", str(fault))]
    return drift(shape([one.answer for one in before]), shape([one.answer for one in live]))
