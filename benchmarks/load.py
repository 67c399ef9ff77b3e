"""The client, in a process of its own: every connection has one request under way, from begin to end.

`python -m benchmarks.load` takes a `Job` as JSON on standard input and answers with an `Outcome`.
"""

import asyncio
import itertools
import sys
import time
from collections.abc import Iterator, Sequence
from typing import cast

import msgspec
import uvloop

SLOT = "@" * 16  # in a body: sixteen hexadecimal digits, another number in every request
_END = b"\r\n\r\n"
_LENGTH = b"content-length:"
_CODING = b"transfer-encoding:"
_LAST_CHUNK = b"\r\n0\r\n\r\n"
PATIENCE_S = 60.0  # beyond the job's own time, for answers that are under way
_SHOWN = 300  # characters of an answer that was not expected


class Job(msgspec.Struct, frozen=True):
    """What to ask, how often at once, and for how long.

    `bodies` are asked in turn. `expect` must be in every answer. `first` is the number in the first `SLOT`.
    """

    host: str
    port: int
    bodies: list[str]
    expect: str
    connections: int
    seconds: float
    api_key: str = ""
    path: str = "/graphql"
    first: int = 0
    count: int | None = None  # stop after so many requests, however long they take


class Outcome(msgspec.Struct, frozen=True):
    """What came of it. Times in seconds."""

    elapsed: float
    cpu: float  # of this client: near `elapsed` it was the bottleneck, and the figures are worthless
    count: int
    p50: float
    p99: float
    failures: int = 0
    example: str = ""  # the beginning of the first answer that was not expected


def requests(job: Job) -> Iterator[bytes]:
    """Request after request, each as the bytes to send."""
    bodies = itertools.cycle([body.encode() for body in job.bodies])
    slot = SLOT.encode()
    key = f"authorization: Bearer {job.api_key}\r\n" if job.api_key else ""
    for number, body in zip(itertools.count(job.first), bodies, strict=False):
        filled = body.replace(slot, b"%016x" % number)
        head = (
            f"POST {job.path} HTTP/1.1\r\nhost: {job.host}\r\n{key}"
            "content-type: application/json\r\naccept: application/json\r\n"
            f"content-length: {len(filled)}\r\n\r\n"
        )
        yield head.encode() + filled


class Run:
    """The shared state of all connections of one job."""

    def __init__(self, job: Job) -> None:
        self.expect = job.expect.encode()
        self.requests = itertools.islice(requests(job), job.count)
        self.ends_at = time.perf_counter() + job.seconds
        self.counted = job.count is not None
        self.latencies: list[float] = []
        self.failures = 0
        self.example = ""

    def next(self) -> bytes | None:
        """The next request; None when the time or the number is up."""
        if not self.counted and time.perf_counter() >= self.ends_at:
            return None
        return next(self.requests, None)

    def failed(self, answer: bytes) -> None:
        """Remember an answer that was not expected."""
        self.failures += 1
        self.example = self.example or answer[:_SHOWN].decode(errors="replace")


class Connection(asyncio.Protocol):
    """One keep-alive connection. `done` is set when there is nothing more to ask."""

    def __init__(self, run: Run) -> None:
        self.run, self.buffer, self.sent_at = run, b"", 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport = cast("asyncio.Transport", transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Count the answer when it is whole, then ask again."""
        self.buffer = self.buffer + data if self.buffer else data
        if not whole(self.buffer):
            return
        answer, self.buffer = self.buffer, b""
        self.run.latencies.append(time.perf_counter() - self.sent_at)
        if not answer.startswith(b"HTTP/1.1 200") or self.run.expect not in answer or b'"errors"' in answer:
            self.run.failed(answer)
        self._ask()

    def connection_lost(self, _: Exception | None) -> None:
        """A server that hangs up before the end has failed."""
        if not self.done.done():
            self.run.failed(b"the server closed the connection")
            self.done.set_result(None)

    def _ask(self) -> None:
        request = self.run.next()
        if request is None:
            self.done.set_result(None)
            self.transport.close()
            return
        self.sent_at = time.perf_counter()
        self.transport.write(request)


def whole(answer: bytes) -> bool:
    """Whether nothing of it is missing, by its length or by its last chunk."""
    head = answer.find(_END)
    if head < 0:
        return False
    for line in answer[:head].lower().split(b"\r\n"):
        if line.startswith(_LENGTH):
            return len(answer) >= head + len(_END) + int(line[len(_LENGTH) :])
        if line.startswith(_CODING):
            return answer.endswith(_LAST_CHUNK)
    raise ValueError("an answer of no known length")


async def perform(job: Job) -> Outcome:
    """Do the whole job."""
    loop = asyncio.get_running_loop()
    run = Run(job)
    began, cpu = time.perf_counter(), time.process_time()
    opened = [
        loop.create_connection(lambda: Connection(run), job.host, job.port) for _ in range(job.connections)
    ]
    async with asyncio.timeout(job.seconds + PATIENCE_S):
        connections = [connection for _, connection in await asyncio.gather(*opened)]
        await asyncio.gather(*(connection.done for connection in connections))
    elapsed = time.perf_counter() - began
    p50, p99 = (percentile(run.latencies, share) if run.latencies else 0.0 for share in (0.50, 0.99))
    spent = time.process_time() - cpu
    return Outcome(elapsed, spent, len(run.latencies), p50, p99, run.failures, run.example)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -int(-len(ordered) * share // 1) - 1)]


def main() -> None:
    """Read the job, do it, write what came of it."""
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    outcome = uvloop.run(perform(job))
    sys.stdout.buffer.write(msgspec.json.encode(outcome))


if __name__ == "__main__":
    main()
