"""Servers under load: processes of their own, asked from outside like any other."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from benchmarks.processes import cpu_seconds, memory

ROOT = Path(__file__).parents[1]  # where every process is started
HOST = "127.0.0.1"
START_LIMIT_S = 60.0
SERVER_CORE, LOAD_CORE = 0, 1
_LOG_TAIL = 15  # lines shown of a server that did not start


class NotRunning(Exception):
    """A server did not start, or answered something unexpected."""


def pinned(core: int, command: Sequence[str]) -> list[str]:
    """The command on that core alone; as it is where there is one core only, or no `taskset`."""
    known = shutil.which("taskset")
    return [known, "-c", str(core), *command] if known and (os.cpu_count() or 1) > 1 else [*command]


def module(*words: str) -> list[str]:
    """`python -m words...` in the project's own environment."""
    return [sys.executable, "-m", *words]


@dataclass(frozen=True)
class Server:
    """A running server and the key it knows its portal by."""

    name: str
    pid: int
    port: int
    api_key: str = ""
    path: str = "/graphql"

    def ask(self, body: str) -> Any:
        """The data of one answer. Raises `NotRunning` for anything else."""
        key = {"authorization": f"Bearer {self.api_key}"} if self.api_key else {}
        headers = {"content-type": "application/json", **key}
        address = f"http://{HOST}:{self.port}{self.path}"
        try:
            reply = httpx.post(address, content=body, headers=headers, timeout=30)
            answer = reply.json()
        except (httpx.HTTPError, ValueError) as broken:
            raise NotRunning(f"{self.name}: {broken!r}") from None
        if reply.status_code != 200 or "errors" in answer:
            raise NotRunning(f"{self.name} answered {reply.status_code}: {reply.text[:300]}")
        return answer["data"]

    def cpu_seconds(self) -> float | None:
        """Processor time of all its processes so far; None where the system has no /proc."""
        return cpu_seconds(self.pid)

    def memory(self) -> float | None:
        """What its processes hold now, in MiB."""
        return memory(self.pid)


def free_port() -> int:
    """A port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Start:
    """How a server is started; `question` is a body it must answer, instead of 200 at `/readyz`."""

    name: str
    command: Sequence[str]
    port: int
    log: Path
    api_key: str = ""
    path: str = "/graphql"
    question: str | None = None
    env: Mapping[str, str] | None = None
    folder: Path = ROOT
    core: int = SERVER_CORE


@contextmanager
def started(start: Start) -> Iterator[Server]:
    """Run it until the block ends; begins when it answers.

    Raises:
        NotRunning: it ended or did not answer in time; the text has the end of its log.
    """
    with start.log.open("wb") as output:
        try:
            process = subprocess.Popen(
                pinned(start.core, start.command),
                stdout=output,
                stderr=output,
                cwd=start.folder,
                env={**os.environ, **(start.env or {})},
                start_new_session=True,
            )
        except OSError as fault:
            raise NotRunning(f"{start.name} did not start: {fault}") from None
    server = Server(start.name, process.pid, start.port, start.api_key, start.path)
    try:
        _wait(start, server, process)
        yield server
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """It and what it started: they are a session of their own."""
    for sign, patience in ((signal.SIGTERM, 10), (signal.SIGKILL, 10)):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        try:
            process.wait(patience)
            return
        except subprocess.TimeoutExpired:
            continue


def _wait(start: Start, server: Server, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_LIMIT_S
    while time.monotonic() < end and process.poll() is None:
        if _answers(server, start.question):
            return
        time.sleep(0.05)
    tail = "\n".join(start.log.read_text(errors="replace").splitlines()[-_LOG_TAIL:])
    raise NotRunning(f"{start.name} did not start:\n{tail}")


def _answers(server: Server, question: str | None) -> bool:
    try:
        if question is not None:
            server.ask(question)
            return True
        return httpx.get(f"http://{HOST}:{server.port}/readyz", timeout=2).status_code == 200
    except (NotRunning, httpx.TransportError):
        return False
