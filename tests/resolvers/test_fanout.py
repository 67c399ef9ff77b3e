"""Who has caught up shares what is read and rendered; who is behind joins without gap or double."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from random import Random
from typing import Any

import pytest
from strawberry.types import ExecutionResult

from hub.domain.caller import Caller
from hub.domain.paging import EventFilter
from hub.errors import StoreFault
from hub.resolvers.context import Context
from hub.resolvers.contexts import Contexts
from hub.resolvers.seats import QUEUE
from tests.harness import OTHER_PORTAL, PARTNER, PORTAL, Hub
from tests.resolvers.operations import SUBMIT, submission

EVENTS = """
subscription ($after: Cursor, $filter: EventFilter) {
  caseEvents(after: $after, filter: $filter) { id cursor type case { title } } }
"""
PULL = "{ events(first: 100) { edges { node { id cursor } } } }"
Results = AsyncGenerator[ExecutionResult, None]


def opened(hub: Hub, who: Caller = PORTAL) -> Context:
    return Contexts(hub.services, hub.cursors, hub.tools.new_id)(who)


async def listen(hub: Hub, who: Caller = PORTAL, query: str = EVENTS, **variables: Any) -> Results:
    return await hub.schema.subscribe(query, variable_values=variables, context_value=opened(hub, who))


async def hand_in(hub: Hub, number: int) -> None:
    await hub.ask(SUBMIT, PORTAL, input=submission(number, title=f"Laporan {number}"))


async def pulled(hub: Hub) -> list[dict[str, str]]:
    return [edge["node"] for edge in (await hub.ask(PULL, PORTAL))["events"]["edges"]]


async def take(results: Results, count: int) -> list[Any]:
    """So many answers as they came; the stream stays open."""
    async with asyncio.timeout(10):
        return [await anext(results) for _ in range(count)]


async def seated(hub: Hub, count: int) -> None:
    """So many subscribers have caught up."""
    groups = hub.schema.fanout
    async with asyncio.timeout(5):
        while sum(len(group.seats) for group in groups) < count:
            await asyncio.sleep(0.01)


class Counted:
    """How often something is called."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> None:
        self.times, real = 0, getattr(owner, name)

        async def counted(*given: Any, **named: Any) -> Any:
            self.times += 1
            return await real(*given, **named)

        monkeypatch.setattr(owner, name, counted)


