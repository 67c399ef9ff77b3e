"""The server's configuration, fixed in code: what a deployment chooses is only where it listens."""

import gc

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.web.options import Limits

_GC_THRESHOLD = 50_000  # allocations between collections of the young generation
_GRACE_S = 5  # for requests at work when the process is asked to stop


def config(app: ASGIApp, host: str, port: int, limits: Limits | None = None) -> uvicorn.Config:
    """Configuration for `uvicorn.Server`.

    No access log (it would hold addresses and query strings) and no per-message deflate (it would cost 60 KiB
    and most of the CPU time per subscriber). Logging itself is left to the application.
    """
    return uvicorn.Config(
        Settled(app),
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=(limits or Limits()).frame,
        ws_per_message_deflate=False,
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=_GRACE_S,
    )


class Settled:
    """Passes everything on; once start-up is complete, what lives then is taken out of garbage collection."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, _settling(send) if scope["type"] == "lifespan" else send)


def _settling(send: Send) -> Send:
    async def forward(message: Message) -> None:
        if message["type"] == "lifespan.startup.complete":
            gc.collect()
            gc.freeze()
            gc.set_threshold(_GC_THRESHOLD, 20, 100)
        await send(message)

    return forward
