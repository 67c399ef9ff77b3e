"""Progress while the cases are on their way: bars on a terminal, now and then a line in a log."""

import asyncio
import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from hub.cli.demo.board import Board

LOOK_S = 0.1
LINE_S = 2.0
STEPS = ("handed_in", "assigned", "delivered", "answered")


async def watch(console: Console, board: Board, seconds: float) -> None:
    """Show the board until it is complete, at most that long; then return in either case."""
    until = time.monotonic() + seconds
    show = _bars if console.is_terminal else _lines
    await show(console, board, until)


async def _bars(console: Console, board: Board, until: float) -> None:
    columns = (TextColumn("{task.description:<10}"), BarColumn(60), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=False) as progress:
        tasks = {step: progress.add_task(_words(step), total=board.expected) for step in STEPS}
        while True:
            _advance(progress, tasks, board)
            if board.is_complete or time.monotonic() > until:
                return
            await asyncio.sleep(LOOK_S)


def _advance(progress: Progress, tasks: dict[str, TaskID], board: Board) -> None:
    counts = board.counts()
    for step, task in tasks.items():
        progress.update(task, completed=getattr(counts, step))


async def _lines(console: Console, board: Board, until: float) -> None:
    begun, shown = time.monotonic(), -LINE_S
    while True:
        now = time.monotonic()
        is_over = board.is_complete or now > until
        if is_over or now - begun - shown >= LINE_S:
            shown = now - begun
            counts = board.counts()
            told = (f"{_words(step)} {getattr(counts, step):>2}" for step in STEPS)
            console.print(f"  {shown:5.1f} s   {'   '.join(told)}   of {board.expected}", highlight=False)
        if is_over:
            return
        await asyncio.sleep(LOOK_S)


def _words(step: str) -> str:
    return step.replace("_", " ")
