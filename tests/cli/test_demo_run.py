"""The whole demonstration, as `make demo` runs it, and what is left when it ends."""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import orjson
import pytest

from hub.cli.demo.processes import HOST, ROOT, free_ports, is_free

FAREWELL = "Ctrl-C ends everything"
PATIENCE_S = 120.0
LOOK_S = 0.1


class Demo:
    """A running `hub demo`, with a folder for temporary files of its own."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.port = free_ports(1)[0]
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        self.output = folder / "output"
        command = [sys.executable, "-m", "hub", "demo", "--port", str(self.port), *options]
        with self.output.open("wb") as out:
            self.process = subprocess.Popen(
                command,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                env=os.environ | {"TMPDIR": str(self.temporary)},
            )

    def text(self) -> str:
        return self.output.read_text()

    def wait_for(self, words: str) -> None:
        until = time.monotonic() + PATIENCE_S
        while words not in self.text():
            assert self.process.poll() is None, self.text()
            assert time.monotonic() < until, self.text()
            time.sleep(LOOK_S)

    def end(self, number: signal.Signals) -> tuple[int, float]:
        """Exit status, and the seconds it took."""
        begun = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S), time.monotonic() - begun

    def leftovers(self) -> list[str]:
        """Processes and files of this demonstration that are still there."""
        running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
        mine = (str(self.temporary), f"serve --embedded --host {HOST} --port {self.port}")
        found = [line for line in running.splitlines() if any(word in line for word in mine)]
        return [*found, *(path.name for path in self.temporary.iterdir())]


@contextmanager
def demo(folder: Path, *options: str) -> Iterator[Demo]:
    running = Demo(folder, *options)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.end(signal.SIGTERM)


def ask(command: str) -> bytes:
    """Do what a printed `curl` command does; gives the body, of a stream its first piece."""
    words = shlex.split(command)
    headers = dict(words[at + 1].split(": ", 1) for at, word in enumerate(words) if word == "-H")
    host, path = words[-1].removeprefix("http://").split("/", 1)
    connection = HTTPConnection(host, timeout=10)
    try:
        connection.request("POST", f"/{path}", words[words.index("-d") + 1].encode(), headers)
        response = connection.getresponse()
        assert response.status == 200, response.read()
        return response.read1() if "text/event-stream" in headers.get("accept", "") else response.read()
    finally:
        connection.close()


@pytest.mark.long
@pytest.mark.xdist_group("demo")
def test_every_case_comes_to_its_owner_and_every_printed_command_works(tmp_path: Path) -> None:
    with demo(tmp_path) as running:
        running.wait_for(FAREWELL)
        running.wait_for("live events")
        running.wait_for("caseEvents")
        text = running.text()
        assert "60 of 60 cases are at their owner exactly once; 0 not answered yet" in text
        for title in ("Where each case went", "Deliveries", "bounced", "Late, for ntb-portal", "Statistics"):
            assert title in text

        commands = re.findall(r"^curl .*$", text, re.MULTILINE)
        bodies = [ask(command) for command in commands]

        assert len(commands) == 6
        for body in bodies[:5]:
            answer = orjson.loads(body)
            assert "errors" not in answer
            assert answer["data"]
        assert b'"trackingNumber":"H-' in bodies[0]
        assert bodies[5].startswith(b":")  # a stream that stands and waits

        status, seconds = running.end(signal.SIGINT)

        assert (status, running.leftovers()) == (0, [])
        assert seconds < 4  # 2 s on a machine that does nothing else
        assert is_free(running.port)


@pytest.mark.long
@pytest.mark.xdist_group("demo")
def test_a_demonstration_that_is_told_to_end_in_the_middle_leaves_nothing_behind(tmp_path: Path) -> None:
    with demo(tmp_path, "--once") as running:
        running.wait_for("handed in")

        status, _ = running.end(signal.SIGTERM)

        assert (status, running.leftovers()) == (128 + signal.SIGTERM, [])


@pytest.mark.long
def test_a_taken_port_is_said_before_anything_is_started(tmp_path: Path) -> None:
    with socket.create_server((HOST, 0)) as listener:
        command = [
            sys.executable,
            "-m",
            "hub",
            "demo",
            "--once",
            "--port",
            str(listener.getsockname()[1]),
        ]
        ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)

    assert (ended.returncode, "is taken" in ended.stdout) == (2, True)
