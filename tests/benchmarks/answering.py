"""A server of a few lines, so that the client and the comparison can be tested without a hub."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from os import getpid
from threading import Thread
from typing import Any

from benchmarks.servers import HOST, Server

Answer = Callable[[dict[str, Any]], tuple[int, object]]
"""From the JSON that was sent to a status and the JSON to send back."""


@contextmanager
def answering(answer: Answer, name: str = "server") -> Iterator[Server]:
    """Serve until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["content-length"])))
            status, body = answer(sent)
            reply = json.dumps(body, separators=(",", ":")).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer((HOST, 0), Handler) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield Server(name, getpid(), server.server_address[1], "hub_key")
        finally:
            server.shutdown()
            thread.join()
