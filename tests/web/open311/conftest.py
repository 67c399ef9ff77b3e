"""A hub whose Open311 door is open to everybody, on loopback."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from tests.harness import PORTAL
from tests.web.running import PRODUCTION
from tests.web.whole import Whole, whole

BASE = "/open311/v2"


@dataclass
class City:
    """The door, and a portal's key for it."""

    hub: Whole
    key: str

    async def get(self, path: str, **query: str | int) -> httpx.Response:
        return await self.hub.client.get(f"{BASE}/{path}", params=query)

    async def post(self, form: str = "json", **fields: str) -> httpx.Response:
        return await self.hub.client.post(f"{BASE}/requests.{form}", data=fields)

    def report(self, **changes: str) -> dict[str, str]:
        """A street light that everybody may read about, or what the test makes of it."""
        return {
            "api_key": self.key,
            "service_code": "kependudukan.ktp",
            "jurisdiction_id": "62.01.02",
            "description": "KTP elektronik belum jadi\nSudah tiga bulan belum dicetak.",
            "visibility": "PUBLIC",
            **changes,
        }

    async def taken(self, **changes: str) -> str:
        """The number of a new request."""
        reply = await self.post(**self.report(**changes))
        assert reply.status_code == 200, reply.text
        return str(reply.json()[0]["service_request_id"])


@pytest.fixture
async def city(sqlite_url: str) -> AsyncIterator[City]:
    """Requests are public."""
    async with whole(sqlite_url, replace(PRODUCTION, open311="public", contact="halo@example.org")) as hub:
        yield City(hub, await hub.key(PORTAL))


@pytest.fixture
async def guarded(sqlite_url: str) -> AsyncIterator[City]:
    """Requests are read with a key."""
    async with whole(sqlite_url, replace(PRODUCTION, open311="keys")) as hub:
        yield City(hub, await hub.key(PORTAL))


@pytest.fixture(scope="module")
async def shared(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[City]:
    """The same as `city` for tests that leave nothing behind."""
    file = tmp_path_factory.mktemp("shared") / "hub.db"
    shutil.copy(sqlite_template, file)
    address = f"sqlite+aiosqlite:///{file}"
    async with whole(address, replace(PRODUCTION, open311="public", contact="halo@example.org")) as hub:
        yield City(hub, await hub.key(PORTAL))
