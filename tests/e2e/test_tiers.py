"""Three real hub processes, one above the other: a case goes up and its answer comes down, through kills."""

import asyncio
import csv
import os
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from hub.app.migrating import migrate
from hub.casework.reference import Reference
from hub.domain.caller import Role
from hub.domain.delivery import DeliveryState
from hub.store import cases, credentials
from hub.store.database import Database
from tests.e2e.audit import Message, messages
from tests.e2e.client import Client, submit
from tests.e2e.fleet import QUICK, Program

OWNER = "62.pupr"
PATIENCE_S = 60.0
CASES = 6
INSTANCE = """
kind = "hub"
agency = "62.diskominfo"
base_url_env = "HUB_UP_URL"
zone = "Asia/Jakarta"
source = "docs/federation.md"
idempotency = "key"
maturity = 3
[auth]
profile = "bearer"
secret_env = "HUB_SECRET_UP_KEY"
[hub]
id = "{above}"
[limits]
poll_seconds = 5
deadline = 2
"""
ACT = """
mutation Act($input: CaseNoteInput!) {
  result: acceptCase(input: $input) { ... on CaseChanged { case { version } } ... on Problem { code } }
}"""
ANSWER = """
mutation Answer($input: AnswerCaseInput!) {
  result: answerCase(input: $input) { ... on CaseChanged { case { status } } ... on Problem { code } }
}"""
ALL = "{ cases(first: 50) { edges { node { trackingNumber version status answer } } } }"


