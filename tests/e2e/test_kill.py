"""Nothing acknowledged is lost, nothing arrives twice: 200 cases, 20 times kill -9, on both databases."""

import asyncio
import os
import secrets
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from hub.app.migrating import migrate
from hub.domain.caller import Role
from hub.schema import ids
from hub.store import credentials
from hub.store.database import Database
from tests.e2e import fleet
from tests.e2e.audit import Holding, Message, judge, messages
from tests.e2e.client import REDELIVER, Client, submit
from tests.e2e.fleet import LAPOR, REST, SEARCHED, Agency, Program

CASES = 200
SUBMITTERS = 6
PLACES = {
    REST: ("62.01.02", "kependudukan.ktp"),
    SEARCHED: ("52.71", "jalan-lintas.provinsi"),
    LAPOR: ("62.01.02", "perhubungan.lampu-jalan"),
}
KILLS = ["aimed"] * 6 + ["hub"] * 4 + ["agency"] * 10
BETWEEN_S = (0.2, 0.6)
DRAIN_S = 60.0
WINDOW_S = 0.6  # how long an agency that has stored a case stays silent before it hangs up


@dataclass
class Deployment:
    """Everything that runs, and the two parties that use it."""

    db: Database
    agencies: dict[str, Agency]
    programs: list[Program]
    portal: Client
    operator: Client
    chance: Random
    released: int = 0  # cases that may be handed in by now

    async def kill_one(self, among: Sequence[Agency | Program]) -> "asyncio.Task[None]":
        """kill -9 on something that runs; it comes back by itself, the task ends when it has."""
        while not (up := [one for one in among if not one.changing.locked()]):
            await asyncio.sleep(0.05)
        task = asyncio.create_task(self.chance.choice(up).bounce(self.chance.uniform(0.0, 0.4)))
        await asyncio.sleep(0)  # it has its lock now
        return task

    async def kill_a_worker_between_acceptance_and_commit(self) -> "asyncio.Task[None]":
        """An agency stores a case and stays silent; meanwhile a worker dies."""
        agency = self.agencies[self.chance.choice(list(self.agencies))]
        workers = [program for program in self.programs if program.works]
        while all(program.changing.locked() for program in workers):
            await asyncio.sleep(0.05)
        async with agency.changing:
            before = len(await agency.records())
            await agency.ask(
                "/fault", {"mode": "silent", "count": 1, "seconds": WINDOW_S, "path": "^POST .*"}
            )
            self.released += 3  # so that there is something to accept
            for _ in range(100):
                if len(await agency.records()) > before:
                    break
                await asyncio.sleep(0.02)
            task = await self.kill_one(workers)
            await agency.ask("/fault", {"mode": "none"})
        return task


