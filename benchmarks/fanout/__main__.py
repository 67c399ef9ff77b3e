"""`python -m benchmarks.fanout`: events to thousands of subscribers, the hub beside stock Strawberry."""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.fanout.listeners import Job
from benchmarks.fanout.operations import operations
from benchmarks.servers import free_port
from benchmarks.workloads import CHANNEL, REPORTS, submission
from hub.app.keys import fresh

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
FILES = 20_000
QUIET_S = 1.0  # so long nothing more came: all have heard everything
LIMIT_S = 60.0


class Failed(Exception):
    """Nothing was measured; the text says why."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `publish` makes events, `key` subscribes."""

    name: str
    pid: int
    port: int
    key: str
    publish: Callable[[int], None]

    def kib(self) -> float:
        """Resident memory."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return float(line.split()[1])
        raise Failed(f"{self.name} has no memory")

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one server with all its subscribers."""

    name: str
    subscribers: int
    connected: float  # seconds for all
    events: float  # per subscriber
    rate: float  # deliveries per second
    cpu: float  # microseconds of the server per delivery
    kib: float  # per subscriber
    frame: float  # bytes per delivery


def measured(server: Server, kind: str, subscribers: int, events: int) -> Figures:
    """Subscribe, publish, wait until all have heard it."""
    job = Job(HOST, server.port, server.key, "/graphql", kind, subscribers, operations("caseEvents"))
    with _process([sys.executable, "-m", "benchmarks.fanout.listeners"], core=1) as listeners:
        before = server.kib()
        connected = _say(listeners, asdict(job))["open"]
        kib = (server.kib() - before) / subscribers
        start = _say(listeners, "")
        cpu, began = server.cpu(), start["now"]
        server.publish(events)
        heard = _settled(listeners)
        spent = server.cpu() - cpu
    came = heard["events"]
    if heard["lost"] or not came or came % subscribers:
        raise Failed(f"{server.name}: {came} events for {subscribers} subscribers, {heard['lost']} lost")
    return Figures(
        name=f"{server.name} {kind}",
        subscribers=subscribers,
        connected=connected,
        events=came / subscribers,
        rate=came / (heard["last"] - began),
        cpu=spent / came * 1e6,
        kib=kib,
        frame=(heard["bytes"] - start["bytes"]) / came,
    )


def _settled(listeners: "subprocess.Popen[str]") -> Any:
    end = time.monotonic() + LIMIT_S
    while time.monotonic() < end:
        time.sleep(0.2)
        heard = _say(listeners, "")
        if heard["events"] and heard["now"] - heard["last"] > QUIET_S:
            return heard
    raise Failed("it did not end")


def _say(process: "subprocess.Popen[str]", message: object) -> Any:
    if process.stdin is None or process.stdout is None:
        raise Failed("no way to talk to the listeners")
    process.stdin.write((json.dumps(message) if message else "") + "\n")
    process.stdin.flush()
    answer = process.stdout.readline()
    if not answer:
        raise Failed("the listeners ended")
    return json.loads(answer)