@dataclass
class Tier:
    """One hub process with its database; `portal` hands in, `officer` works for the owner."""

    name: str
    db: Database
    program: Program
    portal: Client
    officer: Client
    peer_key: str

    async def shown(self, client: Client) -> list[Any]:
        """The cases that client sees."""
        return [edge["node"] for edge in (await client.ask(ALL))["cases"]["edges"]]

    async def count(self) -> int:
        """How many cases it has."""
        async with self.db.reading() as conn:
            return await cases.count(conn)

    async def messages(self) -> list[Message]:
        """What it has sent, or wants to."""
        return await messages(self.db)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def reference(folder: Path, system: str) -> Path:
    """The shipped agencies, with the owner of these cases behind another system; '' is the hub itself."""
    folder.mkdir()
    text = (resources.files("hub.reference") / "data" / "agencies.csv").read_text()
    rows = list(csv.DictReader(text.splitlines()))
    for row in rows:
        if row["code"] == OWNER:
            row["connector"], row["external_id"] = system, ""
    with (folder / "agencies.csv").open("w", newline="") as out:
        writer = csv.DictWriter(out, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return folder


async def key(db: Database, role: Role, **bounds: str) -> str:
    secret, places = secrets.token_bytes(credentials.SECRET_BYTES), ("agency", "channel", "region")
    found = {name: bounds.get(name) for name in places}
    return await db.write(
        lambda conn: credentials.issue(
            conn, "uji", role, **found, secret=secret, id=role.value.lower(), now=datetime.now(UTC)
        )
    )


@asynccontextmanager
async def tier(folder: Path, name: str, above: Tier | None, system: str, port: int) -> AsyncIterator[Tier]:
    """A hub that hands the owner's cases to `system`; started by the caller."""
    home = folder / name
    (home / "instances").mkdir(parents=True)
    url = f"sqlite:///{home / 'hub.db'}"
    db = Database(url, pool_size=2)
    await migrate(db, url)
    await Reference(db).put_in(reference(home / "reference", system))
    variables = {
        **surroundings(url, home),
        "HUB_HUB_ID": name,
        "HUB_INSTANCE_DIR": str(home / "instances"),
    }
    if above is not None:
        (home / "instances" / "up.toml").write_text(INSTANCE.format(above=above.name))
        variables["HUB_UP_URL"] = above.program.environment["ADDRESS"]
        variables["HUB_SECRET_UP_KEY"] = above.peer_key
    variables["ADDRESS"] = f"http://127.0.0.1:{port}"
    arguments = ["serve", "--embedded", "--port", str(port)]
    program = Program(arguments, variables, home / "serve.log", "the hub answers", works=True)
    portal = Client(f"{variables['ADDRESS']}/graphql", await key(db, Role.PORTAL, channel="lapornurani"))
    officer = Client(f"{variables['ADDRESS']}/graphql", await key(db, Role.OFFICER, agency=OWNER))
    peer_key = await key(db, Role.PEER, channel="hub-kobar")
    try:
        yield Tier(name, db, program, portal, officer, peer_key)
    finally:
        await program.kill()
        await portal.aclose()
        await officer.aclose()
        await db.aclose()


def surroundings(url: str, home: Path) -> dict[str, str]:
    """What every hub here is told. Byte code is kept: a restart takes no longer than it must."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    if clean.pop("PYTHONDONTWRITEBYTECODE", None):
        clean["PYTHONPYCACHEPREFIX"] = str(home.parent / "byte-code")
    return clean | QUICK | {"HUB_DATABASE_URL": url, "HUB_KEYS_FILE": str(home / "hub.keys")}


async def until(look: Any) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not await look():
            await asyncio.sleep(0.1)


@pytest.mark.long
async def test_cases_go_up_three_tiers_and_answers_come_down_while_hubs_are_killed(tmp_path: Path) -> None:
    ports = [free_port() for _ in range(3)]
    async with AsyncExitStack() as stack:
        ministry = await stack.enter_async_context(tier(tmp_path, "hub-pusat", None, "", ports[0]))
        province = await stack.enter_async_context(tier(tmp_path, "hub-kalteng", ministry, "up", ports[1]))
        regency = await stack.enter_async_context(tier(tmp_path, "hub-kobar", province, "up", ports[2]))
        chain = [regency, province, ministry]
        await asyncio.gather(*(one.program.start() for one in chain))

        taken = []
        for number in range(CASES):
            taken.append(
                await submit(regency.portal, f"kunci-{number:05}", "62.01.02", "jalan-lintas.provinsi")
            )
            if number % 2:
                await chain[number // 2].program.bounce(0.2)

        async def arrived() -> bool:
            return await ministry.count() == CASES

        await until(arrived)
        for case in await ministry.shown(ministry.officer):
            target = {"trackingNumber": case["trackingNumber"], "expectedVersion": case["version"]}
            done = (await ministry.officer.ask(ACT, input={**target, "note": "Kami periksa."}))["result"]
            target["expectedVersion"] = done["case"]["version"]
            await ministry.officer.ask(ANSWER, input={**target, "answer": "Sudah ditambal."})
        await province.program.bounce(0.2)

        async def answered() -> bool:
            shown = await regency.shown(regency.portal)
            return [one["answer"] for one in shown] == ["Sudah ditambal."] * CASES

        await until(answered)
        assert [await one.count() for one in chain] == [CASES] * 3
        assert sorted(one["trackingNumber"] for one in await regency.shown(regency.portal)) == sorted(taken)
        assert {one.state for one in [*await regency.messages(), *await province.messages()]} == {"DELIVERED"}


@pytest.mark.long
async def test_two_hubs_that_name_each_other_end_at_a_coordinator(tmp_path: Path) -> None:
    ports = [free_port() for _ in range(2)]
    async with AsyncExitStack() as stack:
        province = await stack.enter_async_context(tier(tmp_path, "hub-kalteng", None, "up", ports[0]))
        regency = await stack.enter_async_context(tier(tmp_path, "hub-kobar", province, "up", ports[1]))
        home = tmp_path / "hub-kalteng" / "instances"
        home.joinpath("up.toml").write_text(INSTANCE.format(above="unknown"))
        variables = dict(province.program.environment)
        variables |= {
            "HUB_UP_URL": regency.program.environment["ADDRESS"],
            "HUB_SECRET_UP_KEY": regency.peer_key,
        }
        province.program.environment = variables
        await asyncio.gather(regency.program.start(), province.program.start())
        await submit(regency.portal, "kunci-00001", "62.01.02", "jalan-lintas.provinsi")

        async def ended() -> bool:
            return {one.state for one in await province.messages()} == {DeliveryState.DEAD.value}

        await until(ended)
        assert [await regency.count(), await province.count()] == [1, 1]
