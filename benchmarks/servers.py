"""Servers under load: processes of their own, asked from outside like any other."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[1]  # where every process is started
HOST = "127.0.0.1"
START_LIMIT_S = 30.0
_LOG_TAIL = 15  # lines shown of a server that did not start


class NotRunning(Exception):
    """A server did not start, or answered something unexpected."""


@dataclass(frozen=True)
class Server:
    """A running server and the key it knows its portal by."""

    name: str
    pid: int
    port: int
    api_key: str

    def ask(self, body: str) -> Any:
        """The data of one answer. Raises `NotRunning` for anything else."""
        headers = {"authorization": f"Bearer {self.api_key}", "content-type": "application/json"}
        reply = httpx.post(f"http://{HOST}:{self.port}/graphql", content=body, headers=headers, timeout=30)
        answer = reply.json()
        if reply.status_code != 200 or "errors" in answer:
            raise NotRunning(f"{self.name} answered {reply.status_code}: {reply.text[:300]}")
        return answer["data"]

    def cpu_seconds(self) -> float | None:
        """Processor time of all its threads so far; None where the system has no /proc."""
        try:
            text = Path(f"/proc/{self.pid}/stat").read_text()
        except FileNotFoundError:
            return None
        fields = text.rpartition(")")[2].split()  # the name before it may hold spaces
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(
    name: str, module: Sequence[str], port: int, api_key: str, log: Path, env: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Run `python -m module...` until the block ends; begins when `/readyz` answers 200.

    Raises:
        NotRunning: it ended or did not answer in time; the text has the end of its log.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *module],
            stdout=output,
            stderr=output,
            cwd=ROOT,
            env={**os.environ, **(env or {})},
        )
    try:
        _wait(name, process, port, log)
        yield Server(name, process.pid, port, api_key)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(name: str, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + START_LIMIT_S
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(f"http://{HOST}:{port}/readyz", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-_LOG_TAIL:])
    raise NotRunning(f"{name} did not start:\n{tail}")
