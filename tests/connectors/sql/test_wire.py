"""What a broken wire means, on MariaDB; PostgreSQL goes through the conformance suite of all systems."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy.engine import URL

from hub.connectors.breaker import BreakerRules
from hub.connectors.catalogue import Catalogue, load_catalogue
from hub.connectors.sql.connector import SqlConnector
from hub.connectors.ticket import ticket
from hub.domain.exchange import HealthState
from hub.errors import ConnectorError, Throttled, Unconfirmed, Unreachable
from sandbox.launch import Running, control, kill, start
from tests.connectors.samples import NOW, fresh_case, key_of
from tests.connectors.sql.offices import NAME, VARIABLE, shipped
from tests.connectors.village_peer import PATHS
from tests.mariadb import MariaServer

DEADLINE = 0.8


@pytest.fixture(scope="module")
def village(
    mariadb_server: MariaServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Running, URL]]:
    """The office's process, and the hub's address of it."""
    database = mariadb_server.create()
    account = {"user": f"hub_{uuid4().hex[:8]}", "password": "rahasia123"}
    config = {
        "database": database.render_as_string(hide_password=False),
        "account": account,
        "officers": {"enabled": False},
    }
    running = start("opensid", "desa", tmp_path_factory.mktemp("desa"), config)
    port = int(running.url.rsplit(":", 1)[1])
    user, password = account["user"], account["password"]
    yield running, URL.create("mysql", user, password, "127.0.0.1", port, database.database)
    kill(running)
    mariadb_server.drop(database)


def loaded(folder: Path, address: URL, rules: BreakerRules | None = None) -> Catalogue:
    (folder / f"{NAME}.toml").write_text(shipped().replace("deadline = 3", f"deadline = {DEADLINE}"))
    url = address.render_as_string(hide_password=False)
    rules = rules or BreakerRules(calls=10_000, unreachable=10_000)
    return load_catalogue(folder, {VARIABLE: url}, lambda: NOW, time.monotonic, rules)


@pytest.fixture
async def desk(village: tuple[Running, URL], tmp_path: Path) -> AsyncIterator[SqlConnector]:
    found = loaded(tmp_path, village[1]).get(NAME)
    assert isinstance(found, SqlConnector)
    yield found
    await found.aclose()


@contextmanager
def disturbed(running: Running, mode: str, **details: object) -> Iterator[None]:
    control(running, "/fault", {"mode": mode, "path": PATHS, **details})
    try:
        yield
    finally:
        control(running, "/fault", {"mode": "none"})


@pytest.mark.parametrize(
    ("mode", "write", "read"),
    [
        ("slow", Unconfirmed, Unreachable),
        ("drip", Unconfirmed, Unreachable),
        ("silent", Unconfirmed, Unreachable),
        ("garbage", Unconfirmed, Unreachable),
        ("huge", Unconfirmed, Unreachable),
        ("error500", Unconfirmed, Unreachable),
        ("error503", Throttled, Throttled),
        ("throttle429", Throttled, Throttled),
        ("down", Unreachable, Unreachable),
    ],
)
async def test_every_fault_of_a_wire_has_its_meaning_within_the_deadline(
    village: tuple[Running, URL],
    desk: SqlConnector,
    mode: str,
    write: type[ConnectorError],
    read: type[ConnectorError],
) -> None:
    running, _ = village
    case = fresh_case()
    ref = (await desk.forward(case, key_of(case))).ref
    other = fresh_case()
    began = time.monotonic()

    with disturbed(running, mode, seconds=2.0 if mode in ("slow", "drip") else None):
        with pytest.raises(ConnectorError) as forwarded:
            await desk.forward(other, key_of(other))
        with pytest.raises(ConnectorError) as fetched:
            await desk.fetch(ref)

    assert (forwarded.type, fetched.type) == (write, read)
    assert time.monotonic() - began < 2 * DEADLINE + 0.5
    assert other.title not in repr(forwarded.value)
    assert (await desk.fetch(ref)).ref == ref  # and then all is as before


async def test_a_commit_whose_answer_was_lost_is_found_by_its_ticket(
    village: tuple[Running, URL], desk: SqlConnector
) -> None:
    running, _ = village
    case = fresh_case()

    with disturbed(running, "silent", count=1), pytest.raises(Unconfirmed):
        await desk.forward(case, key_of(case))

    found = await desk.search(case.tracking_number, key_of(case))
    (record,) = control(running, f"/records?ticket={ticket(case).replace('#', '%23')}")
    assert found is not None
    assert (record["id"], record["received_count"]) == (found.id, 1)


async def test_a_commit_that_comes_through_late_is_in_doubt_until_then(
    village: tuple[Running, URL], desk: SqlConnector
) -> None:
    running, _ = village
    case = fresh_case()

    with disturbed(running, "late", seconds=0.3), pytest.raises(Unconfirmed):
        await desk.forward(case, key_of(case))
    assert await desk.search(case.tracking_number, key_of(case)) is None

    async with asyncio.timeout(5):
        while await desk.search(case.tracking_number, key_of(case)) is None:
            await asyncio.sleep(0.05)


async def test_a_dead_database_opens_the_circuit_and_a_caller_who_leaves_is_let_go(
    village: tuple[Running, URL], tmp_path: Path
) -> None:
    running, address = village
    catalogue = loaded(tmp_path, address, BreakerRules(unreachable=3))
    desk = catalogue.get(NAME)
    assert isinstance(desk, SqlConnector)
    case = fresh_case()
    ref = (await desk.forward(case, key_of(case))).ref
    with disturbed(running, "slow", seconds=3.0):
        began = time.monotonic()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(desk.fetch(ref), 0.1)
        assert time.monotonic() - began < 0.4

    with disturbed(running, "down"):
        for _ in range(3):
            assert (await desk.health()).state is HealthState.DOWN
        assert catalogue.circuit_open(NAME)
        with pytest.raises(Unreachable, match="CIRCUIT_OPEN"):
            await desk.fetch(ref)
    await catalogue.aclose()


async def test_officers_at_work_bring_a_case_to_its_end(
    village: tuple[Running, URL], desk: SqlConnector
) -> None:
    running, _ = village
    case = fresh_case(title="Pompa air desa macet")
    ref = (await desk.forward(case, key_of(case))).ref

    control(running, "/officers", {"enabled": True, "delay": 0.0})
    async with asyncio.timeout(5):
        while (await desk.fetch(ref)).status_text != "3":
            await asyncio.sleep(0.05)
    control(running, "/officers", {"enabled": False})

    assert (await desk.fetch(ref)).note
