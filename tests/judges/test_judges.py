"""What foreign clients and checkers say of the hub: each is a process of its own against the real thing."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from hub.web.options import Limits, WebOptions
from tests.harness import PORTAL
from tests.web.running import DEVELOPMENT, PRODUCTION
from tests.web.whole import Whole, whole

SDL = Path(str(files("hub.schema") / "schema.graphql"))
PERFECT = {"ok": 61, "notice": 0, "warn": 0, "error": 0}


async def run(judges: Path, *command: str, cwd: Path | None = None) -> tuple[int, str, str]:
    """Exit code, output and complaints of a node program."""
    process = await asyncio.create_subprocess_exec(
        "node",
        *command,
        cwd=cwd or judges,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(60):
        out, complaints = await process.communicate()
    return process.returncode or 0, out.decode(), complaints.decode()


async def verdict(judges: Path, *command: str) -> dict[str, Any]:
    """What a judge prints as JSON."""
    code, out, complaints = await run(judges, *command)
    assert code == 0, complaints
    return dict(json.loads(out))


def profile(options: WebOptions) -> WebOptions:
    return replace(options, limits=Limits(init_wait_s=0.5))


@pytest.fixture
async def hub(judges: Path, sqlite_url: str) -> AsyncIterator[Whole]:
    async with whole(sqlite_url, profile(DEVELOPMENT)) as running:
        yield running


async def beginning(hub: Whole) -> str:
    """The cursor of the first event of a feed that holds several."""
    for _ in range(3):
        await hub.hub.services.intake.submit(PORTAL, hub.hub.submission())
    reply = await hub.ask("{ events(first: 1) { pageInfo { endCursor } } }", await hub.key(PORTAL))
    return str(reply.json()["data"]["events"]["pageInfo"]["endCursor"])


@pytest.mark.parametrize("options", [DEVELOPMENT, PRODUCTION], ids=lambda options: options.profile)
async def test_graphql_over_http_is_spoken_to_the_letter(
    judges: Path, sqlite_url: str, options: WebOptions
) -> None:
    async with whole(sqlite_url, options) as hub:
        said = await verdict(judges, "audit.mjs", f"{hub.url}/graphql", await hub.key(PORTAL))

    assert said == {"counts": PERFECT, "complaints": []}


async def test_the_socket_client_follows_and_every_abuse_gets_its_code(hub: Whole, judges: Path) -> None:
    after = await beginning(hub)
    said = await verdict(judges, "socket_client.mjs", hub.socket_url, await hub.key(PORTAL), after)

    assert len(set(said["byKey"])) == 3
    assert said["byKey"] == said["byHeader"]
    assert said["query"] == [{"data": {"viewer": {"name": PORTAL.name}}}]
    assert said["invalid"] == "GRAPHQL_VALIDATION_FAILED"
    assert said["codes"] == {
        "malformed": 4400,
        "notAnObject": 4400,
        "beforeAcknowledgement": 4401,
        "silent": 4408,
        "duplicateId": 4409,
        "secondInit": 4429,
        "unknownKey": 4403,
    }


async def test_the_event_stream_client_follows_in_both_modes(hub: Whole, judges: Path) -> None:
    after = await beginning(hub)
    address = f"{hub.url}/graphql/stream"
    said = await verdict(judges, "sse_client.mjs", address, await hub.key(PORTAL), after)

    assert said["distinct"] == said["single"]
    assert len(set(said["single"]["first"])) == 3
    assert said["single"]["first"] == said["single"]["second"]
    assert said["single"]["query"] == [{"data": {"viewer": {"name": PORTAL.name}}}]
    assert said["single"]["invalid"] == "GRAPHQL_VALIDATION_FAILED"


async def test_both_composers_join_the_hub_with_a_subgraph_that_extends_its_entities(judges: Path) -> None:
    said = await verdict(judges, "compose.mjs", str(SDL))

    assert said["apollo"]["errors"] == said["guild"]["errors"] == []
    assert min(said["apollo"]["size"], said["guild"]["size"]) > 10_000


async def test_relay_compiles_a_portal_s_lists_and_refetches(judges: Path, tmp_path: Path) -> None:
    project = tmp_path / "portal"
    shutil.copytree(judges / "relay", project)
    shutil.copy(SDL, project / "schema.graphql")
    (project / "artifacts").mkdir()
    compiler = judges / "node_modules" / "relay-compiler" / "cli.js"
    code, out, complaints = await run(judges, str(compiler), "relay.config.json", cwd=project)

    assert code == 0, out + complaints
    assert {path.name.partition(".")[0] for path in (project / "artifacts").iterdir()} >= {
        "CaseListPaginationQuery",
        "CaseDetailTimelineQuery",
        "CaseDetailEventsSubscription",
    }
