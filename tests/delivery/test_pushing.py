"""Turns at endpoints: side by side, one per endpoint, none able to end or delay another."""

import asyncio
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

import pytest

from hub.delivery import pushing
from hub.delivery.pushing import Pushing
from tests.delivery.waiting import until


@dataclass
class Endpoints:
    """Those named always have something to do."""

    names: list[str]
    served: Counter[str] = field(default_factory=Counter)
    hanging: asyncio.Event = field(default_factory=asyncio.Event)
    ended: list[str] = field(default_factory=list)

    async def waiting(self, busy: Collection[str]) -> list[str]:
        return [name for name in self.names if name not in busy]

    async def serve(self, id: str) -> int:
        self.served[id] += 1
        try:
            if id.startswith("hangs"):
                await self.hanging.wait()
            if id == "fails":
                raise ValueError("a fault of ours")
        finally:
            self.ended.append(id)
        return 1


async def settle() -> None:
    """Let turns that can end do so."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_an_endpoint_that_hangs_delays_nobody_and_is_not_begun_twice() -> None:
    endpoints = Endpoints(["hangs", "quick"])
    turns = Pushing(endpoints, lambda: 0.0)
    for _ in range(3):
        await turns.round()
        await settle()

    assert endpoints.served == {"hangs": 1, "quick": 3}
    endpoints.hanging.set()
    await until(lambda: "hangs" in endpoints.ended)
    await turns.stop()


async def test_an_endpoint_whose_turn_failed_is_left_alone_for_a_while() -> None:
    now = [0.0]
    endpoints = Endpoints(["fails", "quick"])
    turns = Pushing(endpoints, lambda: now[0])
    for _ in range(3):
        await turns.round()
        await settle()
    assert endpoints.served == {"fails": 1, "quick": 3}

    now[0] = pushing.SHY_S + 1
    await turns.round()
    await settle()
    assert endpoints.served["fails"] == 2


async def test_there_is_a_limit_to_turns_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pushing, "ENDING_S", 0.05)
    endpoints = Endpoints([f"hangs {number}" for number in range(pushing.MOST_TURNS + 5)])
    turns = Pushing(endpoints, lambda: 0.0)

    assert await turns.round() == pushing.MOST_TURNS
    assert await turns.round() == 0
    await settle()
    await turns.stop()
    assert len(endpoints.ended) == pushing.MOST_TURNS  # cut off, not left behind
