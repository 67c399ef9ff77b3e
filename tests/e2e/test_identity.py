"""`verifyIdentity` through a real process: what comes back, and that the person is left nowhere."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from hub.app.migrating import migrate
from hub.domain.caller import Role
from hub.store.database import Database
from tests.casework.registries import calls, environment, registry
from tests.e2e.fleet import Program
from tests.e2e.test_kill import _free_port, _key
from tests.sandbox.harness import System

pytestmark = pytest.mark.long

ASK = """query Ask($input: VerifyIdentityInput!) {
  verifyIdentity(input: $input) { outcome asOf }
}"""
PERSON = {
    "nationalId": "6201991708909001",
    "fullName": "Sekar Contoh Rimba",
    "birthDate": "1990-08-17",
    "purpose": "Verifikasi pelapor sebelum laporan diteruskan",
}
CANARIES = (
    "6201991708909001",
    "6201 9917 0890 9001",
    "1708909001",
    "sekar contoh",
    "sekar lain",
    "contoh rimba",
    "sekar rimba",
    "1990-08-17",
    "17-08-1990",
    "17081990",
)


@dataclass
class Deployment:
    """One hub process, its registry, and all that it ever answered."""

    url: str
    folder: Path
    keys: dict[Role, str]
    registry: System
    http: httpx.AsyncClient
    heard: list[str] = field(default_factory=list)

    async def answer(self, query: str, role: Role = Role.PORTAL, **variables: Any) -> dict[str, Any]:
        """The whole answer to an operation."""
        headers = {"authorization": f"Bearer {self.keys[role]}"}
        reply = await self.http.post(self.url, json={"query": query, "variables": variables}, headers=headers)
        self.heard.append(reply.text)
        found: dict[str, Any] = reply.json()
        return found

    async def outcome(self, **changed: str) -> str:
        """What the registry said."""
        answer = await self.answer(ASK, input={**PERSON, **changed})
        assert "errors" not in answer, answer
        return str(answer["data"]["verifyIdentity"]["outcome"])

    async def code(self, query: str = ASK, role: Role = Role.PORTAL, **changed: Any) -> str:
        """Why it was not answered."""
        answer = await self.answer(query, role, input={**PERSON, **changed})
        return str(answer["errors"][0]["extensions"]["code"])


@pytest.fixture
async def deployment(tmp_path: Path) -> AsyncIterator[Deployment]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'hub.db'}"
    db = Database(url)
    await migrate(db, url)
    keys = {
        Role.PORTAL: await _key(db, Role.PORTAL, "lapornurani"),
        Role.ANALYST: await _key(db, Role.ANALYST, None),
    }
    await db.aclose()
    port = _free_port()
    with registry(tmp_path / "registry") as dukcapil:
        variables = {
            "HUB_DATABASE_URL": f"sqlite:///{tmp_path / 'hub.db'}",
            "HUB_KEYS_FILE": str(tmp_path / "hub.keys"),
            "HUB_LOG_LEVEL": "DEBUG",
            "HUB_PROBE_S": "0.05",
            "HUB_IDENTITY_PERSON_PER_DAY": "30",
            "HUB_IDENTITY_PER_HOUR": "30",
            **environment(dukcapil.running.url),
        }
        program = Program(
            ["serve", "--embedded", "--port", str(port)],
            variables,
            tmp_path / "hub.log",
            "the hub answers",
            works=True,
        )
        try:
            async with httpx.AsyncClient(timeout=10, trust_env=False) as http:
                await program.start()
                yield Deployment(f"http://127.0.0.1:{port}/graphql", tmp_path, keys, dukcapil, http)
                assert await program.stop() == 0
        finally:
            await program.kill()


async def test_a_person_is_compared_and_left_nowhere(deployment: Deployment) -> None:
    hub, dukcapil = deployment, deployment.registry
    assert await hub.outcome() == "MATCH"
    asked = calls(dukcapil)
    assert await hub.outcome() == "MATCH"
    assert calls(dukcapil) == asked
    assert await hub.outcome(fullName="Sekar Lain Rimba") == "MISMATCH"
    assert await hub.outcome(birthDate="1990-08-16") == "MISMATCH"
    assert await hub.outcome(nationalId="6201991708909099") == "NOT_FOUND"
    assert await hub.outcome(nationalId="6201991010409006") == "DECEASED"
    assert await hub.outcome(nationalId="6201990207779007") == "INACTIVE"
    asked = calls(dukcapil)
    assert await hub.outcome(nationalId="9901991708909001") == "INVALID"
    assert calls(dukcapil) == asked
    for mode in ("garbage", "error500", "unknown_word", "down", "login"):
        with dukcapil.fault(mode):
            assert await hub.outcome(purpose=f"Verifikasi saat {mode} terjadi") == "UNAVAILABLE"
        await asyncio.sleep(0.1)
    await refusals(hub)
    with dukcapil.fault("quota"):
        assert await hub.outcome(purpose="Verifikasi setelah kuota habis") == "QUOTA_EXHAUSTED"
    assert await hub.outcome(purpose="Verifikasi setelah kuota habis") == "QUOTA_EXHAUSTED"
    while (answer := await hub.answer(ASK, input=PERSON)).get("data"):
        assert answer["data"]["verifyIdentity"]["outcome"] in ("MATCH", "QUOTA_EXHAUSTED")
    assert answer["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
    nothing_left(hub)


async def refusals(hub: Deployment) -> None:
    """What is no check at all; none of these reaches the registry."""
    asked = calls(hub.registry)
    twice = ASK.replace("verifyIdentity", "a: verifyIdentity").replace(
        "\n}", "\n  b: verifyIdentity(input: $input) { outcome }\n}"
    )
    inline = f'{{ verifyIdentity(input: {{nationalId: "{PERSON["nationalId"]}", fullName: "Sekar Rimba", '
    inline += 'birthDate: "17-08-1990", purpose: "Verifikasi pelapor"}) { outcome } }'
    assert await hub.code(twice) == "ONE_PER_OPERATION"
    assert await hub.code(role=Role.ANALYST) == "FORBIDDEN"
    assert await hub.code(purpose="Sekar Contoh Rimba melapor") == "INVALID"
    assert await hub.code(purpose="pendek") == "INVALID"
    assert await hub.code(birthDate="2190-08-17") == "INVALID"
    assert await hub.code(birthDate="17-08-1990") == "BAD_USER_INPUT"
    assert await hub.code(nationalId=6201991708909001) == "BAD_USER_INPUT"
    assert await hub.code(fullName=["Sekar Contoh Rimba"]) == "BAD_USER_INPUT"
    assert await hub.code(address="Jalan Rimba 1") == "BAD_USER_INPUT"
    assert await hub.code(inline) in ("BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED")
    assert calls(hub.registry) == asked


def nothing_left(hub: Deployment) -> None:
    """In the log at its most talkative, the database with all its side files, and every answer."""
    places = {file.name: file.read_bytes() for file in hub.folder.glob("hub.*") if file.name != "hub.keys"}
    places |= {f"answer {number}": text.encode() for number, text in enumerate(hub.heard)}
    assert {"hub.db", "hub.log"} <= set(places)
    assert PERSON["purpose"].encode() in places["hub.db"] + places.get("hub.db-wal", b"")
    assert b"credential refused" in places["hub.log"]
    found = [
        (name, canary)
        for name, content in places.items()
        for canary in CANARIES
        if canary in content.decode(errors="ignore").lower()
    ]
    assert found == [], [json.dumps(one) for one in found]
