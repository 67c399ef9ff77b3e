"""Queries over a real store."""

from typing import Any

import pytest

from hub.domain.case import CaseStatus
from hub.errors import Unreachable
from tests.harness import ANALYST, COORDINATOR, OTHER_PORTAL, PORTAL, Hub, officer
from tests.resolvers.operations import ONE, SUBMIT, submission

PAGE = """
query (
  $first: Int, $after: Cursor, $last: Int, $before: Cursor, $filter: CaseFilter, $order: CaseOrder! = NEWEST
) {
  cases(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $order) {
    totalCount edges { cursor node { title } } pageInfo { hasNextPage startCursor endCursor } } }
"""


async def hand_in(hub: Hub, number: int = 1, **changes: Any) -> dict[str, Any]:
    """Hand a case in through the schema; the answer."""
    answer = await hub.ask(SUBMIT, PORTAL, input=submission(number, **changes))
    assert answer["submitCase"]["__typename"] == "CaseSubmitted"
    found: dict[str, Any] = answer["submitCase"]
    return found


async def several(hub: Hub, count: int) -> None:
    """Cases a minute apart, titled `Laporan 1` and so on."""
    for number in range(1, count + 1):
        await hand_in(hub, number, title=f"Laporan {number}")
        hub.later(minutes=1)


def titles(answer: dict[str, Any]) -> list[str]:
    return [edge["node"]["title"] for edge in answer["cases"]["edges"]]


async def test_everything_of_a_case_can_be_read(hub: Hub) -> None:
    taken = await hand_in(hub)
    await hub.drain()

    case = (await hub.ask(ONE, COORDINATOR, number=taken["case"]["trackingNumber"]))["case"]

    assert (case["status"], case["owner"]["code"]) == ("ASSIGNED", "62.01.disdukcapil")
    assert case["region"]["parent"]["name"] == "Kabupaten Kotawaringin Barat"
    assert case["owner"]["connector"]["health"] == {"state": "UP", "pending": 0, "dead": 0}
    assert [(one["hop"], one["state"], one["delivery"]["state"]) for one in case["assignments"]] == [
        (1, "DELIVERED", "DELIVERED")
    ]
    assert case["assignments"][0]["explanation"][0]["rule"] == "jurisdiction"
    assert [edge["node"]["sequence"] for edge in case["timeline"]["edges"]] == [1, 2, 3, 4, 5]
    assert [(one["connector"]["name"], one["externalId"], one["stale"]) for one in case["records"]] == [
        ("kobar-disdukcapil", "0", False)
    ]
    assert {one["kind"] for one in case["clocks"]} >= {"RESOLUTION"}
    assert case["reporter"]["name"] == "Pelapor Contoh"
    assert case["attachments"] == []


async def test_a_portal_reads_its_own_case_without_the_reporter(hub: Hub) -> None:
    taken = await hand_in(hub)

    case = (await hub.ask(ONE, PORTAL, number=taken["case"]["trackingNumber"]))["case"]

    assert case["title"] == "KTP elektronik belum jadi"
    assert case["reporter"] is None


async def test_a_case_of_another_channel_looks_like_one_that_is_not_there(hub: Hub) -> None:
    taken = await hand_in(hub)

    foreign = await hub.ask(ONE, OTHER_PORTAL, number=taken["case"]["trackingNumber"])
    missing = await hub.ask(ONE, OTHER_PORTAL, number="H-0000-0000-0000")

    assert foreign == missing == {"case": None}


async def test_a_case_is_found_by_its_receipt(hub: Hub) -> None:
    taken = await hand_in(hub)

    answer = await hub.ask(
        "query ($r: String!) { caseByReceipt(receipt: $r) { trackingNumber } }", PORTAL, r=taken["receipt"]
    )

    assert answer["caseByReceipt"]["trackingNumber"] == taken["case"]["trackingNumber"]


