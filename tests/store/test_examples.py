"""Lessons for the routing model are read page by page; what was told in confidence is never read."""

from datetime import timedelta
from typing import Any

import pytest

from hub.domain import commands as ask
from hub.domain.case import IdentityProtection, Sensitivity, Visibility
from hub.domain.example import Example
from hub.store.examples import examples
from tests.casework.steps import UNCLEAR, act, delivered
from tests.harness import COORDINATOR, START, Hub, hub_on, officer


async def lessons(hub: Hub, **bounds: Any) -> list[Example]:
    async with hub.tools.db.reading() as conn:
        return [one async for one in examples(conn, **bounds)]


async def by_person(hub: Hub, agency: str, **changes: Any) -> str:
    number = (await delivered(hub, **UNCLEAR | changes)).case.tracking_number
    await act(hub, COORDINATOR, number, ask.Verify(Sensitivity.ORDINARY))
    await act(hub, COORDINATOR, number, ask.Assign(agency))
    return number


async def test_every_decision_of_a_person_is_a_lesson_in_order_of_time(database_url: str) -> None:
    async with hub_on(database_url) as hub:
        await by_person(hub, "62.01.dinsos")
        hub.later(days=1)
        routed = (await delivered(hub)).case.tracking_number
        hub.later(days=1)
        await by_person(hub, "62.01.satpolpp", body="Tetangga saya 081234567890 berisik setiap malam.")

        assert [one.agency for one in await lessons(hub, page=1)] == ["62.01.dinsos", "62.01.satpolpp"]
        await act(hub, officer("62.01.disdukcapil"), routed, ask.Accept("Kami terima."))
        found = await lessons(hub, page=2)
        assert [one.agency for one in found] == ["62.01.dinsos", "62.01.disdukcapil", "62.01.satpolpp"]
        assert "081234567890" not in found[2].text

        later = START + timedelta(days=1)
        assert [one.agency for one in await lessons(hub, since=later, until=later + timedelta(hours=1))] == [
            "62.01.disdukcapil"
        ]


async def test_a_bounce_is_a_lesson_with_its_refusers(database_url: str) -> None:
    async with hub_on(database_url) as hub:
        number = (await delivered(hub)).case.tracking_number
        await act(hub, officer("62.01.disdukcapil"), number, ask.Return("Bukan kami.", "62.01.dinsos"))

        [taught] = await lessons(hub)
        assert (taught.agency, taught.refused) == ("62.01.dinsos", ("62.01.disdukcapil",))


@pytest.mark.parametrize("sensitivity", list(Sensitivity))
async def test_nothing_that_was_told_in_confidence_is_a_lesson(
    database_url: str, sensitivity: Sensitivity
) -> None:
    async with hub_on(database_url) as hub:
        taken = await delivered(
            hub,
            sensitivity=sensitivity,
            identity_protection=IdentityProtection.SEALED,
            visibility=Visibility.RESTRICTED,
            reporter=None,
        )
        [assignee] = [taken.case.owner]
        assert assignee is not None

        assert await lessons(hub) == []
