"""A cursor belongs to one list: the same field, order, conditions and parent."""

from typing import Any

import pytest

from tests.harness import COORDINATOR, PORTAL, Hub
from tests.resolvers.operations import SUBMIT, submission

CASES = """
query ($after: Cursor, $before: Cursor, $last: Int, $filter: CaseFilter, $order: CaseOrder! = NEWEST) {
  cases(after: $after, before: $before, last: $last, filter: $filter, orderBy: $order) {
    edges { node { title } } pageInfo { startCursor endCursor } } }
"""
OF_AGENCIES = """
query ($codes: [ID!]!, $after: Cursor) { nodes(ids: $codes) { ... on Agency { code
  cases(first: 1, after: $after) { edges { node { title } } pageInfo { endCursor } } } } }
"""
TIMELINES = """
query ($after: Cursor) { cases(orderBy: OLDEST) { edges { node { title
  timeline(first: 2, after: $after) { edges { node { sequence } } pageInfo { endCursor } } } } } }
"""
AGENCIES = """
query ($region: String, $after: Cursor) { agencies(region: $region, first: 2, after: $after) {
  edges { node { code } } pageInfo { endCursor } } }
"""


async def several(hub: Hub, count: int = 3) -> None:
    for number in range(1, count + 1):
        await hub.ask(SUBMIT, PORTAL, input=submission(number, title=f"Laporan {number}"))
        hub.later(minutes=1)


async def refusals(hub: Hub, text: str, **variables: Any) -> list[str]:
    answer = await hub.answer(text, COORDINATOR, **variables)
    return [str((error.extensions or {})["code"]) for error in answer.errors or []]


@pytest.mark.parametrize(
    "changed",
    [
        {"order": "DUE"},
        {"order": "OLDEST"},
        {"filter": {"kind": ["COMPLAINT"]}},
        {"filter": {"search": "laporan"}},
        {"filter": {"createdFrom": "2026-01-01T00:00:00Z"}},
    ],
)
async def test_a_cursor_is_of_no_use_in_another_order_or_under_other_conditions(
    hub: Hub, changed: dict[str, Any]
) -> None:
    await several(hub)
    place = (await hub.ask(CASES, COORDINATOR))["cases"]["pageInfo"]

    assert await refusals(hub, CASES, after=place["startCursor"]) == []
    assert await refusals(hub, CASES, after=place["startCursor"], **changed) == ["RESYNC_REQUIRED"]
    assert await refusals(hub, CASES, last=1, before=place["endCursor"], **changed) == ["RESYNC_REQUIRED"]


async def test_the_same_conditions_in_other_words_are_the_same_list(hub: Hub) -> None:
    await several(hub)
    one = {"kind": ["COMPLAINT", "SUGGESTION"], "topic": []}
    other = {"kind": ["SUGGESTION", "COMPLAINT", "SUGGESTION"], "topic": None}
    place = (await hub.ask(CASES, COORDINATOR, filter=one))["cases"]["pageInfo"]["startCursor"]

    assert await refusals(hub, CASES, filter=other, after=place) == []


async def test_a_cursor_of_one_agencys_cases_fails_at_every_other_agency(hub: Hub) -> None:
    await several(hub)
    text = '{ a: agency(code: "62.01.disdukcapil") { id } b: agency(code: "62.01.pupr") { id } }'
    ids = [one["id"] for one in (await hub.ask(text, COORDINATOR)).values()]
    await hub.drain()
    first, _ = (await hub.ask(OF_AGENCIES, COORDINATOR, codes=ids))["nodes"]
    after = first["cases"]["pageInfo"]["endCursor"]

    answer = await hub.answer(OF_AGENCIES, COORDINATOR, codes=ids, after=after)
    top = await refusals(hub, CASES, after=after)

    assert answer.data is not None
    assert [edge["node"]["title"] for edge in answer.data["nodes"][0]["cases"]["edges"]] == ["Laporan 2"]
    assert [error.path for error in answer.errors or []] == [["nodes", 1, "cases"]]
    assert top == ["RESYNC_REQUIRED"]


async def test_a_cursor_of_one_timeline_fails_at_every_other_case(hub: Hub) -> None:
    await several(hub, 2)
    first = (await hub.ask(TIMELINES, COORDINATOR))["cases"]["edges"][0]["node"]

    answer = await hub.answer(TIMELINES, COORDINATOR, after=first["timeline"]["pageInfo"]["endCursor"])

    assert [(error.path or [])[:3] for error in answer.errors or []] == [["cases", "edges", 1]]
    assert [(error.extensions or {})["code"] for error in answer.errors or []] == ["RESYNC_REQUIRED"]


async def test_a_cursor_of_agencies_is_of_no_use_for_another_region(hub: Hub) -> None:
    after = (await hub.ask(AGENCIES, PORTAL, region="62"))["agencies"]["pageInfo"]["endCursor"]

    assert await refusals(hub, AGENCIES, region="62", after=after) == []
    assert await refusals(hub, AGENCIES, region="62.01", after=after) == ["RESYNC_REQUIRED"]


async def test_a_place_in_the_feed_is_good_under_every_filter(hub: Hub) -> None:
    await several(hub, 1)
    text = """query ($after: Cursor, $filter: EventFilter) {
        events(first: 1, after: $after, filter: $filter) { edges { cursor node { type } } } }"""
    first = (await hub.ask(text, PORTAL))["events"]["edges"][0]

    later = await hub.ask(text, PORTAL, after=first["cursor"], filter={"types": ["VERIFIED"]})

    assert [edge["node"]["type"] for edge in later["events"]["edges"]] == ["VERIFIED"]
