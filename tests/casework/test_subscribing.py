"""The feed: from any place without a gap or a duplicate, then live; never more than the caller may see."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from hub.domain import commands as ask
from hub.domain.caller import ANONYMOUS, Caller
from hub.domain.case import CaseEventType, IdentityProtection, Visibility
from hub.domain.paging import EventFilter
from hub.domain.visible import VisibleEvent
from hub.errors import NotEntitled, ResyncRequired
from hub.store import cases
from tests.casework.steps import UNCLEAR, act, delivered, row, taken, timeline
from tests.harness import ANALYST, COORDINATOR, OPERATOR, OTHER_PORTAL, PARTNER, PORTAL, Hub, officer

ALL = EventFilter()
DEADLINE_S = 20.0


async def take(stream: AsyncGenerator[VisibleEvent, None], count: int) -> list[VisibleEvent]:
    """The next events of a stream."""
    found: list[VisibleEvent] = []
    async with asyncio.timeout(DEADLINE_S):
        while len(found) < count:
            found.append(await anext(stream))
    return found


async def whole(
    hub: Hub, caller: Caller = OPERATOR, wanted: EventFilter = ALL, size: int = 7
) -> list[VisibleEvent]:
    """The feed from the beginning, page by page."""
    found: list[VisibleEvent] = []
    after = None
    while True:
        page = await hub.services.feed.page(caller, after, size, wanted)
        found += [edge.node for edge in page.edges]
        if not page.has_next:
            return found
        after = page.edges[-1].cursor


async def test_a_stream_while_others_write_has_no_gap_and_no_duplicate(hub: Hub) -> None:
    for _ in range(3):
        await taken(hub, **UNCLEAR)
    start = (await whole(hub))[2].cursor

    async def write() -> None:
        for _ in range(5):
            await taken(hub, **UNCLEAR)

    expected = 6 - 3 + 4 * 5 * 2
    streams = [hub.services.feed.stream(OPERATOR, start, ALL) for _ in range(3)]
    readers = [asyncio.create_task(take(stream, expected)) for stream in streams]
    await asyncio.gather(*(write() for _ in range(4)))
    heard = await asyncio.gather(*readers)
    for stream in streams:
        await stream.aclose()

    told = [event.id for event in (await whole(hub))[3:]]
    assert len(told) == expected
    for one in heard:
        assert [event.id for event in one] == told


async def test_a_stream_without_a_place_begins_now(hub: Hub) -> None:
    await taken(hub)
    async with aclosing(hub.services.feed.stream(OPERATOR, None, ALL)) as stream:
        first = asyncio.create_task(take(stream, 2))
        await asyncio.sleep(0.1)
        number = (await taken(hub, **UNCLEAR)).case.tracking_number
        assert [event.id for event in await first] == [event.id for event in await timeline(hub, number)]


async def test_a_stream_resumes_after_any_event_of_it(hub: Hub) -> None:
    await delivered(hub)
    await delivered(hub)
    told = await whole(hub)
    for place, event in enumerate(told[:-1]):
        async with aclosing(hub.services.feed.stream(OPERATOR, event.cursor, ALL)) as stream:
            rest = await take(stream, len(told) - place - 1)
        assert [one.id for one in rest] == [one.id for one in told[place + 1 :]]


async def test_every_caller_hears_of_the_cases_it_may_see_and_of_no_other(hub: Hub) -> None:
    public, hidden = await delivered(hub), await delivered(hub, visibility=Visibility.RESTRICTED)
    others = await hub.services.intake.submit(OTHER_PORTAL, hub.submission(region="64.02.01", **UNCLEAR))
    ids = {one.case.id for one in (public, hidden, others)}
    here = {public.case.id, hidden.case.id}
    expected: list[tuple[Caller, set[str]]] = [
        (PORTAL, here),
        (OTHER_PORTAL, {others.case.id}),
        (COORDINATOR, here),
        (officer("62.01.disdukcapil"), here),
        (officer("62.01.dinkes"), set()),
        (PARTNER, {public.case.id}),
        (OPERATOR, ids),
    ]
    for caller, allowed in expected:
        assert {event.case_id for event in await whole(hub, caller)} == allowed, caller.role
        single = await hub.services.feed.by_ids(caller, [event.id for event in await whole(hub)])
        assert {event.case_id for event in single if event is not None} == allowed
    for stranger in (ANALYST, ANONYMOUS):
        with pytest.raises(NotEntitled):
            await whole(hub, stranger)
        with pytest.raises(NotEntitled):
            await anext(hub.services.feed.stream(stranger, None, ALL))


async def test_a_case_that_becomes_restricted_leaves_the_streams_of_outsiders(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    other = (await delivered(hub)).case.tracking_number
    async with aclosing(hub.services.feed.stream(PARTNER, None, ALL)) as stream:
        first = asyncio.create_task(take(stream, 1))
        await asyncio.sleep(0.1)
        raised = ask.RaiseProtection(IdentityProtection.SEALED, Visibility.RESTRICTED)
        await act(hub, PORTAL, number, raised)
        await act(hub, PORTAL, number, ask.Withdraw("Tidak perlu."))
        await act(hub, PORTAL, other, ask.Withdraw("Tidak perlu."))
        [event] = await first
    assert (event.case_id, event.type) == ((await row(hub, other)).id, CaseEventType.WITHDRAWN)


async def test_partners_read_no_words_of_the_reporter(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    for who, command in [
        (officer("62.01.disdukcapil"), ask.Accept("Hubungi 081234567890.")),
        (officer("62.01.disdukcapil"), ask.RequestInformation("Nomor antrean?")),
        (PORTAL, ask.ProvideInformation("Nama saya Kenari.")),
    ]:
        await act(hub, who, number, command)
    notes = {event.type: event.note for event in await whole(hub, PARTNER)}
    assert notes[CaseEventType.ACCEPTED] == "Hubungi [telepon disamarkan]."
    assert notes[CaseEventType.INFORMATION_PROVIDED] is None
    full = {event.type: event.note for event in await whole(hub, COORDINATOR)}
    assert full[CaseEventType.INFORMATION_PROVIDED] == "Nama saya Kenari."


async def test_filters_narrow_the_feed_and_its_stream(hub: Hub) -> None:
    found = await delivered(hub)
    await delivered(hub)
    await hub.services.intake.submit(OTHER_PORTAL, hub.submission(region="64.02.01", **UNCLEAR))
    told = await whole(hub)
    mine = [event.id for event in told if event.case_id == found.case.id]
    number = found.case.tracking_number
    delivery = EventFilter(types=(CaseEventType.DELIVERED,), tracking_number=number.lower())
    wanted = [
        (EventFilter(tracking_number=number), mine),
        (delivery, mine[-1:]),
        (EventFilter(agency="62.01.disdukcapil", tracking_number=number), [mine[1], *mine[-2:]]),
        (EventFilter(region="64"), [event.id for event in told[-2:]]),
        (EventFilter(region="62.01.03"), []),
    ]
    for narrowed, expected in wanted:
        assert [event.id for event in await whole(hub, OPERATOR, narrowed)] == expected
    async with aclosing(hub.services.feed.stream(OPERATOR, "0.0", delivery)) as stream:
        assert [event.id for event in await take(stream, 1)] == mine[-1:]


async def test_a_place_that_is_none_asks_for_a_resync(hub: Hub) -> None:
    await taken(hub)
    for place in ("x", "1", "-1.0", "1.2.3", f"{2**63}.0", "9000000000.17"):
        with pytest.raises(ResyncRequired):
            await hub.services.feed.page(OPERATOR, place, 5, ALL)
        with pytest.raises(ResyncRequired):
            await anext(hub.services.feed.stream(OPERATOR, place, ALL))


async def test_an_event_carries_its_place_in_the_timeline(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    told = await whole(hub)
    assert [event.sequence for event in told] == list(range(1, len(told) + 1))
    async with hub.tools.db.reading() as conn:
        assert await cases.count(conn) == 1
    assert {event.case_id for event in told} == {(await row(hub, number)).id}
