"""Messages that may have arrived: asked about, sent under the same key, or left to a person. Never resent."""

import asyncio

import pytest

from hub.domain import commands as ask
from hub.domain.case import CaseEventType, CaseStatus
from hub.domain.delivery import DeliveryKind, DeliveryState
from hub.domain.exchange import Idempotency
from hub.errors import Conflict, Refused, Unconfirmed, Unreachable
from tests.casework.steps import (
    act,
    attempt,
    count_of,
    delivered,
    happened,
    message,
    messages,
    row,
    sent,
    taken,
)
from tests.casework.systems import Calling, install
from tests.harness import COORDINATOR, PORTAL, Hub

NAME = "kobar-disdukcapil"


@pytest.mark.parametrize("idempotency", [Idempotency.KEY, Idempotency.SEARCH])
async def test_an_answer_that_got_lost_makes_no_second_record(hub: Hub, idempotency: Idempotency) -> None:
    system = hub.agencies.add(NAME, idempotency)
    number = (await taken(hub)).case.tracking_number
    system.lose_answers = 1
    assert (await attempt(hub, number)).state is DeliveryState.AMBIGUOUS
    after = await attempt(hub, number)

    assert (after.state, after.external_id) == (DeliveryState.DELIVERED, "0")
    assert len(system.records) == 1
    assert await count_of(hub, number, CaseEventType.DELIVERED) == 1


async def test_a_lost_request_is_sent_again_when_the_system_has_long_had_time_to_take_it(hub: Hub) -> None:
    system = hub.agencies.add(NAME, Idempotency.SEARCH)
    number = (await taken(hub)).case.tracking_number
    system.failures.append(Unconfirmed())
    await attempt(hub, number)
    after = await attempt(hub, number)
    assert after.state is DeliveryState.AMBIGUOUS  # it shows nothing, but may still be at it
    assert system.records == []

    hub.later(seconds=system.manifest.settle_seconds)
    await sent(hub)
    assert (await message(hub, number)).state is DeliveryState.DELIVERED
    assert len(system.records) == 1


async def test_a_system_that_was_slow_to_show_the_case_gets_it_once(hub: Hub) -> None:
    system = hub.agencies.add(NAME, Idempotency.SEARCH)
    search, is_slow = system.search, [True]

    async def shows_late(number: str, key: str) -> object:
        return None if is_slow[0] else await search(number, key)

    system.search = shows_late  # type: ignore[method-assign, assignment]
    number = (await taken(hub)).case.tracking_number
    system.lose_answers = 1
    for _ in range(3):
        assert (await attempt(hub, number)).state is DeliveryState.AMBIGUOUS
    is_slow[0] = False
    hub.later(seconds=system.manifest.settle_seconds)
    await sent(hub)
    assert (await message(hub, number)).state is DeliveryState.DELIVERED
    assert len(system.records) == 1


@pytest.mark.parametrize("reason", ["unreachable", "circuit"])
async def test_a_doubt_outlives_whatever_keeps_the_hub_from_asking(hub: Hub, reason: str) -> None:
    system = hub.agencies.add(NAME, Idempotency.SEARCH)
    search, asked = system.search, [0]

    async def fails_at_first(number: str, key: str) -> object:
        asked[0] += 1
        if asked[0] == 2:  # the first is the loopback's own, at the first attempt
            raise Unreachable
        return await search(number, key)

    system.search = fails_at_first  # type: ignore[method-assign, assignment]
    number = (await taken(hub)).case.tracking_number
    system.lose_answers = 1
    await attempt(hub, number)
    if reason == "circuit":
        asked[0] = 9
        hub.agencies.closed.add(NAME)
    after = await attempt(hub, number)
    assert after.state is DeliveryState.AMBIGUOUS
    assert after.next_attempt_at is not None

    hub.agencies.closed.clear()
    assert (await attempt(hub, number)).state is DeliveryState.DELIVERED
    assert len(system.records) == 1


async def test_a_system_that_refuses_to_be_searched_has_not_refused_the_case(hub: Hub) -> None:
    system = hub.agencies.add(NAME, Idempotency.SEARCH)
    number = (await taken(hub)).case.tracking_number
    system.lose_answers = 1
    await attempt(hub, number)

    async def refuses(number: str, key: str) -> None:
        raise Refused("HTTP_400")

    search, system.search = system.search, refuses  # type: ignore[method-assign, assignment]
    assert (await attempt(hub, number)).state is DeliveryState.AMBIGUOUS
    system.search = search  # type: ignore[method-assign]
    after = await attempt(hub, number)

    assert (after.state, after.external_id, len(system.records)) == (DeliveryState.DELIVERED, "0", 1)


async def test_without_key_and_search_a_lost_answer_is_for_a_person(hub: Hub) -> None:
    system = hub.agencies.add(NAME, Idempotency.NONE)
    number = (await taken(hub)).case.tracking_number
    system.lose_answers = 1
    after = await attempt(hub, number)

    assert (after.state, after.next_attempt_at) == (DeliveryState.AMBIGUOUS, None)
    assert (await happened(hub, number))[-1] == "DELIVERY_FAILED"
    hub.later(days=7)
    assert await hub.send() == 0
    assert await hub.sweeping.sweep() == 0
    assert len(system.records) == 1


class Killed(BaseException):
    """The worker's process is gone."""


