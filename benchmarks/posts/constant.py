"""The floor: an ASGI application that gives finished bytes, under the hub's own server configuration.

`python -m benchmarks.posts.constant PORT`. Nothing in Python that speaks HTTP by ASGI can be faster.
"""

import sys

import uvicorn
from starlette.types import Receive, Scope, Send

from benchmarks.posts.questions import answers
from benchmarks.servers import HOST
from hub.web.serve import config


class Constant:
    """Answers each known body with its bytes, everything else with 404."""

    def __init__(self) -> None:
        self._answers = answers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the life of the process."""
        if scope["type"] == "lifespan":
            for _ in range(2):
                message = await receive()
                await send({"type": f"{message['type']}.complete"})
            return
        asked = b"" if scope["method"] == "GET" else (await receive())["body"]
        found = b"{}" if scope["path"] == "/readyz" else self._answers.get(asked)
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(found or b""))]
        await send({"type": "http.response.start", "status": 200 if found else 404, "headers": headers})
        await send({"type": "http.response.body", "body": found or b""})


if __name__ == "__main__":
    uvicorn.Server(config(Constant(), HOST, int(sys.argv[1]))).run()
