"""Credentials of what is open, looked at again and again: one look per credential, however many streams."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Held = TypeVar("Held", bound=Hashable)
Ended = Callable[[], None]


class Rechecking(Generic[Held]):
    """`still` says whether a credential is as good as it was."""

    def __init__(self, still: Callable[[Held], Awaitable[bool]]) -> None:
        self._still = still
        self._watched: dict[Held, set[Ended]] = {}
        self._looking: dict[Held, asyncio.Task[None]] = {}

    def watch(self, held: Held, seconds: float, ended: Ended) -> Callable[[], None]:
        """Call `ended` once the credential has ended: looked at every so many seconds, as its first watcher
        wants it. Gives what ends the watch; a second call of that does nothing.
        """
        watchers = self._watched.get(held)
        if watchers is None:
            watchers = self._watched[held] = set()
            self._looking[held] = asyncio.create_task(self._look(held, seconds), name="rechecking")
        watchers.add(ended)
        return lambda: self._leave(held, watchers, ended)

    def _leave(self, held: Held, watchers: set[Ended], ended: Ended) -> None:
        watchers.discard(ended)
        if not watchers and self._watched.get(held) is watchers:
            del self._watched[held]
            self._looking.pop(held).cancel()

    async def _look(self, held: Held, seconds: float) -> None:
        still = True
        while still:
            await asyncio.sleep(seconds)
            still = await self._still(held)
        del self._looking[held]
        for ended in list(self._watched.pop(held)):
            ended()
