"""A peer may still be at a request whose answer got lost, and a worker at a message that another one took."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.connectors import catalogue
from hub.connectors.breaker import BreakerRules
from hub.connectors.catalogue import load_catalogue
from hub.domain import commands as ask
from hub.domain.delivery import Delivery, DeliveryDecision, DeliveryState
from hub.domain.exchange import ExternalRef, Forwarded, Idempotency, OutgoingCase
from hub.errors import ConnectorError, Refused, Throttled, Unconfirmed, Unreachable
from hub.store import deliveries, records
from sandbox.launch import control, kill, start
from tests.casework.steps import act, attempt, hops, message, row, sent, taken
from tests.casework.systems import Calling, TwoSteps, install
from tests.harness import COORDINATOR, PORTAL, Hub, hub_on

NAME = "kobar-disdukcapil"
SETTLE = 600.0
PAUSE = timedelta(seconds=30)
SHIPPED = Path(catalogue.__file__).parent / "instances"
STILL = {"officers": {"enabled": False}}
CLIENT = {"client_id": "hub", "client_secret": "hub", **STILL}
PEERS: dict[str, tuple[str, dict[str, Any], str]] = {
    "jabar-sapawarga": ("sapawarga", CLIENT, "POST /aduan/complaints$"),
    "ntb-portal": ("oauth", CLIENT, "POST /v2/laporan$"),
    "kobar-wbs": ("wbs", {"token_key": "hub", **STILL}, "POST /api/laporan$"),
}


@asynccontextmanager
async def peer_like(hub: Hub, shipped: str, folder: Path) -> AsyncIterator[Callable[..., Any]]:
    """A simulated system of that instance's protocol in the place of the loopback; gives its control port."""
    kind, config, _ = PEERS[shipped]
    running = await asyncio.to_thread(start, kind, NAME, folder / "agency", config)
    stem = shipped.upper().replace("-", "_")
    environment = {f"HUB_{stem}_URL": running.url, "HUB_SECRET_NTB_PORTAL_WEBHOOK": "secret"}
    environment |= {f"HUB_SECRET_{stem}_{use}": "hub" for use in ("ID", "KEY", "TOKEN")}
    (folder / f"{NAME}.toml").write_text((SHIPPED / f"{shipped}.toml").read_text())
    rules = BreakerRules(calls=10_000, unreachable=10_000)
    loaded = load_catalogue(folder, environment, hub.now, time.monotonic, rules)
    install(hub, NAME, loaded.get(NAME))
    try:
        yield lambda *call: asyncio.to_thread(control, running, *call)
    finally:
        await loaded.aclose()
        await asyncio.to_thread(kill, running)


@pytest.mark.parametrize("shipped", sorted(PEERS))
async def test_a_peer_that_finishes_a_given_up_request_late_gets_no_second_one(
    hub: Hub, shipped: str, tmp_path: Path
) -> None:
    async with peer_like(hub, shipped, tmp_path) as agency:
        number = (await taken(hub)).case.tracking_number
        late = {"mode": "late", "seconds": 1.0, "count": 1, "path": PEERS[shipped][2]}
        await agency("/fault", late)
        for _ in range(2):
            assert (await attempt(hub, number)).state is DeliveryState.AMBIGUOUS
        assert await agency("/records") == []

        async with asyncio.timeout(10):
            while not await agency("/records"):
                await asyncio.sleep(0.05)
        hub.later(seconds=SETTLE)
        await sent(hub)
        [record] = await agency("/records")
    after = await message(hub, number)
    assert (after.state, after.external_id) == (DeliveryState.DELIVERED, record["id"])


async def test_a_peer_that_refuses_a_second_report_says_which_the_first_was(hub: Hub, tmp_path: Path) -> None:
    async with peer_like(hub, "kobar-wbs", tmp_path) as agency:
        number = (await taken(hub)).case.tracking_number
        await agency("/fault", {"mode": "silent", "count": 1, "path": "POST"})
        await attempt(hub, number)
        assignment = (await hops(hub, number))[0]
        await agency("/fault", {"mode": "error500", "path": "GET"})  # it cannot be asked
        assert (await attempt(hub, number)).state is DeliveryState.AMBIGUOUS
        await agency("/fault", {"mode": "none"})
        await certain(hub, number)
        await attempt(hub, number)
        [record] = await agency("/records")
    after = await message(hub, number)
    assert (after.state, after.external_id) == (DeliveryState.DELIVERED, record["id"])
    assert after.assignment_id == assignment.id


