"""Wakes whoever waits for new rows. A wake-up says "look again", never what changed."""

import asyncio


class Signal:
    """Counts notifications, so that one between looking and waiting is not lost.

    Belongs to one event loop. A reader notes `count`, looks at the table, and waits with the noted count.
    """

    def __init__(self) -> None:
        self.count = 0
        self._next = asyncio.Event()

    def notify(self) -> None:
        """Wake every waiter."""
        self.count += 1
        self._next.set()
        self._next = asyncio.Event()

    async def wait(self, timeout: float, seen: int | None = None) -> bool:  # noqa: ASYNC109 a wake-up is a hint
        """Wait at most `timeout` seconds; True when notified since `seen` (default: since now)."""
        if seen is not None and self.count != seen:
            return True
        try:
            async with asyncio.timeout(timeout):
                await self._next.wait()
        except TimeoutError:
            return False
        return True
