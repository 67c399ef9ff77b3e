"""A hub per test. Both databases are covered by the tests of casework and store; here one is enough."""

from collections.abc import AsyncIterator

import pytest

from tests.harness import Hub, hub_on


@pytest.fixture
async def hub(sqlite_url: str) -> AsyncIterator[Hub]:
    """A fresh hub."""
    async with hub_on(sqlite_url) as running:
        yield running