async def certain(hub: Hub, number: str) -> None:
    """As if the hub had forgotten its doubt: the next attempt sends again."""
    now = await message(hub, number)
    values = {"state": DeliveryState.RETRY_WAIT, "doubtful_since": None}
    await hub.tools.db.write(lambda conn: deliveries.change(conn, now, **values))


async def test_the_peer_is_asked_again_and_again_until_its_silence_counts(hub: Hub) -> None:
    system = hub.agencies.add(NAME, Idempotency.SEARCH)
    number = (await taken(hub)).case.tracking_number
    system.failures.append(Unconfirmed())
    begun, waits = hub.now(), list[float]()
    now = await attempt(hub, number)
    while now.state is DeliveryState.AMBIGUOUS:
        assert now.next_attempt_at is not None
        waits.append((now.next_attempt_at - hub.now()).total_seconds())
        hub.later(seconds=waits[-1])
        now = await attempt(hub, number)
    assert waits == [5.0, 60.0, 300.0, 235.0]
    assert (hub.now() - begun).total_seconds() == SETTLE
    assert (now.state, now.doubtful_since, system.records) == (DeliveryState.PENDING, None, [])
    assert (await attempt(hub, number)).state is DeliveryState.DELIVERED


@pytest.mark.parametrize("fault", [Unreachable(), Throttled(retry_after=3), Refused()])
async def test_what_certainly_did_not_arrive_leaves_no_doubt(hub: Hub, fault: ConnectorError) -> None:
    system = hub.agencies.add(NAME, Idempotency.SEARCH)
    number = (await taken(hub)).case.tracking_number
    system.failures.append(fault)
    assert (await attempt(hub, number)).doubtful_since is None
    if not isinstance(fault, Refused):
        assert (await attempt(hub, number)).state is DeliveryState.DELIVERED


async def test_a_second_lost_request_has_its_own_time_to_settle(hub: Hub) -> None:
    system = hub.agencies.add(NAME, Idempotency.SEARCH)
    number = (await taken(hub)).case.tracking_number
    system.failures.append(Unconfirmed())
    await attempt(hub, number)
    hub.later(seconds=SETTLE)
    await attempt(hub, number)
    system.failures.append(Unconfirmed())
    assert (await attempt(hub, number)).doubtful_since == hub.now()
    hub.later(seconds=SETTLE - 1)
    assert (await attempt(hub, number)).state is DeliveryState.AMBIGUOUS
    assert system.records == []


class Blind:
    """Honours our key, and cannot be asked what it holds."""

    def __init__(self, inner: Any) -> None:
        self.inner, self.manifest = inner, inner.manifest

    async def aclose(self) -> None:
        return None

    async def forward(self, case: OutgoingCase, key: str) -> Forwarded:
        answer: Forwarded = await self.inner.forward(case, key)
        return answer


@pytest.mark.parametrize("idempotency", [Idempotency.KEY, Idempotency.SEARCH])
async def test_a_withdrawn_case_that_never_arrived_is_never_sent(hub: Hub, idempotency: Idempotency) -> None:
    system = hub.agencies.add(NAME, idempotency)
    number = (await taken(hub)).case.tracking_number
    system.failures.append(Unconfirmed())
    await attempt(hub, number)
    await act(hub, PORTAL, number, ask.Withdraw("Saya cabut."))
    for _ in range(5):
        hub.later(minutes=4)
        await sent(hub)
    assert system.records == []
    assert (await message(hub, number)).state is DeliveryState.SUPERSEDED


async def test_where_the_system_cannot_be_asked_about_a_withdrawn_case_a_person_looks(hub: Hub) -> None:
    system = hub.agencies.add(NAME, Idempotency.KEY)
    install(hub, NAME, Blind(system))
    number = (await taken(hub)).case.tracking_number
    system.failures.append(Unconfirmed())
    await attempt(hub, number)
    await act(hub, PORTAL, number, ask.Withdraw("Saya cabut."))
    after = await attempt(hub, number)
    assert (after.state, after.next_attempt_at) == (DeliveryState.AMBIGUOUS, None)
    hub.later(days=1)
    await sent(hub)
    assert system.records == []


async def test_a_person_may_send_again_what_cannot_be_asked_about(hub: Hub) -> None:
    system = hub.agencies.add(NAME, Idempotency.NONE)
    number = (await taken(hub)).case.tracking_number
    system.failures.append(Unconfirmed())
    await attempt(hub, number)
    [assignment] = await hops(hub, number)
    await hub.services.deliveries.redeliver(COORDINATOR, assignment.id, DeliveryDecision.RESEND)
    await sent(hub)
    assert (await message(hub, number)).state is DeliveryState.DELIVERED


