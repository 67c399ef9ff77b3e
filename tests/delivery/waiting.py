"""Waiting for what happens elsewhere."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until it holds; fail when it does not within the time."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


async def eventually(ask: Callable[[], Awaitable[T]], wanted: T, seconds: float = 10.0) -> None:
    """Ask until the answer is the wanted one; fail with the last one when it never is."""
    found: T | None = None
    try:
        async with asyncio.timeout(seconds):
            while (found := await ask()) != wanted:
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"{found!r} never became {wanted!r}") from None
