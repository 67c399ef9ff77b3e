"""Instance files and secrets change under a hub at work: nothing under way is cut, nothing is lost."""

import asyncio
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from pydantic import SecretStr

from hub.app.peers import stamp
from hub.app.reloading import Reloading
from hub.app.roles import opened
from hub.app.working import new_worker
from hub.casework.holding import refused_key
from hub.connectors import catalogue
from hub.domain.paging import EventFilter
from hub.errors import StoreFault
from hub.settings import Settings
from hub.store import cursors
from hub.store.database import Database
from sandbox.launch import Running, control, kill, start
from tests.app.handing_in import PORTAL, complaint
from tests.app.handing_in import states as standing
from tests.delivery.waiting import eventually

NAME = "kobar-disdukcapil"
SHIPPED = Path(catalogue.__file__).parent / "instances"
KEY, WEBHOOK = "HUB_SECRET_KOBAR_DISDUKCAPIL_KEY", "HUB_SECRET_KOBAR_DISDUKCAPIL_WEBHOOK"


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    config = {"api_key": "kunci-baru", "officers": {"enabled": False}}
    running = start("rest", NAME, tmp_path_factory.mktemp("agency"), config)
    yield running
    kill(running)


@pytest.fixture
def settings(tmp_path: Path, agency: Running) -> Settings:
    for name in ("instances", "secrets"):
        (tmp_path / name).mkdir()
    write(tmp_path, "kunci-lama", agency)
    return Settings(
        database_url=SecretStr(f"sqlite:///{tmp_path}/hub.db"),
        profile="development",
        keys_file=tmp_path / "hub.keys",
        instance_dir=tmp_path / "instances",
        secrets_dir=tmp_path / "secrets",
        reload_s=0.05,
        queue_poll_s=0.05,
        sweep_s=0.1,
        database_pool=3,
    )


def write(folder: Path, key: str, agency: Running) -> None:
    (folder / "secrets" / KEY).write_text(f"{key}\n")
    (folder / "secrets" / WEBHOOK).write_text("whsec_" + "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3\n")
    (folder / "secrets" / "HUB_KOBAR_DISDUKCAPIL_URL").write_text(agency.url)


def ship(settings: Settings, comment: str = "") -> None:
    assert settings.instance_dir is not None
    text = (SHIPPED / f"{NAME}.toml").read_text()
    (settings.instance_dir / f"{NAME}.toml").write_text(f"{text}{comment}")


async def states(db: Database) -> list[str]:
    return [state for state, _ in await standing(db)]


async def test_a_new_agency_a_changed_file_and_a_new_key_need_no_restart(
    settings: Settings, tmp_path: Path, agency: Running
) -> None:
    """One hub all the way: it starts without the instance and with a key that the agency refuses."""
    async with opened(settings, migrates=True) as hub:
        worker = new_worker(hub)
        await worker.start()
        try:
            feed = hub.services.feed.stream(PORTAL, None, EventFilter())
            async with aclosing(feed):
                seen = asyncio.create_task(anext(feed))
                await hub.services.intake.submit(PORTAL, complaint("kunci-0001"))
                assert await standing(hub.db) == [("PENDING", None)]

                ship(settings)
                await eventually(lambda: standing(hub.db), [("HELD", "CREDENTIAL_FAULT")])

                write(tmp_path, "kunci-baru", agency)
                await eventually(lambda: states(hub.db), ["DELIVERED"])

                await asyncio.to_thread(
                    control, agency, "/fault", {"mode": "slow", "seconds": 0.5, "count": 1, "path": "POST"}
                )
                await hub.services.intake.submit(PORTAL, complaint("kunci-0002"))
                await eventually(lambda: states(hub.db), ["DELIVERED", "SENDING"])
                before = hub.peers.get(NAME)
                ship(settings, "# another line\n")
                await eventually(lambda: _other(hub.peers.get(NAME), before), True)
                assert await states(hub.db) == ["DELIVERED", "SENDING"]  # the call is still under way
                await eventually(lambda: states(hub.db), ["DELIVERED", "DELIVERED"])

                first, second = await seen, await anext(feed)
                assert (first.sequence, second.sequence) == (1, 2)
        finally:
            await worker.stop()
    records = await asyncio.to_thread(control, agency, "/records")
    assert len(records) == 2


async def _other(one: object, than: object) -> bool:
    return one is not None and one is not than


async def test_a_new_key_is_tried_also_when_the_store_failed_at_that_moment(
    settings: Settings, tmp_path: Path, agency: Running
) -> None:
    ship(settings)
    async with opened(settings, migrates=True) as hub:
        refused = partial(cursors.failed, name=NAME, code="CREDENTIAL_FAULT", held_since=hub.tools.clock())
        await hub.db.write(refused)
        store = FailsOnce(hub.db)
        tools = replace(hub.tools, db=cast(Database, store))
        reloading = Reloading(hub.peers, tools, partial(stamp, settings))
        write(tmp_path, "kunci-baru", agency)
        with pytest.raises(StoreFault):
            await reloading.reload()
        assert await reloading.reload() == 0

        assert await hub.db.write(partial(refused_key, tools=hub.tools, name=NAME)) is None


class FailsOnce:
    def __init__(self, db: Database) -> None:
        self._db, self._failed = db, False

    async def write(self, work: Any) -> Any:
        if not self._failed:
            self._failed = True
            raise StoreFault("the store failed")
        return await self._db.write(work)