class Paused:
    """The first worker stands still inside its call until it is told to go on."""

    def __init__(self, hub: Hub, fault: ConnectorError | None = None) -> None:
        self.hub, self.fault = hub, fault
        self.inside, self.go_on = asyncio.Event(), asyncio.Event()

    async def __call__(self) -> None:
        self.inside.set()
        await self.go_on.wait()
        self.hub.later(seconds=PAUSE.total_seconds())
        if self.fault is not None:
            raise self.fault

    async def overtaken(self, number: str, system: object) -> Delivery:
        """Another worker has the same run now, with `system` as it is; then the first one goes on."""
        seen = await message(self.hub, number)
        first = asyncio.create_task(self.hub.forwarding.attempt(seen.id, seen.run))
        await self.inside.wait()
        install(self.hub, NAME, system)
        await self.hub.forwarding.attempt(seen.id, seen.run)
        between = await message(self.hub, number)
        self.go_on.set()
        await first
        return between


async def kept(hub: Hub, number: str) -> list[str]:
    """Ids of the records that the hub knows of the case."""
    case = await row(hub, number)
    async with hub.tools.db.reading() as conn:
        return [one.external_id for one in (await records.of_cases(conn, [case.id]))[case.id]]


async def test_a_late_success_of_an_older_worker_ends_the_doubt_of_the_newer(hub: Hub) -> None:
    system = hub.agencies.add(NAME, Idempotency.NONE)
    pause = Paused(hub)
    install(hub, NAME, Calling(system, pause))
    number = (await taken(hub)).case.tracking_number
    between = await pause.overtaken(number, system)
    assert (between.state, between.attempts) == (DeliveryState.AMBIGUOUS, 2)

    after = await message(hub, number)
    assert (after.state, after.external_id, len(system.records)) == (DeliveryState.DELIVERED, "0", 1)
    assert await kept(hub, number) == ["0"]


async def test_a_late_failure_of_an_older_worker_changes_no_state(hub: Hub) -> None:
    system = hub.agencies.add(NAME, Idempotency.SEARCH)
    pause = Paused(hub, Refused())
    install(hub, NAME, Calling(system, pause))
    number = (await taken(hub)).case.tracking_number
    between = await pause.overtaken(number, system)
    assert between.state is DeliveryState.DELIVERED
    assert await message(hub, number) == between


class Empty(Blind):
    """Shows nothing."""

    async def search(self, number: str, key: str) -> ExternalRef | None:
        return None


async def test_a_late_doubt_of_an_older_worker_is_the_newest_doubt(hub: Hub) -> None:
    system = hub.agencies.add(NAME, Idempotency.SEARCH)
    pause = Paused(hub, Unconfirmed())
    install(hub, NAME, Calling(system, pause))
    number = (await taken(hub)).case.tracking_number
    between = await pause.overtaken(number, Empty(system))
    assert (between.state, between.doubtful_since) == (DeliveryState.AMBIGUOUS, hub.now() - PAUSE)

    after = await message(hub, number)
    assert (after.state, after.doubtful_since) == (DeliveryState.AMBIGUOUS, hub.now())
    install(hub, NAME, system)
    assert (await attempt(hub, number)).state is DeliveryState.DELIVERED
    assert len(system.records) == 1


async def test_a_worker_that_was_overtaken_does_not_overwrite_the_id_of_another(database_url: str) -> None:
    """Without a soundness check: two records of one assignment are what the test is about."""
    async with hub_on(database_url) as hub:
        system = hub.agencies.add(NAME, Idempotency.NONE)
        pause = Paused(hub)
        install(hub, NAME, TwoSteps(Calling(system, pause)))  # type: ignore[arg-type]
        number = (await taken(hub)).case.tracking_number
        seen = await message(hub, number)
        first = asyncio.create_task(hub.forwarding.attempt(seen.id, seen.run))
        await pause.inside.wait()
        steps = TwoSteps(system)
        install(hub, NAME, steps)
        await hub.forwarding.attempt(seen.id, seen.run)  # cannot be asked
        [assignment] = await hops(hub, number)
        await hub.services.deliveries.redeliver(COORDINATOR, assignment.id, DeliveryDecision.RESEND)
        await sent(hub)
        assert (await message(hub, number)).external_id == "1"
        pause.go_on.set()
        await first

        after = await message(hub, number)
        assert (after.state, after.external_id) == (DeliveryState.DELIVERED, "1")
        assert sorted(await kept(hub, number)) == ["0", "1"]