@contextmanager
def _process(words: Sequence[str], core: int, **settings: str) -> Iterator["subprocess.Popen[str]"]:
    def settle() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
        with suppress(OSError):
            os.sched_setaffinity(0, {core})

    process = subprocess.Popen(
        words,
        cwd=ROOT,
        env={**os.environ, **settings},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=settle,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(port: int) -> None:
    end = time.monotonic() + LIMIT_S
    while time.monotonic() < end:
        with suppress(httpx.TransportError):
            if httpx.get(f"http://{HOST}:{port}/readyz", timeout=2).status_code == 200:
                return
        time.sleep(0.05)
    raise Failed(f"nothing answers on port {port}")


class Prepared:
    """A hub on SQLite, set up as an operator would. Its events are those of real submissions."""

    def __init__(self, folder: Path) -> None:
        keys = folder / "keys.toml"
        keys.touch(mode=0o600)
        keys.write_text(fresh())
        self.settings = {
            "HUB_DATABASE_URL": f"sqlite:///{folder / 'hub.db'}",
            "HUB_KEYS_FILE": str(keys),
            "HUB_PROFILE": "production",
        }
        _command(self.settings, "migrate")
        words = ("credentials", "new", "Portal", "--role", "portal", "--channel", CHANNEL)
        self.key = _command(self.settings, *words).strip()
        self.numbers = count()


@contextmanager
def hub(prepared: Prepared, port: int) -> Iterator[Server]:
    """It, running."""
    key = prepared.key

    def publish(cases: int) -> None:
        with httpx.Client(headers={"authorization": f"Bearer {key}"}, timeout=30) as client:
            for _ in range(cases):
                body = submission(REPORTS[0], f"{next(prepared.numbers):016x}")
                reply = client.post(
                    f"http://{HOST}:{port}/graphql",
                    content=body,
                    headers={"content-type": "application/json"},
                )
                if '"CaseSubmitted"' not in reply.text:
                    raise Failed(f"the hub answered {reply.text[:300]}")

    serve = [sys.executable, "-m", "hub", "serve", "--alone", "--port", str(port)]
    with _process(serve, core=0, **prepared.settings) as process:
        _wait(port)
        publish(3)
        yield Server("hub", process.pid, port, key, publish)


@contextmanager
def stock(port: int) -> Iterator[Server]:
    """Strawberry as its documentation shows it."""

    def publish(count: int) -> None:
        for _ in range(count):
            httpx.post(f"http://{HOST}:{port}/publish", timeout=30)

    words = [sys.executable, "-m", "benchmarks.fanout.stock", str(port)]
    with _process(words, core=0) as process:
        _wait(port)
        yield Server("stock", process.pid, port, "", publish)


def _command(settings: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "hub", *words],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failed(f"hub {words[0]}: {done.stdout}{done.stderr}")
    return done.stdout


def compared(subscribers: int, cases: int, events: int) -> list[Figures]:
    """The hub over both transports, then the rival. Servers are fresh, as their memory is looked at."""
    found = []
    with tempfile.TemporaryDirectory(prefix="hub-fanout-") as folder:
        prepared = Prepared(Path(folder))
        for kind in ("ws", "sse"):
            with hub(prepared, free_port()) as server:
                found.append(measured(server, kind, subscribers, cases))
        with stock(free_port()) as server:
            found.append(measured(server, "ws", subscribers, events))
    return found


def show(say: Console, found: Sequence[Figures]) -> None:
    """A table; the last row is what the others are compared with."""
    table = Table(title="Events to subscribers of 20 operations")
    for name in (
        "",
        "subscribers",
        "connected s",
        "events",
        "deliveries/s",
        "CPU us each",
        "KiB each",
        "bytes",
    ):
        table.add_column(name, justify="right" if name else "left")
    table.add_column("x CPU", justify="right")
    for one in found:
        figures = (one.subscribers, f"{one.connected:.1f}", f"{one.events:.0f}", f"{one.rate:,.0f}")
        costs = (f"{one.cpu:.1f}", f"{one.kib:.1f}", f"{one.frame:.0f}", f"{found[-1].cpu / one.cpu:.1f}")
        table.add_row(one.name, *map(str, figures), *costs)
    say.print(table)


def main() -> int:
    """Run; 1 when something could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fanout", description=__doc__)
    parser.add_argument("--subscribers", type=int, default=5_000)
    parser.add_argument("--cases", type=int, default=10, help="handed in to the hub: three events or so each")
    parser.add_argument("--events", type=int, default=5, help="of the rival (default 5)")
    asked = parser.parse_args()
    try:
        show(Console(), compared(asked.subscribers, asked.cases, asked.events))
    except Failed as reason:
        Console(stderr=True).print(str(reason), markup=False)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
