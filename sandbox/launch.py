"""Starting simulated systems as processes of their own, for tests and demonstrations."""

import contextlib
import select
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import orjson

HOST = "127.0.0.1"
READY_SECONDS = 20.0
END_SECONDS = 5.0
ATTEMPTS = 5
# Below the range from which the kernel takes ports for outgoing calls, so that a restart finds its port free.
LOWEST_PORT, HIGHEST_PORT = 20_000, 32_000


class NotReady(Exception):
    """A simulated system did not start in time; says what it wrote to its log."""


@dataclass
class Running:
    """One simulated system. `directory` holds its database, config and log, each under its name."""

    name: str
    kind: str
    url: str
    control_url: str
    process: "subprocess.Popen[bytes]"
    directory: Path

    @property
    def log(self) -> Path:
        return self.directory / f"{self.name}.log"


def start(kind: str, name: str, directory: Path, config: dict[str, Any] | None = None) -> Running:
    """Start a system on free loopback ports, wait until it answers; it ends with this process at the latest.

    Args:
        config: keys as in sandbox/README.md; the kind's own defaults when None.

    Raises:
        NotReady: it ended or stayed silent for 20 s.
    """
    directory.mkdir(parents=True, exist_ok=True)
    (directory / f"{name}.json").write_bytes(orjson.dumps(config or {}))
    for attempt in range(ATTEMPTS):
        port, control_port = _free_ports()
        try:
            process = _launch(kind, name, directory, port, control_port)
        except NotReady:
            if attempt + 1 == ATTEMPTS or "in use" not in (directory / f"{name}.log").read_text():
                raise
        else:
            break
    return Running(name, kind, f"http://{HOST}:{port}", f"http://{HOST}:{control_port}", process, directory)


def start_all(wanted: Sequence[tuple[str, str, dict[str, Any] | None]], directory: Path) -> list[Running]:
    """Start several (kind, name, config) side by side, in that order. If one fails, none is left running.

    Raises:
        NotReady: one did not start.
    """
    with ThreadPoolExecutor(len(wanted) or 1) as pool:
        futures = [pool.submit(start, kind, name, directory, config) for kind, name, config in wanted]
    failures = [future.exception() for future in futures if future.exception()]
    if failures and failures[0]:
        for future in futures:
            if not future.exception():
                kill(future.result())
        raise failures[0]
    return [future.result() for future in futures]


def restart(running: Running) -> Running:
    """Start it again after `stop` or `kill`: same ports, same database, same config.

    Raises:
        NotReady: it did not start.
    """
    ports = (int(url.rsplit(":", 1)[1]) for url in (running.url, running.control_url))
    running.process = _launch(running.kind, running.name, running.directory, *ports)
    return running


def stop(running: Running) -> None:
    """End it in good order (SIGTERM); killed after 5 s."""
    running.process.terminate()
    try:
        running.process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        running.process.kill()
    _reap(running.process)


def kill(running: Running) -> None:
    """kill -9."""
    running.process.kill()
    _reap(running.process)


def control(running: Running, path: str, body: dict[str, Any] | None = None) -> Any:
    """Ask the control plane: GET without a body, POST with one. Gives the parsed answer.

    Raises:
        ValueError: it refused; says why.
    """
    connection = HTTPConnection(running.control_url.removeprefix("http://"), timeout=END_SECONDS)
    with contextlib.closing(connection):
        content = None if body is None else orjson.dumps(body)
        connection.request("GET" if body is None else "POST", path, content)
        response = connection.getresponse()
        answer = orjson.loads(response.read())
    if response.status >= 300:
        raise ValueError(answer["error"])
    return answer


def _launch(kind: str, name: str, directory: Path, port: int, control_port: int) -> "subprocess.Popen[bytes]":
    base = directory.resolve() / name
    command = [sys.executable, "-m", "sandbox", kind, "--name", name, "--with-parent"]
    command += ["--port", str(port), "--control-port", str(control_port)]
    command += ["--db", f"{base}.db", "--config", f"{base}.json"]
    with Path(f"{base}.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=Path(__file__).parents[1],
            bufsize=0,
        )
    if not _said_ready(process):
        process.kill()
        _reap(process)
        raise NotReady(f"{name}: {Path(f'{base}.log').read_text().strip() or 'silent'}")
    return process


def _said_ready(process: "subprocess.Popen[bytes]") -> bool:
    deadline, said = time.monotonic() + READY_SECONDS, b""
    while process.stdout and not said.endswith(b"\n"):
        readable, _, _ = select.select([process.stdout], [], [], max(0.0, deadline - time.monotonic()))
        piece = process.stdout.read(4096) if readable else b""
        if not piece:
            return False
        said += piece
    return said.startswith(b"ready ")


def _reap(process: "subprocess.Popen[bytes]") -> None:
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()


def _free_ports() -> tuple[int, int]:
    """Two neighbouring ports that nobody listens on now."""
    start = time.monotonic_ns() // 1000 % (HIGHEST_PORT - LOWEST_PORT)
    for step in range(0, HIGHEST_PORT - LOWEST_PORT, 2):
        port = LOWEST_PORT + (start + step) % (HIGHEST_PORT - LOWEST_PORT - 1)
        if _free(port) and _free(port + 1):
            return port, port + 1
    raise NotReady("no two free ports")


def _free(port: int) -> bool:
    """Nobody has it, not even a system that is down and only keeps it (which SO_REUSEADDR would hide)."""
    with socket.socket() as probe, contextlib.suppress(OSError):
        probe.bind((HOST, port))
        return True
    return False
