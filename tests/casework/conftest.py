"""A hub per test, on each database."""

from collections.abc import AsyncIterator

import pytest

from tests.harness import Hub, hub_on


@pytest.fixture
async def hub(database_url: str) -> AsyncIterator[Hub]:
    """A fresh hub."""
    async with hub_on(database_url) as running:
        yield running
