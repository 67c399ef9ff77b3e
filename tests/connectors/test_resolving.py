"""Names of partners: one that nobody answers for holds up nobody else."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from hub.connectors.resolving import THREADS, Resolver


@pytest.fixture
async def resolver() -> AsyncIterator[Resolver]:
    found = Resolver()
    yield found
    found.close()


class NameService:
    """`slow.example` is answered when the test says so; every other name at once."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answers = threading.Event()

    def __call__(self, host: str, port: int, type: int) -> list[tuple[object, ...]]:
        self.asked.append(host)
        if host == "slow.example":
            self.answers.wait(5.0)
            raise socket.gaierror
        return [(0, type, 0, "", ("192.0.2.1", port)), (0, type, 0, "", ("192.0.2.1", port))]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> NameService:
    found = NameService()
    monkeypatch.setattr(socket, "getaddrinfo", found)
    return found


async def test_a_name_server_that_is_silent_holds_up_no_other_name(
    resolver: Resolver, names: NameService
) -> None:
    stuck = [asyncio.create_task(resolver("slow.example", 443)) for _ in range(2 * THREADS)]
    await asyncio.sleep(0)
    async with asyncio.timeout(2.0):
        assert await resolver("quick.example", 443) == ["192.0.2.1"]
    assert names.asked.count("slow.example") == 1

    names.answers.set()
    found = await asyncio.gather(*stuck, return_exceptions=True)
    assert all(isinstance(one, OSError) for one in found)


async def test_a_name_is_asked_for_again_once_it_was_answered(resolver: Resolver, names: NameService) -> None:
    for _ in range(2):
        await resolver("quick.example", 443)
    assert names.asked == ["quick.example"] * 2


async def test_an_asker_that_gives_up_takes_nothing_from_the_others(
    resolver: Resolver, names: NameService
) -> None:
    given_up, waiting = (asyncio.create_task(resolver("slow.example", 443)) for _ in range(2))
    await asyncio.sleep(0)
    given_up.cancel()
    with suppress(asyncio.CancelledError):
        await given_up
    names.answers.set()
    with pytest.raises(socket.gaierror):
        await waiting
