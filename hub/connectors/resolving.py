"""Names to addresses, on threads of its own: a partner's slow name server must not hold up anybody else."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

THREADS = 4

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""(host, port) -> addresses in the order to be tried; raises OSError when there is none."""


class Resolver:
    """The machine's own name service."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="names")

    async def __call__(self, host: str, port: int) -> list[str]:
        """Every address once."""
        ask = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        found = await asyncio.get_running_loop().run_in_executor(self._threads, ask)
        return list(dict.fromkeys(str(one[4][0]) for one in found))

    def close(self) -> None:
        """Questions that wait are given up."""
        self._threads.shutdown(wait=False, cancel_futures=True)