async def test_subscribers_alike_share_one_rendering_and_the_same_bytes(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    streams = [await listen(hub, filter={"types": ["SUBMITTED"]}) for _ in range(5)]
    readers = [asyncio.create_task(take(stream, 1)) for stream in streams]
    await seated(hub, 5)
    rendered = Counted(monkeypatch, hub.schema.engine, "event")
    await hand_in(hub, 1)
    answers = await asyncio.gather(*readers)
    for stream in streams:
        await stream.aclose()

    assert rendered.times == 1
    assert len({id(one) for [one] in answers}) == 1
    assert answers[0][0].data["caseEvents"]["id"] == (await pulled(hub))[0]["id"]


async def test_the_reader_and_the_groups_end_with_the_last_subscriber(hub: Hub) -> None:
    first, second = await listen(hub), await listen(hub, PARTNER)
    tasks = [asyncio.create_task(take(one, 1)) for one in (first, second)]
    await seated(hub, 2)
    assert hub.services.feed.live.running
    for task, stream in zip(tasks, (first, second), strict=True):
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await stream.aclose()

    assert not hub.services.feed.live.running
    assert len(hub.schema.fanout) == 0


async def test_callers_never_share_and_hear_only_of_their_own(hub: Hub) -> None:
    mine, others = await listen(hub, PORTAL), await listen(hub, OTHER_PORTAL)
    heard, silent = asyncio.create_task(take(mine, 3)), asyncio.create_task(take(others, 1))
    await seated(hub, 2)
    assert len(hub.schema.fanout) == 2
    await hand_in(hub, 1)
    assert len(await heard) == 3
    await asyncio.sleep(0.1)
    assert not silent.done()
    silent.cancel()
    await asyncio.gather(silent, return_exceptions=True)
    for stream in (mine, others):
        await stream.aclose()


async def test_where_a_subscription_begins_does_not_part_it_from_the_others(hub: Hub) -> None:
    await hand_in(hub, 1)
    told = await pulled(hub)
    streams = [await listen(hub, after=one["cursor"]) for one in told] + [await listen(hub)]
    tasks = [asyncio.create_task(take(stream, len(told) - 1 - at)) for at, stream in enumerate(streams[:-1])]
    caught_up = [asyncio.create_task(anext(streams[-1]))]
    await asyncio.gather(*tasks)
    caught_up += [asyncio.create_task(anext(stream)) for stream in streams[:-1]]
    await seated(hub, len(streams))
    assert len(hub.schema.fanout) == 1
    await hand_in(hub, 2)
    assert len({id(one) for one in await asyncio.gather(*caught_up)}) == 1
    for stream in streams:
        await stream.aclose()


@pytest.mark.parametrize("seed", range(6))
async def test_however_joining_and_writing_interleave_nothing_is_missed_or_told_twice(
    hub: Hub, seed: int
) -> None:
    chance = Random(seed)  # noqa: S311 - a choice of moments
    await hand_in(hub, 0)
    begin = (await pulled(hub))[0]["cursor"]

    async def read(pause: float) -> list[str]:
        await asyncio.sleep(pause)
        heard: list[str] = []
        async with aclosing(await listen(hub, after=begin)) as stream, asyncio.timeout(10):
            async for one in stream:
                heard.append(one.data["caseEvents"]["id"])  # type: ignore[index]
                if len(heard) == 11:
                    break
                await asyncio.sleep(chance.choice([0, 0, 0.001, 0.004]))
        return heard

    readers = [asyncio.create_task(read(chance.uniform(0, 0.2))) for _ in range(8)]
    for number in (1, 2, 3):
        await asyncio.sleep(chance.uniform(0, 0.02))
        await hand_in(hub, number)
    told = [one["id"] for one in await pulled(hub)]
    for heard in await asyncio.gather(*readers):
        assert heard == told[1:12]


async def test_who_does_not_take_is_ended_with_the_cursor_to_go_on_from(hub: Hub) -> None:
    stream = await listen(hub)
    first = asyncio.create_task(anext(stream))
    await seated(hub, 1)
    await hand_in(hub, 1)
    got = (await first).data["caseEvents"]["cursor"]  # type: ignore[index]
    [group] = hub.schema.fanout
    [seat] = group.seats
    told = (await group._tell(group._context, await one_event(hub)), (2**62, 0))
    for _ in range(QUEUE + 1):
        seat.give(*told)
    assert len(seat) == 0

    ended = await anext(stream)
    assert ended.data is None
    assert [error.extensions for error in ended.errors or []] == [{"code": "FELL_BEHIND", "resumeAfter": got}]
    with pytest.raises(StopAsyncIteration):
        await anext(stream)
    resumed = await listen(hub, after=got)
    missed = [one["id"] for one in (await pulled(hub))[1:]]
    assert [one.data["caseEvents"]["id"] for one in await take(resumed, len(missed))] == missed
    await resumed.aclose()


async def one_event(hub: Hub) -> Any:
    """The oldest event of the feed."""
    return (await hub.services.feed.page(PORTAL, None, 1, EventFilter())).edges[0].node


async def test_a_rendering_that_breaks_costs_that_event_of_that_group_only(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = EVENTS.replace("case { title }", "status")
    broken, whole = await listen(hub), await listen(hub, query=other)
    tasks = [asyncio.create_task(take(one, 3)) for one in (broken, whole)]
    await seated(hub, 2)
    real = hub.schema.engine.event
    failed: list[int] = []

    async def breaks(asked: Any, *given: Any) -> Any:
        if "title" in str(asked.operation.loc.source.body) and not failed:
            failed.append(1)
            raise ZeroDivisionError
        return await real(asked, *given)

    monkeypatch.setattr(hub.schema.engine, "event", breaks)
    await hand_in(hub, 1)
    first, others = await asyncio.gather(*tasks)
    for stream in (broken, whole):
        await stream.aclose()

    assert [one.errors is None for one in first] == [False, True, True]
    assert first[0].errors[0].path == ["caseEvents"]
    assert first[0].position is None
    assert all(one.errors is None for one in others)


async def test_a_feed_that_cannot_be_read_ends_every_stream_and_the_next_one_begins_anew(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    streams = [await listen(hub), await listen(hub, PARTNER)]
    tasks = [asyncio.create_task(anext(one)) for one in streams]
    await seated(hub, 2)

    async def fails(*_: Any) -> bool:
        raise StoreFault("no answer")

    monkeypatch.setattr(hub.services.feed.live, "_page", fails)
    hub.tools.db.changed.notify()
    for task in tasks:
        assert [error.extensions["code"] for error in (await task).errors or []] == ["INTERNAL"]  # type: ignore[index]
    monkeypatch.undo()

    again = await listen(hub)
    heard = asyncio.create_task(take(again, 1))
    await seated(hub, 1)
    await hand_in(hub, 1)
    assert (await heard)[0].errors is None
    for stream in (*streams, again):
        await stream.aclose()