async def test_paging_forward_and_backward_gives_every_case_once(hub: Hub) -> None:
    await several(hub, 5)
    first = await hub.ask(PAGE, PORTAL, first=2)
    second = await hub.ask(PAGE, PORTAL, first=2, after=first["cases"]["pageInfo"]["endCursor"])
    third = await hub.ask(PAGE, PORTAL, first=2, after=second["cases"]["pageInfo"]["endCursor"])
    back = await hub.ask(PAGE, PORTAL, last=2, before=third["cases"]["pageInfo"]["startCursor"])

    assert titles(first) + titles(second) + titles(third) == [
        f"Laporan {number}" for number in (5, 4, 3, 2, 1)
    ]
    assert titles(back) == titles(second)
    assert [page["cases"]["pageInfo"]["hasNextPage"] for page in (first, second, third)] == [
        True,
        True,
        False,
    ]
    assert {page["cases"]["totalCount"] for page in (first, second, third)} == {5}


async def test_a_filter_and_an_order_reach_the_store(hub: Hub) -> None:
    await several(hub, 3)
    await hand_in(hub, 9, title="Usul taman kota", kind="SUGGESTION")

    only = await hub.ask(PAGE, PORTAL, filter={"kind": ["COMPLAINT"], "search": "laporan"}, order="OLDEST")

    assert titles(only) == ["Laporan 1", "Laporan 2", "Laporan 3"]
    assert only["cases"]["totalCount"] == 3


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"first": 101}, "INVALID"),
        ({"first": -1}, "INVALID"),
        ({"first": 1, "last": 1}, "INVALID"),
        ({"after": "forged"}, "RESYNC_REQUIRED"),
        ({"filter": {"search": " ".join(f"kata{number}" for number in range(1_100))}}, "INVALID"),
        ({"filter": {"topic": ["topik"] * 30_000}}, "TOO_LARGE"),
    ],
)
async def test_a_page_that_makes_no_sense_is_an_error_with_a_code(
    hub: Hub, variables: dict[str, Any], code: str
) -> None:
    answer = await hub.answer(PAGE, PORTAL, **variables)

    assert [(error.extensions or {}).get("code") for error in answer.errors or []] == [code]


async def test_a_cursor_of_one_list_is_not_accepted_by_another(hub: Hub) -> None:
    await several(hub, 2)
    page = await hub.ask(PAGE, PORTAL, first=1)

    answer = await hub.answer(
        "query ($c: Cursor) { events(after: $c) { edges { cursor } } }",
        PORTAL,
        c=page["cases"]["pageInfo"]["endCursor"],
    )

    assert [(error.extensions or {}).get("code") for error in answer.errors or []] == ["RESYNC_REQUIRED"]


async def test_the_timeline_pages_by_its_own_cursor(hub: Hub) -> None:
    taken = await hand_in(hub)
    await hub.drain()
    text = """query ($n: String!, $c: Cursor) { case(trackingNumber: $n) {
        timeline(first: 2, after: $c) {
          edges { node { sequence } } pageInfo { hasNextPage endCursor } } } }"""
    seen: list[int] = []
    cursor, more = None, True
    while more:
        answer = await hub.ask(text, PORTAL, n=taken["case"]["trackingNumber"], c=cursor)
        page = answer["case"]["timeline"]
        seen += [edge["node"]["sequence"] for edge in page["edges"]]
        cursor, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    assert seen == [1, 2, 3, 4, 5]


async def test_the_feed_is_pulled_in_order_without_a_gap(hub: Hub) -> None:
    await several(hub, 3)
    text = """query ($c: Cursor) { events(first: 4, after: $c) {
        edges { node { id type case { title } } } pageInfo { hasNextPage endCursor } } }"""
    seen: list[str] = []
    cursor, more = None, True
    while more:
        page = (await hub.ask(text, PORTAL, c=cursor))["events"]
        seen += [f"{edge['node']['case']['title']} {edge['node']['type']}" for edge in page["edges"]]
        cursor, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    assert len(seen) == len(set(seen)) > 8
    assert [one.partition(" SUBMITTED")[0] for one in seen if one.endswith("SUBMITTED")] == [
        "Laporan 1",
        "Laporan 2",
        "Laporan 3",
    ]


