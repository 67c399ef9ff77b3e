"""Offices that fetch their cases from the hub: nothing is sent, custody passes when they say so."""

import pytest

from hub.domain import commands as ask
from hub.domain.caller import Caller, Role
from hub.domain.case import CaseEventType
from hub.domain.delivery import DeliveryState
from hub.domain.paging import EventFilter
from hub.errors import NotEntitled, ResyncRequired
from tests.casework.steps import act, count_of, happened, hops, message, row, sent, taken
from tests.harness import OPERATOR, PORTAL, PULLED, Hub

OFFICE = "21.04.kec-bakung-serumpun"
OFFICER = Caller("kec", "petugas kecamatan", Role.OFFICER, agency=OFFICE)
OTHER = Caller("dinkes", "petugas dinas", Role.OFFICER, agency="21.04.dinkes")
COORDINATOR = Caller("lingga", "koordinator", Role.COORDINATOR, region="21.04")


async def offered(hub: Hub) -> str:
    """A case that waits for the office."""
    changes = {"region": "21.04.13", "topic": "pemerintahan.kecamatan", "title": "Surat pengantar lambat"}
    number = (await taken(hub, **changes)).case.tracking_number
    if (await row(hub, number)).assignee != OFFICE:
        await act(hub, COORDINATOR, number, ask.Verify((await row(hub, number)).sensitivity))
        await act(hub, COORDINATOR, number, ask.Assign(OFFICE, (), "sesuai wilayah", binding=False))
    return number


async def pulled(hub: Hub, caller: Caller = OFFICER) -> str:
    """The place after everything the caller may see."""
    page = await hub.services.feed.page(caller, None, 100, EventFilter())
    return page.edges[-1].cursor


async def test_nothing_is_sent_and_the_coordinator_keeps_custody(hub: Hub) -> None:
    number = await offered(hub)
    await sent(hub)
    await hub.sweeping.sweep()
    await sent(hub)

    waiting = await message(hub, number)
    assert (waiting.state, waiting.last_error, waiting.attempts) == (DeliveryState.HELD, "PULL_ONLY", 0)
    assert waiting.waiting_since is not None
    assert (await row(hub, number)).owner == "21.04.diskominfo"
    assert hub.agencies[PULLED].records == []


async def test_what_the_office_acknowledges_is_in_its_custody(hub: Hub) -> None:
    number = await offered(hub)
    place = await pulled(hub)

    assert await hub.services.collecting.acknowledge(OFFICER, place) == 1
    assert await hub.services.collecting.acknowledge(OFFICER, place) == 0

    case = await row(hub, number)
    assert (case.owner, case.delivered) == (OFFICE, True)
    assert (await message(hub, number)).state is DeliveryState.DELIVERED
    assert await count_of(hub, number, CaseEventType.DELIVERED) == 1


async def test_only_what_stands_before_the_place_is_acknowledged(hub: Hub) -> None:
    first = await offered(hub)
    place = await pulled(hub)
    second = await offered(hub)

    await hub.services.collecting.acknowledge(OFFICER, place)

    assert (await row(hub, first)).delivered
    assert not (await row(hub, second)).delivered


async def test_an_office_that_acts_has_received_the_case(hub: Hub) -> None:
    number = await offered(hub)

    await act(hub, OFFICER, number, ask.Accept("kami kerjakan"))

    assert (await message(hub, number)).state is DeliveryState.DELIVERED
    assert (await happened(hub, number))[-2:] == ["DELIVERED", "ACCEPTED"]
    assert await hub.services.collecting.acknowledge(OFFICER, await pulled(hub)) == 0


async def test_a_case_that_was_recalled_before_it_was_fetched_stays_away(hub: Hub) -> None:
    number = await offered(hub)
    place = await pulled(hub)
    await act(hub, COORDINATOR, number, ask.Assign("21.04.dinkes", (), "salah alamat", binding=True))

    assert await hub.services.collecting.acknowledge(OFFICER, place) == 0

    assert [one.agency for one in await hops(hub, number)] == [OFFICE, "21.04.dinkes"]
    assert (await row(hub, number)).owner == "21.04.dinkes"


async def test_others_acknowledge_nothing(hub: Hub) -> None:
    number = await offered(hub)
    place = await pulled(hub)

    assert await hub.services.collecting.acknowledge(OTHER, place) == 0
    for caller in (PORTAL, COORDINATOR):
        with pytest.raises(NotEntitled):
            await hub.services.collecting.acknowledge(caller, place)
    with pytest.raises(ResyncRequired):
        await hub.services.collecting.acknowledge(OFFICER, "nowhere")

    assert not (await row(hub, number)).delivered


async def test_an_office_that_does_not_come_for_what_waits_is_degraded(hub: Hub) -> None:
    async def state() -> str:
        return (await hub.services.lookup.connector_health(OPERATOR, [PULLED]))[0].state

    assert await state() == "UNKNOWN"
    await offered(hub)
    hub.later(hours=25)
    never_came = await state()
    await hub.services.collecting.acknowledge(OFFICER, await pulled(hub))
    came = await state()
    hub.later(hours=25)
    nothing_waits = await state()
    await offered(hub)

    assert (never_came, came, nothing_waits) == ("DEGRADED", "UP", "UP")
    assert await state() == "DEGRADED"
    await hub.services.collecting.acknowledge(OFFICER, await pulled(hub))
    assert await state() == "UP"