@pytest.fixture(scope="session")
def byte_code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where compiled modules are kept between starts, on machines that keep none."""
    return tmp_path_factory.mktemp("byte-code")


@pytest.mark.long
async def test_no_acknowledged_case_is_lost_or_doubled_by_twenty_kills(
    empty_database_url: str, tmp_path: Path, byte_code: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with deployed(empty_database_url, tmp_path, byte_code) as all_of_it:
        handing_in = asyncio.create_task(hand_in(all_of_it))
        await kill_twenty_times(all_of_it)
        acknowledged = await handing_in
        async with asyncio.timeout(DRAIN_S):
            decided = await drain(all_of_it)
        held = [holding for name in PLACES for holding in await holdings(all_of_it, name)]
        verdict = await judge(all_of_it.db, acknowledged, held)
        told = (
            f"{len(acknowledged)} acknowledged ({all_of_it.portal.retries} times asked again), "
            f"{len(KILLS)} kills, {decided} decided by the operator: {len(verdict.lost)} lost, "
            f"{len(verdict.duplicated)} duplicated, {len(verdict.incomplete)} incomplete"
        )
        with capsys.disabled():
            sys.stdout.write(f"\n{told}\n")

    assert len(set(acknowledged)) == CASES
    assert (verdict.lost, verdict.duplicated, verdict.incomplete) == ((), (), ())


@asynccontextmanager
async def deployed(url: str, folder: Path, byte_code: Path) -> AsyncIterator[Deployment]:
    """SQLite: one embedded process. PostgreSQL: one that serves and two that work."""
    chance = Random(20)  # noqa: S311 the same order of events every time, as far as processes allow
    db = Database(url, pool_size=2)
    await migrate(db, url)
    portal, operator = await _key(db, Role.PORTAL, "lapornurani"), await _key(db, Role.ADMIN, None)
    systems = await asyncio.to_thread(fleet.agencies, folder)
    variables = fleet.environment(systems, url, folder, byte_code)
    programs = _programs(db.is_postgresql, variables, folder, _free_port())
    address = f"http://127.0.0.1:{programs[0].arguments[-1]}/graphql"
    everything = Deployment(db, systems, programs, Client(address, portal), Client(address, operator), chance)
    try:
        await asyncio.gather(*(program.start() for program in programs))
        yield everything
        assert {await program.stop() for program in programs} == {0}
    finally:
        await asyncio.gather(*(program.kill() for program in programs))
        await asyncio.gather(*(asyncio.to_thread(fleet.kill, one.running) for one in systems.values()))
        await everything.portal.aclose()
        await everything.operator.aclose()
        await db.aclose()


def _programs(spread: bool, variables: dict[str, str], folder: Path, port: int) -> list[Program]:
    serve = ["serve", *(["--alone"] if spread else ["--embedded"]), "--port", str(port)]
    first = Program(serve, variables, folder / "serve.log", "the hub answers", works=not spread)
    workers = [
        Program(["worker"], variables, folder / f"worker-{number}.log", "the worker", works=True)
        for number in range(2 if spread else 0)
    ]
    return [first, *workers]


async def _key(db: Database, role: Role, channel: str | None) -> str:
    secret, now = secrets.token_bytes(credentials.SECRET_BYTES), datetime.now(UTC)
    return await db.write(
        lambda conn: credentials.issue(
            conn, "uji", role, None, channel, None, secret, role.value.lower(), now
        )
    )


def _free_port() -> int:
    with socket.socket() as probe:
        for port in range(12_000 + os.getpid() % 6_000, 20_000):  # below the ports of outgoing calls
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no free port")


async def hand_in(deployment: Deployment) -> list[str]:
    """Two hundred cases, some at once, as they are released: a few with every kill."""
    waiting = iter(range(CASES))
    acknowledged: list[str] = []

    async def portal() -> None:
        for number in waiting:
            while number >= deployment.released:
                await asyncio.sleep(0.05)
            region, topic = list(PLACES.values())[number % len(PLACES)]
            acknowledged.append(await submit(deployment.portal, f"kunci-{number:05}", region, topic))

    await asyncio.gather(*(portal() for _ in range(SUBMITTERS)))
    return acknowledged


async def kill_twenty_times(deployment: Deployment) -> None:
    """In random order; what was killed comes back while the next victim is chosen."""
    returning = []
    for number, target in enumerate(deployment.chance.sample(KILLS, len(KILLS)), start=1):
        deployment.released = max(deployment.released, CASES * number // len(KILLS))
        if target == "agency":
            returning.append(await deployment.kill_one(list(deployment.agencies.values())))
        elif target == "hub":
            returning.append(await deployment.kill_one(deployment.programs))
        else:
            returning.append(await deployment.kill_a_worker_between_acceptance_and_commit())
        await asyncio.sleep(deployment.chance.uniform(*BETWEEN_S))
    await asyncio.gather(*returning)


async def holdings(deployment: Deployment, name: str) -> list[Holding]:
    """What an agency's system holds, and for whom."""
    records = await deployment.agencies[name].records()
    return [Holding(one["ticket"], one["institution"] or name) for one in records]


async def drain(deployment: Deployment) -> int:
    """Until every message has arrived; what only a person can decide is decided. Returns how often."""
    decided = 0
    while stuck := [one for one in await messages(deployment.db) if one.state != "DELIVERED"]:
        for one in stuck:
            if one.connector == LAPOR and one.state == "AMBIGUOUS":
                await decide(deployment, one)
                decided += 1
        await asyncio.sleep(0.2)
    return decided


async def decide(deployment: Deployment, message: Message) -> None:
    """As an operator does: look into the agency's system, then confirm what is there or send again."""
    records = await deployment.agencies[LAPOR].records()
    found = [one["id"] for one in records if one["ticket"].startswith(f"{message.tracking_number}#")]
    await deployment.operator.ask(
        REDELIVER,
        id=ids.encode("Assignment", message.assignment_id),
        decision="CONFIRM_DELIVERED" if found else "RESEND",
        external=found[0] if found else None,
    )
