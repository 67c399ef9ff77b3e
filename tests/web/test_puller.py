"""docs/inbox.md: its three calls and its program, against the whole hub."""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.domain.caller import Caller, Role
from hub.web.options import WebOptions
from tests.casework.test_collecting import OFFICE, offered
from tests.web.whole import Whole, whole

PAGE = (Path(__file__).parents[2] / "docs/inbox.md").read_text()
EVENTS, ARRIVED, ACCEPT = re.findall(r"```graphql\n(.*?)```", PAGE, re.DOTALL)
(PROGRAM,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
OFFICER = Caller("kec", "petugas kecamatan", Role.OFFICER, agency=OFFICE)


@pytest.fixture
async def site(sqlite_url: str) -> AsyncIterator[Whole]:
    async with whole(sqlite_url, WebOptions("production")) as site:
        yield site


async def pulled(site: Whole, key: str, folder: Path) -> tuple[int, str]:
    """Run the page's program as it stands there; its status and what it said."""
    (folder.parent / "pull.py").write_text(PROGRAM)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-W",
        "error",
        str(folder.parent / "pull.py"),
        f"{site.url}/graphql",
        str(folder),
        env={"HUB_SECRET_OFFICE_KEY": key},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


async def test_the_three_calls_of_the_page_work_and_may_be_repeated(site: Whole) -> None:
    number, key = await offered(site.hub), await site.key(OFFICER)

    events = (await site.ask(EVENTS, key)).json()["data"]["events"]
    cursor, case = events["pageInfo"]["endCursor"], events["edges"][0]["node"]["case"]
    received = [(await site.ask(ARRIVED, key, cursor=cursor)).json()["data"] for _ in range(2)]
    now = (await site.ask(EVENTS, key, after=cursor)).json()["data"]["events"]["edges"][-1]["node"]["case"]
    act = {
        "trackingNumber": number,
        "expectedVersion": now["version"],
        "note": "Kami kerjakan.",
        "actionId": "kec-00000001",
    }
    accepted = [(await site.ask(ACCEPT, key, input=act)).json()["data"] for _ in range(2)]

    assert case["trackingNumber"] == number
    assert [one["acknowledgeEvents"]["received"] for one in received] == [1, 0]
    assert accepted[0] == accepted[1]
    assert accepted[0]["acceptCase"]["case"]["status"] == "IN_PROGRESS"


async def test_the_program_of_the_page_fetches_everything_once_and_goes_on_where_it_was(
    site: Whole, tmp_path: Path
) -> None:
    key, folder = await site.key(OFFICER), tmp_path / "kantor"
    first = {await offered(site.hub) for _ in range(2)}

    assert await pulled(site, key, folder) == (0, "")
    before = {file.name: file.stat().st_mtime_ns for file in folder.glob("*.json")}
    second = await offered(site.hub)
    assert await pulled(site, key, folder) == (0, "")

    kept = [json.loads(file.read_text()) for file in folder.glob("*.json")]
    assert {one["case"]["trackingNumber"] for one in kept} == first | {second}
    assert len({one["id"] for one in kept}) == len(kept)
    assert {name: (folder / name).stat().st_mtime_ns for name in before} == before
    health = (await site.hub.services.lookup.connector_health(OFFICER, ["lingga-inbox"]))[0]
    assert (health.state, health.pending) == ("UP", 0)


async def test_the_program_says_why_it_stopped(site: Whole, tmp_path: Path) -> None:
    key, folder = await site.key(OFFICER), tmp_path / "kantor"
    folder.mkdir()
    (folder / "cursor").write_text("from-another-hub")

    assert await pulled(site, key, folder) == (1, "the hub says RESYNC_REQUIRED\n")