async def test_cases_of_many_agencies_are_read_together(hub: Hub) -> None:
    await several(hub, 2)
    await hub.drain()
    text = """{ agencies(region: "62.01", first: 30) { edges { node { code
        cases(first: 5) { totalCount edges { node { title } } } } } } }"""

    agencies = (await hub.ask(text, COORDINATOR))["agencies"]["edges"]

    held = {one["node"]["code"]: one["node"]["cases"] for one in agencies}
    assert [edge["node"]["title"] for edge in held["62.01.disdukcapil"]["edges"]] == [
        "Laporan 2",
        "Laporan 1",
    ]
    assert {code: cases["totalCount"] for code, cases in held.items() if cases["totalCount"]} == {
        "62.01.disdukcapil": 2
    }


RECORDS = """
query ($number: String!) { case(trackingNumber: $number) { title
  records { connector { name } externalId statusText status stale asOf } } }
"""


async def test_a_system_that_never_answered_costs_one_field_of_its_record(hub: Hub) -> None:
    taken = await hand_in(hub)
    await hub.drain()
    hub.agencies["kobar-disdukcapil"].failures.append(Unreachable())

    answer = await hub.answer(RECORDS, PORTAL, number=taken["case"]["trackingNumber"])

    assert answer.data is not None
    assert answer.data["case"]["title"] == "KTP elektronik belum jadi"
    assert [
        (one["externalId"], one["statusText"], one["stale"]) for one in answer.data["case"]["records"]
    ] == [("0", None, True)]
    assert [error.path for error in answer.errors or []] == [["case", "records", 0, "statusText"]]
    told = dict((answer.errors or [])[0].extensions or {})
    assert told.pop("errorId")
    as_of = answer.data["case"]["records"][0]["asOf"]
    assert told == {
        "code": "UPSTREAM_UNAVAILABLE",
        "source": "kobar-disdukcapil",
        "retryable": True,
        "asOf": as_of,
    }


async def test_while_a_system_is_down_the_newest_word_heard_stands_in(hub: Hub) -> None:
    taken = await hand_in(hub)
    number = taken["case"]["trackingNumber"]
    await hub.drain()
    live = await hub.ask(RECORDS, PORTAL, number=number)
    polled_at = hub.later(hours=1)
    system = hub.agencies["kobar-disdukcapil"]
    system.move("0", CaseStatus.IN_PROGRESS, "Sedang dicetak")
    await hub.drain()
    hub.later(hours=1)
    system.failures.append(Unreachable())

    down = await hub.ask(RECORDS, PORTAL, number=number)

    assert [(one["status"], one["stale"]) for one in live["case"]["records"]] == [("RECEIVED", False)]
    assert [(one["status"], one["stale"], one["asOf"]) for one in down["case"]["records"]] == [
        ("IN_PROGRESS", True, polled_at.isoformat())
    ]


async def test_figures_are_grouped_as_asked(hub: Hub) -> None:
    await several(hub, 6)
    text = """query($exact: Boolean!) {
      statistics(exact: $exact, groupBy: [KIND],
                 filter: {from: "2026-11-01", to: "2026-11-30", region: "62.01"}) {
        asOf suppressedBelow firstDay lastDay
        rows { keys { dimension code name } received onTime { clock met breached share } }
        total { received ageing { firstDay lastDay cases } findings { kind cases } }
      } }"""

    live = (await hub.ask(text, COORDINATOR, exact=True))["statistics"]
    early = (await hub.ask(text, ANALYST, exact=False))["statistics"]
    hub.later(days=90)
    late = (await hub.ask(text, ANALYST, exact=False))["statistics"]

    assert (live["suppressedBelow"], live["total"]["received"], early["total"]["received"]) == (0, 6, None)
    assert live["total"]["ageing"][0] == {"firstDay": 0, "lastDay": 3, "cases": 6}
    assert (late["firstDay"], late["lastDay"], late["total"]["ageing"]) == ("2026-10-01", "2026-12-31", [])
    for report in (live, late):
        assert [(row["keys"][0]["code"], row["received"]) for row in report["rows"]] == [("COMPLAINT", 6)]


async def test_an_officer_sees_only_what_the_agency_has_or_had(hub: Hub) -> None:
    await several(hub, 1)
    await hub.drain()

    assert titles(await hub.ask(PAGE, officer("62.01.disdukcapil"))) == ["Laporan 1"]
    assert titles(await hub.ask(PAGE, officer("62.01.pupr"))) == []