@pytest.mark.parametrize("idempotency", Idempotency)
async def test_a_worker_that_dies_after_the_call_leaves_no_second_record(
    hub: Hub, idempotency: Idempotency
) -> None:
    async def die() -> None:
        raise Killed

    system = hub.agencies.add(NAME, idempotency)
    install(hub, NAME, Calling(system, die))
    number = (await taken(hub)).case.tracking_number
    with pytest.raises(Killed):
        await attempt(hub, number)
    assert (await message(hub, number)).state is DeliveryState.SENDING
    install(hub, NAME, system)
    after = await attempt(hub, number)

    expected = DeliveryState.AMBIGUOUS if idempotency is Idempotency.NONE else DeliveryState.DELIVERED
    assert after.state is expected
    assert len(system.records) == 1


async def test_a_worker_that_dies_before_the_call_costs_nothing(hub: Hub) -> None:
    number = (await taken(hub)).case.tracking_number
    before = await message(hub, number)
    claim = await hub.tools.db.write(lambda conn: hub.forwarding._claim(conn, before.id, before.run))
    assert claim is not None  # and now it dies
    assert await hub.sweeping.sweep() == 1
    assert (await message(hub, number)).run == 2
    await sent(hub)
    assert (await message(hub, number)).state is DeliveryState.DELIVERED
    assert len(hub.agencies[NAME].records) == 1


async def test_the_outcome_of_an_overtaken_run_is_dropped(hub: Hub) -> None:
    async def overtake() -> None:
        await hub.sweeping.sweep()

    system = hub.agencies[NAME]
    install(hub, NAME, Calling(system, overtake))
    number = (await taken(hub)).case.tracking_number
    after = await attempt(hub, number)
    assert (after.state, after.run) == (DeliveryState.SENDING, 2)
    install(hub, NAME, system)
    assert (await attempt(hub, number)).state is DeliveryState.DELIVERED
    assert len(system.records) == 1


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_recalled_case_that_may_have_arrived_is_looked_up_and_never_sent_anew(
    hub: Hub, arrived: bool
) -> None:
    system = hub.agencies.add(NAME, Idempotency.SEARCH)
    number = (await taken(hub)).case.tracking_number
    if arrived:
        system.lose_answers = 1
    else:
        system.failures.append(Unconfirmed())
    await attempt(hub, number)
    await act(hub, COORDINATOR, number, ask.Assign("62.01.dinkes"))
    hub.later(seconds=system.manifest.settle_seconds)
    await sent(hub)

    old = (await messages(hub, number))[0]
    [note] = await messages(hub, number, DeliveryKind.NOTE)
    expected = DeliveryState.DELIVERED if arrived else DeliveryState.SUPERSEDED
    assert (old.state, note.state) == (expected, expected)
    assert [len(one.notes) for one in system.records] == ([1] if arrived else [])
    assert (await row(hub, number)).owner == "62.01.dinkes"


async def test_a_lost_answer_to_a_note_is_for_a_person_and_blocks_no_other_case(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await act(hub, PORTAL, number, ask.Withdraw("Tidak perlu."))
    other = (await taken(hub)).case.tracking_number
    hub.agencies[NAME].failures.append(Unconfirmed())
    [note] = await messages(hub, number, DeliveryKind.NOTE)
    await hub.forwarding.attempt(note.id, note.run)
    await sent(hub)

    [note] = await messages(hub, number, DeliveryKind.NOTE)
    assert (note.state, note.next_attempt_at) == (DeliveryState.AMBIGUOUS, None)
    assert (await message(hub, other)).state is DeliveryState.DELIVERED


async def test_a_worker_that_dies_while_it_sends_a_note_leaves_it_to_a_person(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await act(hub, PORTAL, number, ask.Withdraw("Tidak perlu."))

    async def die() -> None:
        raise Killed

    system = hub.agencies[NAME]
    install(hub, NAME, Calling(system, die))
    [note] = await messages(hub, number, DeliveryKind.NOTE)
    with pytest.raises(Killed):
        await hub.forwarding.attempt(note.id, note.run)
    install(hub, NAME, system)
    await sent(hub)
    [note] = await messages(hub, number, DeliveryKind.NOTE)
    assert note.state is DeliveryState.AMBIGUOUS
    assert len(system.records[0].notes) == 1


async def test_a_case_withdrawn_while_it_is_being_sent_is_recalled_or_never_sent(hub: Hub) -> None:
    numbers = [(await taken(hub)).case.tracking_number for _ in range(12)]

    async def withdraw(number: str) -> None:
        while (await row(hub, number)).status is not CaseStatus.WITHDRAWN:
            try:
                await act(hub, PORTAL, number, ask.Withdraw("Tidak perlu."))
            except Conflict:  # the receipt came first
                await asyncio.sleep(0)

    await asyncio.gather(*(work for number in numbers for work in (attempt(hub, number), withdraw(number))))
    await sent(hub)

    system = hub.agencies[NAME]
    told = {one.case.tracking_number: one.notes for one in system.records}
    for number in numbers:
        state = (await message(hub, number)).state
        if state is DeliveryState.SUPERSEDED:
            assert number not in told
        else:
            assert state is DeliveryState.DELIVERED
            assert told[number] == ["Laporan ini dicabut oleh pelapor."]
