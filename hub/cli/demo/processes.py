"""Processes the demonstration starts. Whatever happens to it, none of them outlives it."""

import asyncio
import os
import random
import socket
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
READY_S = 30.0
GRACE_S = 1.5  # to end in good order after SIGTERM
TAIL_LINES = 25
# Below the range from which the kernel takes ports for outgoing calls.
LOWEST_PORT, HIGHEST_PORT = 20_000, 32_000
ROOT = Path(__file__).parents[3]  # the folder that holds the packages


class NotStarted(Exception):
    """A process ended or stayed silent instead of getting ready."""


@dataclass(slots=True)
class Started:
    """One process and where its words go."""

    name: str
    process: asyncio.subprocess.Process
    log: Path

    @property
    def has_ended(self) -> bool:
        """Whether it is gone, of its own accord or not."""
        return self.process.returncode is not None


class Processes:
    """Starts Python modules, keeps their logs in `folder`, ends them all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started: list[Started] = []

    async def start(
        self,
        name: str,
        arguments: Sequence[str],
        environment: Mapping[str, str] | None = None,
        *,
        listen: bool = False,
    ) -> Started:
        """Run `python -m ...` in a session of its own: a Ctrl-C is for us, and we end it in our order.

        `listen`: its output is for `said`; else it goes into the log as well.
        """
        log = self.folder / f"{name}.log"
        with log.open("wb") as errors:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                *arguments,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE if listen else errors,
                stderr=errors,
                cwd=ROOT,
                env=dict(environment) if environment is not None else None,
                start_new_session=True,
            )
        started = Started(name, process, log)
        self.started.append(started)
        return started

    async def said(self, started: Started, word: str) -> None:
        """Wait for a line of its output that begins with `word`.

        Raises:
            NotStarted: it ended, or did not say it within 30 s.
        """
        output = started.process.stdout
        try:
            async with asyncio.timeout(READY_S):
                while output is not None and (line := await output.readline()):
                    if line.decode(errors="replace").startswith(word):
                        return
        except TimeoutError:
            pass
        raise NotStarted(started.name)

    async def stop(self) -> None:
        """End all at once; whoever is not gone after a moment is killed."""
        alive = [one for one in self.started if not one.has_ended]
        for one in alive:
            with suppress(ProcessLookupError):
                one.process.terminate()
        waiting = [asyncio.ensure_future(one.process.wait()) for one in alive]
        if waiting:
            await asyncio.wait(waiting, timeout=GRACE_S)
        for one in alive:
            if not one.has_ended:
                with suppress(ProcessLookupError):
                    one.process.kill()
        await asyncio.gather(*waiting)

    def ended(self) -> list[str]:
        """Names of those that are gone already."""
        return [one.name for one in self.started if one.has_ended]

    def tails(self) -> Iterator[tuple[str, list[str]]]:
        """The last lines of every log that has any."""
        for one in self.started:
            lines = one.log.read_text(encoding="utf-8", errors="replace").splitlines()
            if lines:
                yield one.name, lines[-TAIL_LINES:]


def free_ports(count: int) -> list[int]:
    """Ports on loopback that nobody has now.

    Raises:
        NotStarted: there are not that many.
    """
    candidates = random.sample(range(LOWEST_PORT, HIGHEST_PORT), HIGHEST_PORT - LOWEST_PORT)
    found = []
    for port in candidates:
        if is_free(port):
            found.append(port)
        if len(found) == count:
            return found
    raise NotStarted("no free ports")


def is_free(port: int) -> bool:
    """Whether nobody listens there."""
    with socket.socket() as probe, suppress(OSError):
        if os.name == "posix":  # a port whose last connection just ended counts as free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((HOST, port))
        return True
    return False
