"""Messages that wait for their system: closed for the day, circuit open, credential refused, not set up."""

from dataclasses import replace

import pytest

from hub.domain.case import CaseStatus
from hub.domain.delivery import DeliveryDecision, DeliveryState
from hub.errors import CredentialFault, Unreachable
from hub.store import cursors
from tests.casework.steps import attempt, happened, hops, message, row, sent, taken
from tests.harness import OPERATOR, Hub

NAME = "kobar-disdukcapil"


async def states(hub: Hub, numbers: list[str]) -> list[str]:
    """Where the message of every case stands."""
    return [(await message(hub, number)).state.value for number in numbers]


async def test_outside_its_hours_a_system_gets_nothing_and_afterwards_everything(hub: Hub) -> None:
    system = hub.agencies[NAME]
    system.manifest = replace(system.manifest, window=("10:00", "16:00"))  # it is nine o'clock
    number = (await taken(hub)).case.tracking_number
    await sent(hub)
    held = await message(hub, number)
    assert (held.state, held.last_error, held.attempts) == (DeliveryState.HELD, "WINDOW_CLOSED", 0)
    assert await hub.sweeping.sweep() == 0
    assert (await row(hub, number)).status is CaseStatus.ASSIGNED  # the submission did not suffer

    hub.later(hours=1)
    assert await hub.sweeping.sweep() == 1
    await sent(hub)
    assert (await message(hub, number)).state is DeliveryState.DELIVERED


async def test_an_open_circuit_holds_and_a_closed_one_releases_in_order(hub: Hub) -> None:
    hub.agencies.closed.add(NAME)
    numbers = []
    for _ in range(3):
        numbers.append((await taken(hub)).case.tracking_number)
        hub.later(seconds=1)
    await sent(hub)
    assert await states(hub, numbers) == ["HELD"] * 3
    hub.agencies.closed.clear()
    assert await hub.sweeping.sweep() == 3
    await sent(hub)
    assert [one.case.tracking_number for one in hub.agencies[NAME].records] == numbers


async def test_a_system_that_is_not_set_up_holds_its_messages_only(hub: Hub) -> None:
    del hub.agencies.systems[NAME]
    number = (await taken(hub)).case.tracking_number
    await sent(hub)
    assert (await message(hub, number)).last_error == "NOT_CONFIGURED"
    assert await hub.sweeping.sweep() == 0
    hub.agencies.add(NAME, idempotency=hub.agencies["kobar-dinkes"].manifest.idempotency)
    assert await hub.sweeping.sweep() == 1
    await sent(hub)
    assert (await message(hub, number)).state is DeliveryState.DELIVERED


async def test_a_refused_credential_stops_the_whole_connector_after_one_call(hub: Hub) -> None:
    system = hub.agencies[NAME]
    system.failures.extend(CredentialFault() for _ in range(9))
    numbers = [(await taken(hub)).case.tracking_number for _ in range(4)]
    await sent(hub)

    assert await states(hub, numbers) == ["HELD"] * 4
    assert len(system.failures) == 8  # one call was made
    assert "DELIVERY_FAILED" not in await happened(hub, numbers[0])
    [health] = await hub.services.lookup.connector_health(OPERATOR, [NAME])
    assert (health.state, health.last_error, health.pending) == ("DOWN", "CREDENTIAL_FAULT", 4)


async def test_a_held_connector_is_probed_with_one_message_at_a_time(hub: Hub) -> None:
    system = hub.agencies[NAME]
    system.failures.extend(CredentialFault() for _ in range(3))
    numbers = [(await taken(hub)).case.tracking_number for _ in range(4)]
    await sent(hub)
    for left in (1, 0):
        assert await hub.sweeping.sweep() == 0
        hub.later(seconds=60)
        assert await hub.sweeping.sweep() == 1
        numbers.append((await taken(hub)).case.tracking_number)  # a new one does not slip through
        await sent(hub)
        assert (await states(hub, numbers)).count("HELD") == len(numbers)
        assert len(system.failures) == left

    hub.later(seconds=60)
    await hub.sweeping.sweep()
    await sent(hub)
    assert await hub.sweeping.sweep() == len(numbers) - 1  # the probe got through: all the others follow
    await sent(hub)
    assert set(await states(hub, numbers)) == {"DELIVERED"}
    assert len(system.records) == len(numbers)


async def test_an_operator_who_mended_the_credential_need_not_wait(hub: Hub) -> None:
    system = hub.agencies[NAME]
    system.failures.append(CredentialFault())
    numbers = [(await taken(hub)).case.tracking_number for _ in range(2)]
    await sent(hub)
    [hop] = await hops(hub, numbers[0])
    await hub.services.deliveries.redeliver(OPERATOR, hop.id, DeliveryDecision.RESEND)
    await sent(hub)
    await hub.sweeping.sweep()
    await sent(hub)
    assert set(await states(hub, numbers)) == {"DELIVERED"}


async def test_a_credential_that_polling_finds_refused_holds_the_messages_too(hub: Hub) -> None:
    hub.agencies[NAME].failures.append(CredentialFault())
    with pytest.raises(CredentialFault):
        await hub.updates.poll(NAME)
    number = (await taken(hub)).case.tracking_number
    await sent(hub)
    assert (await message(hub, number)).state is DeliveryState.HELD

    await hub.updates.poll(NAME)  # good again
    async with hub.tools.db.reading() as conn:
        assert (await cursors.standings(conn, [NAME]))[NAME].held_since is None
    await hub.sweeping.sweep()
    await sent(hub)
    assert (await message(hub, number)).state is DeliveryState.DELIVERED


async def test_the_sweep_finds_messages_that_lost_their_run(hub: Hub) -> None:
    number = (await taken(hub)).case.tracking_number
    hub.agencies[NAME].failures.append(Unreachable())
    await attempt(hub, number)
    assert await hub.sweeping.sweep() == 0  # its time has not come
    hub.later(seconds=5)
    assert await hub.sweeping.sweep() == 1
    assert hub.work.submitted[-1].number == 3
    await sent(hub)
    assert (await message(hub, number)).state is DeliveryState.DELIVERED
    assert await hub.sweeping.sweep() == 0
