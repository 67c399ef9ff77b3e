"""The hub's own cases as lessons: bounded, and under the names agencies have today."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hub.casework.training import Training
from hub.domain import commands as ask
from hub.domain.case import Sensitivity
from hub.errors import ModelRefused
from tests.casework.steps import UNCLEAR, act, delivered
from tests.harness import COORDINATOR, START, hub_on, shipped

TODAY = date(2026, 11, 24)


async def test_a_lesson_names_the_agency_of_today(database_url: str) -> None:
    async with hub_on(database_url) as hub:
        for _ in range(2):
            number = (await delivered(hub, **UNCLEAR)).case.tracking_number
            await act(hub, COORDINATOR, number, ask.Verify(Sensitivity.ORDINARY))
            await act(hub, COORDINATOR, number, ask.Assign("62.01.dinsos"))
            hub.later(days=1)
        training = Training(hub.tools)

        assert [one.agency for one in await training.lessons(None, None, TODAY)] == ["62.01.dinsos"] * 2
        later = await training.lessons(START + timedelta(hours=1), None, TODAY)
        assert len(later) == 1
        with pytest.raises(ModelRefused, match="more than 1 cases"):
            await training.lessons(None, None, TODAY, most=1)

        old = shipped()
        agencies = {code: one for code, one in old.agencies.items() if code != "62.01.dinsos"}
        aliases = {**old.aliases, "62.01.dinsos": "62.01.satpolpp"}
        merged = replace(old, agencies=agencies, aliases=aliases)
        renamed = Training(replace(hub.tools, directory=lambda: merged))
        assert [one.agency for one in await renamed.lessons(None, None, TODAY)] == ["62.01.satpolpp"] * 2
