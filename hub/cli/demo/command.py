"""`hub demo`: from nothing to sixty cases at their owners, and nothing left behind."""

import asyncio
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from hub.cli.demo import report
from hub.cli.demo.board import Board
from hub.cli.demo.client import Trouble
from hub.cli.demo.farewell import say_farewell
from hub.cli.demo.play import Ending, play
from hub.cli.demo.processes import NotStarted, Processes, free_ports, is_free
from hub.cli.demo.scenario import count, load_intakes
from hub.cli.demo.stage import Stage, set_stage
from hub.errors import HubError

USUAL_PORT = 8000
LOG_WIDTH = 170  # where nobody's terminal says how wide it is
MOST_FAULTS = 20


def demo(
    once: Annotated[bool, typer.Option("--once", help="End after the tables.")] = False,
    port: Annotated[int | None, typer.Option(help="Of the hub; 8000 or a free one.")] = None,
) -> None:
    """Hub, simulated agencies and 60 cases on their way, live."""
    console = Console(width=None if sys.stdout.isatty() else LOG_WIDTH)
    if port is not None and not is_free(port):
        console.print(f"port {port} is taken")
        raise typer.Exit(2)
    chosen = port or (USUAL_PORT if is_free(USUAL_PORT) else free_ports(1)[0])
    raise typer.Exit(asyncio.run(_run(console, chosen, stay=not once)))


async def _run(console: Console, port: int, *, stay: bool) -> int:
    """The exit code: 0 when every case is at its owner exactly once, 128 + n when signal n came before."""
    received: list[int] = []
    show = asyncio.ensure_future(_show(console, port, stay=stay))

    def end(number: int) -> None:
        if not received:  # impatient repetitions must not disturb the clearing up
            received.append(number)
            show.cancel()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, end, number)
    try:
        return await show
    except asyncio.CancelledError:
        return 128 + received[0] if received else 1


async def _show(console: Console, port: int, *, stay: bool) -> int:
    begun = time.monotonic()
    with TemporaryDirectory(prefix="hub-demo-", ignore_cleanup_errors=True) as folder:
        processes = Processes(Path(folder))
        try:
            stage, is_right = await _perform(console, port, processes, begun)
            if stay:
                say_farewell(console, stage.url, stage.cast)
                with suppress(asyncio.CancelledError):  # ended by its visitor: as it should be
                    await _stay(stage)
        except (Trouble, NotStarted, HubError, OSError, HTTPException) as failure:
            _complain(console, "failed", f"{type(failure).__name__}: {failure}")
            _show_logs(console, processes)
            return 1
        finally:
            await processes.stop()
    return 0 if is_right else 1


async def _perform(console: Console, port: int, processes: Processes, begun: float) -> tuple[Stage, bool]:
    intakes = load_intakes()
    board = Board(count(intakes))
    stage = await set_stage(processes, port, intakes)
    console.print(
        f"{time.monotonic() - begun:.1f} s: the hub is at {stage.url}, {len(stage.systems)} simulated systems"
        f" serve {sum(len(one.system.connectors) for one in stage.systems)} connectors,"
        f" {len(stage.cast.members)} credentials are issued",
        highlight=False,
    )
    try:
        ending = await play(console, stage, intakes, board)
    finally:
        stage.close()
    for table in _tables(ending):
        console.print()
        console.print(table)
    is_right = _verdict(console, ending, board, time.monotonic() - begun)
    if not is_right:
        _show_logs(console, processes)
    return stage, is_right


def _tables(ending: Ending) -> Iterator[object]:
    yield report.whereabouts(ending.cases)
    yield report.deliveries(ending.cases)
    yield report.bounces(ending.cases)
    yield report.latecomers(ending.cases, ending.late, ending.outage_s)
    yield report.figures(ending.figures)


def _verdict(console: Console, ending: Ending, board: Board, seconds: float) -> bool:
    """Say whether everything is as it must be."""
    wrong = [f"{fault.number or '-'}: {fault.what}" for fault in ending.faults]
    wrong += [f"{number}: its events came with a gap" for number in board.broken_feeds()]
    if len(board.planned) != board.expected:
        wrong.append(f"only {len(board.planned)} of {board.expected} cases were taken")
    console.print()
    for line in wrong[:MOST_FAULTS]:
        _complain(console, "wrong", line)
    astray = {fault.number for fault in ending.faults}
    console.print(
        f"{sum(number not in astray for number in board.planned)} of {board.expected} cases are at"
        f" their owner exactly once; {len(board.unfinished())} not answered yet; {board.repeats} repeated"
        f" submissions made no second case; {board.events} events by subscription; {seconds:.1f} s in all",
        style="bold green" if not wrong else "bold red",
        highlight=False,
    )
    return not wrong


async def _stay(stage: Stage) -> None:
    """Until a signal comes. Raises `Trouble` should the hub end by itself."""
    await stage.hub.process.wait()
    raise Trouble("the hub has ended")


def _complain(console: Console, word: str, what: str) -> None:
    console.print(Text.assemble((word, "bold red"), " ", what))


def _show_logs(console: Console, processes: Processes) -> None:
    for name in processes.ended():
        console.print(f"{name} has ended")
    for name, lines in processes.tails():
        console.rule(f"log of {name}")
        for line in lines:
            console.print(line, markup=False, highlight=False, soft_wrap=True)
