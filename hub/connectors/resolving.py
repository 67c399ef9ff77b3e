"""Names to addresses, on threads of its own: a partner's slow name server must not hold up anybody else."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

THREADS = 20  # as many endpoints as have their turn at once; each waits for one name

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""(host, port) -> addresses in the order to be tried; raises OSError when there is none."""


class Resolver:
    """The machine's own name service."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="names")
        self._asked: dict[tuple[str, int], asyncio.Future[list[str]]] = {}

    async def __call__(self, host: str, port: int) -> list[str]:
        """Every address once. A name that is being asked for is not asked for a second time."""
        asked = self._asked.get((host, port))
        if asked is None:
            loop = asyncio.get_running_loop()
            asked = self._asked[host, port] = loop.run_in_executor(self._threads, _addresses, host, port)
            asked.add_done_callback(partial(self._answered, (host, port)))
        return await asyncio.shield(asked)

    def _answered(self, name: tuple[str, int], asked: asyncio.Future[list[str]]) -> None:
        del self._asked[name]
        if not asked.cancelled():
            asked.exception()  # whoever waited may have given up

    def close(self) -> None:
        """Questions that wait are given up."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _addresses(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))
