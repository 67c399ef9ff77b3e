"""Servers for the tests of the doors."""

from collections.abc import AsyncIterator

import pytest

from tests.web.running import PRODUCTION, Site, running


@pytest.fixture(scope="module")
async def site() -> AsyncIterator[Site]:
    """The doors in the development profile."""
    async with running() as site:
        yield site


@pytest.fixture(scope="module")
async def closed_site() -> AsyncIterator[Site]:
    """The doors in the production profile."""
    async with running(PRODUCTION) as site:
        yield site
