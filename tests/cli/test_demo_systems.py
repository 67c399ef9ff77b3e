"""The simulated systems and the hub are told the same: addresses, credentials, webhook secrets."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.cli.demo.processes import Processes
from hub.cli.demo.stage import briefed, start_system
from hub.cli.demo.systems import lay_out, load_systems
from hub.connectors.catalogue import Catalogue, load_catalogue
from hub.domain.exchange import HealthState
from hub.reference.loader import load

HUB_PORT = 9  # nobody listens there: nothing is pushed in these tests


@pytest.fixture
async def catalogue(tmp_path: Path) -> AsyncIterator[Catalogue]:
    """The hub's side of all systems, which run as processes."""
    processes = Processes(tmp_path)
    environment: dict[str, str] = {}
    try:
        systems = briefed(HUB_PORT, load())
        started = [await start_system(processes, one) for one in systems]
        for one in systems:
            environment |= one.environment
        for process in started:
            await processes.said(process, "ready ")
        lay_out(tmp_path / "instances", [one.system for one in systems])
        found = load_catalogue(
            tmp_path / "instances", environment, lambda: datetime.now(UTC), time.monotonic, strict=True
        )
        yield found
        await found.aclose()
    finally:
        await processes.stop()


async def test_every_instance_of_the_demonstration_reaches_its_system_with_its_credential(
    catalogue: Catalogue,
) -> None:
    names = [manifest.name for manifest in catalogue.manifests()]
    answers = await asyncio.gather(*(catalogue.health(name) for name in names))

    assert {name: answer.state for name, answer in zip(names, answers, strict=True)} == dict.fromkeys(
        names, HealthState.UP
    )
    assert set(names) == {name for system in load_systems() for name in system.connectors}
    assert len(names) > 9


def test_exactly_one_system_is_down_in_the_beginning() -> None:
    assert [one.system.name for one in briefed(HUB_PORT, load()) if one.system.outage] == ["ntb"]


def test_no_two_runs_share_a_credential() -> None:
    directory = load()
    first, second = (
        {
            name: value
            for one in briefed(HUB_PORT, directory)
            for name, value in one.environment.items()
            if name.startswith("HUB_SECRET") and not name.endswith("_ID")
        }
        for _ in range(2)
    )

    assert first.keys() == second.keys()
    assert not set(first.values()) & set(second.values())
