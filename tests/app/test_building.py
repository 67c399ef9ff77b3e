import os
import time
from pathlib import Path

import pytest
from pydantic import SecretStr

from hub.app.building import build, settings_of
from hub.app.roles import opened
from hub.app.working import new_worker
from hub.errors import ConfigError
from hub.settings import Settings
from tests.app.handing_in import PORTAL, complaint, states
from tests.delivery.waiting import eventually


def quick(url: str, folder: Path) -> Settings:
    return Settings(
        database_url=SecretStr(url),
        profile="development",
        keys_file=folder / "hub.keys",
        queue_poll_s=0.05,
        sweep_s=0.2,
        database_pool=3,
    )


async def test_a_case_is_stored_with_its_run_and_a_worker_takes_it(
    empty_database_url: str, tmp_path: Path
) -> None:
    """No agency is set up here, so the worker holds the message, and says why."""
    async with opened(quick(empty_database_url, tmp_path), migrates=True) as hub:
        await hub.services.intake.submit(PORTAL, complaint())
        assert len(await hub.work.open_runs()) == 1

        worker = new_worker(hub)
        await worker.start()
        await eventually(lambda: states(hub.db), [("HELD", "NOT_CONFIGURED")])
        await eventually(hub.work.open_runs, frozenset())
        begun = time.monotonic()
        await worker.stop()

    assert time.monotonic() - begun < 2.0


async def test_a_refused_submission_leaves_no_run(empty_database_url: str, tmp_path: Path) -> None:
    async with opened(quick(empty_database_url, tmp_path), migrates=True) as hub:
        await hub.services.intake.submit(PORTAL, complaint())
        again = await hub.services.intake.submit(PORTAL, complaint())

        assert again.case.tracking_number
        assert len(await hub.work.open_runs()) == 1


async def test_a_message_that_lost_its_run_gets_another(empty_database_url: str, tmp_path: Path) -> None:
    async with opened(quick(empty_database_url, tmp_path), migrates=True) as hub:
        await hub.services.intake.submit(PORTAL, complaint())
        await hub.work.cancel(list(await hub.work.open_runs()))
        assert await states(hub.db) == [("PENDING", None)]

        worker = new_worker(hub)
        await worker.start()
        await eventually(lambda: states(hub.db), [("HELD", "NOT_CONFIGURED")])
        await worker.stop()


async def test_a_production_process_does_not_migrate(empty_database_url: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="hub migrate"):
        async with opened(quick(empty_database_url, tmp_path), migrates=False):
            raise AssertionError


async def test_factors_of_the_deployment_change_every_manifest(tmp_path: Path) -> None:
    plain = build(quick(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path))
    hasty = build(
        quick(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path).model_copy(
            update={"poll_factor": 0.5, "drain_factor": 3.0, "settle_factor": 0.25}
        )
    )
    for one in plain.peers.manifests():
        other = hasty.peers.manifest(one.name)
        assert other is not None
        assert other.poll_seconds == one.poll_seconds * 0.5
        assert other.drain_per_second == one.drain_per_second * 3.0
        assert other.settle_seconds == one.settle_seconds * 0.25
    await plain.aclose()
    await hasty.aclose()


def test_a_custodian_file_that_is_none_stops_the_start(tmp_path: Path) -> None:
    settings = quick(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path)

    with pytest.raises(ConfigError, match="HUB_CUSTODIAN_PUBLIC_KEY"):
        build(settings.model_copy(update={"custodian_public_key": tmp_path / "absent.pem"}))


def test_variables_that_instance_files_name_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("HUB_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HUB_KOBAR_RSUD_URL", "http://127.0.0.1:1")

    assert settings_of(os.environ)
    monkeypatch.setenv("HUB_KOBAR_RSUD_ADDRESS", "x")
    with pytest.raises(ConfigError, match="HUB_KOBAR_RSUD_ADDRESS"):
        settings_of(os.environ)
