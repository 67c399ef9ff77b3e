"""Events for a partner survive dying processes and a failing endpoint: none is missing or out of order."""

import asyncio
import os
import secrets
import sys
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select
from standardwebhooks import Webhook

from hub.app.migrating import migrate
from hub.domain.caller import Role
from hub.schema import ids
from hub.store import credentials
from hub.store.database import Database
from hub.store.tables import case_events
from tests.e2e.client import Client, submit
from tests.e2e.fleet import QUICK, Program
from tests.e2e.test_kill import _free_port
from tests.endpoint import Post, Receiver, listening

pytestmark = pytest.mark.long

CASES, KILLS, DRAIN_S = 40, 8, 60.0
REGISTER = """
mutation ($url: String!) {
  result: registerWebhook(input: { url: $url, description: "uji" }) {
    ... on WebhookRegistered { secret webhook { id } }
    ... on Problem { code message }
  }
}"""
SHOWN = "{ webhooks { state failingSince attempts(first: 100) { edges { node { outcome } } } } }"


@dataclass
class Deployment:
    """Processes, database, and the two who use them."""

    db: Database
    programs: list[Program]
    portal: Client
    partner: Client

    @property
    def workers(self) -> list[Program]:
        """Those that send."""
        return [one for one in self.programs if one.works]


def programs(spread: bool, variables: dict[str, str], folder: Path) -> list[Program]:
    """SQLite: one process. PostgreSQL: one that serves, two that work."""
    serve = ["serve", "--alone" if spread else "--embedded", "--port", str(_free_port())]
    return [
        Program(serve, variables, folder / "serve.log", "the hub answers", works=not spread),
        *(
            Program(["worker"], variables, folder / f"worker-{number}.log", "the worker", works=True)
            for number in range(2 if spread else 0)
        ),
    ]


@asynccontextmanager
async def deployed(url: str, folder: Path) -> AsyncIterator[Deployment]:
    db = Database(url, pool_size=2)
    await migrate(db, url)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    if clean.pop("PYTHONDONTWRITEBYTECODE", None):  # a restart takes no longer than it must
        clean["PYTHONPYCACHEPREFIX"] = str(folder / "byte-code")
    variables = (
        clean
        | QUICK
        | {
            "HUB_DATABASE_URL": url,
            "HUB_KEYS_FILE": str(folder / "hub.keys"),
            "HUB_WEBHOOK_ALLOW": "127.0.0.1",
            "HUB_WEBHOOKS_S": "0.3",
        }
    )
    running = programs(db.is_postgresql, variables, folder)
    address = f"http://127.0.0.1:{running[0].arguments[-1]}/graphql"
    portal = Client(address, await key(db, Role.PORTAL, channel="lapornurani"))
    partner = Client(address, await key(db, Role.PARTNER, region="62"))
    try:
        await running[0].start()  # makes the keys
        await asyncio.gather(*(one.start() for one in running[1:]))
        yield Deployment(db, running, portal, partner)
    finally:
        await asyncio.gather(*(one.kill() for one in running))
        await asyncio.gather(portal.aclose(), partner.aclose())
        await db.aclose()


async def key(db: Database, role: Role, channel: str | None = None, region: str | None = None) -> str:
    secret, now = secrets.token_bytes(32), datetime.now(UTC)
    return await db.write(
        lambda conn: credentials.issue(
            conn, "uji", role, None, channel, region, secret, role.value.lower(), now
        )
    )


async def kill_while_sending(deployment: Deployment, receiver: Receiver, chance: Random) -> None:
    """kill -9 at a moment when something is under way, if such a moment comes soon."""
    for _ in range(200):
        if receiver.under_way:
            break
        await asyncio.sleep(0.005)
    await chance.choice(deployment.workers).bounce(chance.uniform(0.0, 0.3))


def moody(chance: Random) -> Callable[[Post], tuple[int, str] | None]:
    """One answer in four is a failure of some kind."""

    def answer(post: Post) -> tuple[int, str] | None:
        return chance.choice([(204, "")] * 9 + [(500, ""), (503, ""), None])

    return answer


async def events(db: Database) -> dict[str, tuple[str, int]]:
    """Public id of every event -> its case and sequence."""
    async with db.reading() as conn:
        rows = await conn.execute(select(case_events.c.id, case_events.c.case_id, case_events.c.sequence))
        return {ids.encode("CaseEvent", row.id): (row.case_id, row.sequence) for row in rows}


async def test_kills_and_failures_lose_no_event_and_keep_the_order_of_each_case(
    empty_database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = Random(27)  # noqa: S311 repeatable, as far as processes allow
    taken: list[Post] = []
    async with listening() as receiver, deployed(empty_database_url, tmp_path) as deployment:
        receiver.delay, mood = 0.02, moody(chance)

        def answer(post: Post) -> tuple[int, str] | None:
            said = mood(post)
            if said is not None and said[0] == 204:
                taken.append(post)
            return said

        receiver.answer = answer
        secret = (await deployment.partner.ask(REGISTER, url=receiver.url))["result"]["secret"]
        submitting = asyncio.create_task(hand_in(deployment.portal))
        for _ in range(KILLS):
            await kill_while_sending(deployment, receiver, chance)
        await submitting
        receiver.answer = lambda post: taken.append(post) or (204, "")
        expected = await arrived(deployment.db, taken)
        [shown] = (await deployment.partner.ask(SHOWN))["webhooks"]
        for one in deployment.programs:
            assert await one.stop() == 0

    told = Counter(post.data["eventId"] for post in taken)
    order: dict[str, list[int]] = defaultdict(list)
    for id in told:  # in the order of their first arrival
        case, sequence = expected[id]
        order[case].append(sequence)
    with capsys.disabled():
        doubles = sum(told.values()) - len(told)
        sys.stdout.write(
            f"\n{len(expected)} events, {KILLS} kills: {len(expected) - len(told)} lost, "
            f"{doubles} came more than once, {len(receiver.posts)} attempts\n"
        )
    assert told.keys() == expected.keys()
    assert all(sequences == sorted(sequences) for sequences in order.values())
    assert len({post.id for post in taken}) == len(expected)  # a repetition has the id of the first
    assert (shown["state"], shown["failingSince"]) == ("ACTIVE", None)
    Webhook(secret).verify(taken[-1].body, taken[-1].headers)


async def hand_in(portal: Client) -> None:
    """All cases, a few at a time."""
    for start in range(0, CASES, 4):
        numbers = range(start, min(start + 4, CASES))
        await asyncio.gather(
            *(submit(portal, f"kunci-{number:04}", "62.01.02", "kependudukan.ktp") for number in numbers)
        )


async def arrived(db: Database, taken: list[Post]) -> dict[str, tuple[str, int]]:
    """Every event there is, once all of them have been taken."""
    async with asyncio.timeout(DRAIN_S):
        while True:
            expected = await events(db)
            if expected.keys() <= {post.data["eventId"] for post in taken}:
                await asyncio.sleep(0.2)
                if (await events(db)).keys() == expected.keys():
                    return expected
            await asyncio.sleep(0.1)
