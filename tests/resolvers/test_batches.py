"""Whoever asks in the same round is answered by one call."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from hub.resolvers.batches import Batch, Batches


class Asked:
    """A loader that remembers what it was asked."""

    def __init__(self) -> None:
        self.calls: list[tuple[list[Any], Any]] = []

    async def double(self, _: None, parents: Sequence[Any], arguments: Any) -> list[Any]:
        self.calls.append((list(parents), arguments))
        await asyncio.sleep(0)
        return [parent * 2 for parent in parents]

    async def odd_ones_fail(self, _: None, parents: Sequence[Any], arguments: Any) -> list[Any]:
        return [LookupError("odd") if parent % 2 else parent for parent in parents]

    async def break_down(self, _: None, parents: Sequence[Any], arguments: Any) -> list[Any]:
        raise LookupError("down")

    async def forget_one(self, _: None, parents: Sequence[Any], arguments: Any) -> list[Any]:
        return list(parents)[1:]

    async def wait(self, _: None, parents: Sequence[Any], arguments: Any) -> list[Any]:
        await asyncio.Event().wait()
        return list(parents)


def batches(asked: Asked, batch: Batch[None]) -> Batches[None]:
    return Batches(None, {"field": batch})


async def test_all_loads_of_a_round_share_one_call_and_keep_their_order() -> None:
    asked = Asked()
    loads = batches(asked, asked.double)

    answers = await asyncio.gather(*(loads.load("field", number) for number in (3, 1, 2, 1)))

    assert answers == [6, 2, 4, 2]
    assert asked.calls == [([3, 1, 2, 1], None)]


async def test_loads_that_begin_in_tasks_of_the_same_round_share_one_call() -> None:
    asked = Asked()
    loads = batches(asked, asked.double)

    async def one(number: int) -> int:
        return int(await loads.load("field", number))

    assert await asyncio.gather(*(one(number) for number in range(50))) == [
        2 * number for number in range(50)
    ]
    assert len(asked.calls) == 1


async def test_other_arguments_are_another_call() -> None:
    asked = Asked()
    loads = batches(asked, asked.double)

    await asyncio.gather(
        loads.load("field", 1, "a"), loads.load("field", 2, "b"), loads.load("field", 3, "a")
    )

    assert sorted(asked.calls) == [([1, 3], "a"), ([2], "b")]


async def test_nothing_is_kept_from_one_round_to_the_next() -> None:
    asked = Asked()
    loads = batches(asked, asked.double)

    await loads.load("field", 1)
    await loads.load("field", 1)

    assert len(asked.calls) == 2


async def test_an_answer_that_is_an_exception_fails_only_its_own_parent() -> None:
    asked = Asked()
    loads = batches(asked, asked.odd_ones_fail)

    answers = await asyncio.gather(
        *(loads.load("field", number) for number in range(4)), return_exceptions=True
    )

    assert [answer if isinstance(answer, int) else str(answer) for answer in answers] == [0, "odd", 2, "odd"]


@pytest.mark.parametrize("name", ["break_down", "forget_one"])
async def test_a_loader_that_fails_or_miscounts_fails_everybody(name: str) -> None:
    asked = Asked()
    loads = batches(asked, getattr(asked, name))

    answers = await asyncio.gather(loads.load("field", 1), loads.load("field", 2), return_exceptions=True)

    assert [type(answer) for answer in answers] == [LookupError, LookupError]


@pytest.mark.parametrize("rounds", [0, 1, 2], ids=["waiting", "started", "running"])
async def test_closing_ends_what_waits_or_runs(rounds: int) -> None:
    asked = Asked()
    loads = batches(asked, asked.wait)
    waiting = loads.load("field", 1)
    for _ in range(rounds):
        await asyncio.sleep(0)
    loads.close()

    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_a_reader_that_gave_up_does_not_disturb_the_others() -> None:
    asked = Asked()
    loads = batches(asked, asked.double)
    gone, stays = loads.load("field", 1), loads.load("field", 2)
    gone.cancel()

    assert await stays == 4
