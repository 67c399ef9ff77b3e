"""An office on a bad line: pages of a bounded size, and every call can be made again."""

import orjson
import pytest

from hub.domain.caller import Caller, Role
from tests.harness import PORTAL, Hub

OFFICE = "21.04.kec-bakung-serumpun"
OFFICER = Caller("kec", "petugas kecamatan", Role.OFFICER, agency=OFFICE)
PAGE = """query ($after: Cursor, $bytes: Int) {
  events(after: $after, first: 100, maxBytes: $bytes) {
    pageInfo { hasNextPage endCursor }
    edges { cursor node { id sequence type status note occurredAt agency { code name }
      case { trackingNumber version title body answer status region { code name } owner { code } } } }
  }
}"""
RECEIVED = """mutation ($cursor: Cursor!) {
  acknowledgeEvents(cursor: $cursor) { ... on EventsAcknowledged { received } ... on Problem { code } }
}"""
ACCEPT = """mutation ($input: CaseNoteInput!) {
  acceptCase(input: $input) { ... on CaseChanged { case { status version } } ... on Problem { code field } }
}"""


async def offered(hub: Hub, count: int, body: str = "Surat pengantar lambat sekali.") -> None:
    for _ in range(count):
        wanted = {"region": "21.04.13", "topic": "pemerintahan.kecamatan", "title": "Surat pengantar lambat"}
        await hub.services.intake.submit(PORTAL, hub.submission(**wanted, body=body))


async def walked(hub: Hub, most: int) -> list[str]:
    """Ids of all events, each page within the bound."""
    found: list[str] = []
    after = None
    while True:
        data = await hub.ask(PAGE, OFFICER, after=after, bytes=most)
        assert len(orjson.dumps({"data": data})) <= most
        found += [edge["node"]["id"] for edge in data["events"]["edges"]]
        after = data["events"]["pageInfo"]["endCursor"] or after
        if not data["events"]["pageInfo"]["hasNextPage"]:
            return found


@pytest.mark.parametrize("body", ["x" * 10_000, '\n\\"' * 3_333, "🏝" * 10_000])
async def test_a_page_stays_within_64_kib_whatever_the_cases_hold(hub: Hub, body: str) -> None:
    await offered(hub, 4, body)

    bounded = await walked(hub, 65_536)

    whole = await hub.ask(PAGE, OFFICER)
    assert bounded == [edge["node"]["id"] for edge in whole["events"]["edges"]]
    assert len(orjson.dumps(whole)) > 65_536


async def test_a_page_tells_at_least_one_event(hub: Hub) -> None:
    await offered(hub, 1, "x" * 10_000)

    data = await hub.ask(PAGE, OFFICER, bytes=4_096)

    assert len(data["events"]["edges"]) == 1
    assert data["events"]["pageInfo"]["hasNextPage"]


@pytest.mark.parametrize("bytes_", [0, 4_095, 65_537])
async def test_a_bound_nobody_can_mean_is_refused(hub: Hub, bytes_: int) -> None:
    answer = await hub.answer(PAGE, OFFICER, bytes=bytes_)

    assert answer.errors is not None
    assert [error.extensions["code"] for error in answer.errors if error.extensions] == ["INVALID"]


async def test_the_office_pulls_acknowledges_and_accepts_and_may_say_all_of_it_twice(hub: Hub) -> None:
    await offered(hub, 2)
    page = (await hub.ask(PAGE, OFFICER, bytes=65_536))["events"]
    cursor = page["pageInfo"]["endCursor"]

    first = await hub.ask(RECEIVED, OFFICER, cursor=cursor)
    again = await hub.ask(RECEIVED, OFFICER, cursor=cursor)
    case = (await hub.ask(PAGE, OFFICER, after=cursor))["events"]["edges"][0]["node"]["case"]
    act = {
        "trackingNumber": case["trackingNumber"],
        "expectedVersion": case["version"],
        "note": "Kami kerjakan.",
        "actionId": "kec-000001",
    }
    accepted = await hub.ask(ACCEPT, OFFICER, input=act)
    repeated = await hub.ask(ACCEPT, OFFICER, input=act)

    assert (first, again) == (
        {"acknowledgeEvents": {"received": 2}},
        {"acknowledgeEvents": {"received": 0}},
    )
    assert accepted == repeated
    assert accepted["acceptCase"]["case"]["status"] == "IN_PROGRESS"


async def test_a_cursor_of_another_feed_acknowledges_nothing(hub: Hub) -> None:
    answer = await hub.answer(RECEIVED, OFFICER, cursor="not-a-cursor")

    assert answer.errors is not None
    assert [error.extensions["code"] for error in answer.errors if error.extensions] == ["RESYNC_REQUIRED"]
