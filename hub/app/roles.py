"""The roles of a process, `serve` and `worker`, and both in one: opened, run until told to stop, closed."""

import asyncio
import signal
import socket
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager

import uvicorn

from hub.app.building import Hub, build
from hub.app.migrating import make_folder, migrate, require
from hub.app.serving import doors
from hub.app.working import new_worker, refreshing
from hub.delivery.worker import Worker
from hub.errors import ConfigError
from hub.settings import Settings
from hub.web.serve import config

Say = Callable[[str], None]
BACKLOG = 1024


async def serve(settings: Settings, host: str, port: int, embedded: bool, say: Say) -> None:
    """Answer requests until SIGTERM or SIGINT; `embedded` does the worker's part too.

    Args:
        settings: of this process.
        host: where to listen.
        port: 0 takes a free one.
        embedded: one process is the whole hub; it brings its database to this release by itself.
        say: gets one line when requests are answered.

    Raises:
        ConfigError: the port is taken, or something is not set up; nothing is running then.
        StoreFault: the database cannot be reached.
    """
    stop = _stop_asked()
    migrates = embedded or settings.mode == "development"
    with _listening(host, port) as listener:
        async with opened(settings, migrates) as hub:
            server = _Server(config(await doors(hub), host, port))
            worker = new_worker(hub) if embedded else None
            if worker is not None:
                await worker.start()
            say("the hub answers at http://{}:{}/graphql".format(*listener.getsockname()[:2]))
            await _answer(server, listener, worker, stop)


async def work(settings: Settings, say: Say) -> None:
    """Forward, poll and count until SIGTERM or SIGINT. Raises as `serve`."""
    stop = _stop_asked()
    async with opened(settings, migrates=False) as hub:
        worker = new_worker(hub)
        await worker.start()
        try:
            say("the worker is at work")
            await stop.wait()
        finally:
            await worker.stop()


@asynccontextmanager
async def opened(settings: Settings, migrates: bool) -> AsyncGenerator[Hub, None]:
    """A hub on a database that loses nothing and is at this release; closed in the end.

    Raises:
        ConfigError: it is not, and may not be brought there; or a setting is wrong.
        ReferenceError: the store holds no reference data.
        StoreFault: the database cannot be reached.
    """
    hub = build(settings)
    try:
        url = settings.database_url.get_secret_value()
        if migrates:
            make_folder(url)
        await hub.db.check()
        if migrates:
            await migrate(hub.db, url)
        await require(hub.db)
        await hub.work.check()
        await hub.reference.refresh()
        await hub.adviser.refresh()
        await hub.db.listen()
        async with refreshing(hub):
            yield hub
    finally:
        await hub.aclose()


async def _answer(
    server: uvicorn.Server, listener: socket.socket, worker: Worker | None, stop: asyncio.Event
) -> None:
    answering = asyncio.create_task(server.serve([listener]), name="answering")
    waiting = asyncio.create_task(stop.wait(), name="waiting")
    try:
        await asyncio.wait({answering, waiting}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
        server.should_exit = True  # open streams end meanwhile
        if worker is not None:
            await worker.stop()
        await answering


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Signals are ours: uvicorn would raise them again before the worker has ended."""
        yield


def _stop_asked() -> asyncio.Event:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    return stop


@contextmanager
def _listening(host: str, port: int) -> Generator[socket.socket, None, None]:
    """Bound before anything else is started: a taken port is the commonest fault."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as fault:
        raise ConfigError(f"cannot listen on {host}:{port} ({fault.strerror})") from None
    with listener:
        yield listener
