"""A hub per test, on each database; after every test the whole database has to be sound."""

from collections.abc import AsyncIterator

import pytest

from tests.casework.soundness import check_everything
from tests.harness import Hub, hub_on


@pytest.fixture
async def hub(database_url: str) -> AsyncIterator[Hub]:
    """A fresh hub, looked through when the test is over."""
    async with hub_on(database_url) as running:
        yield running
        await check_everything(running)
