"""A webhook receiver that keeps what it gets and answers as told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class Received:
    """`statuses` are used up in order, then it is 202 for ever."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    messages: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def receiver() -> Iterator[Received]:
    received = Received()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            received.messages.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(received.statuses.pop(0) if received.statuses else 202)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    received.url = f"http://127.0.0.1:{server.server_port}/hooks/office?from=test"
    try:
        yield received
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
