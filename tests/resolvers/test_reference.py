"""Reference data and routing, without a credential and without the store."""

from time import process_time

import pytest
from strawberry.types import ExecutionResult

from hub.domain.caller import ANONYMOUS
from tests.harness import COORDINATOR, Hub, officer, shipped

AGENCIES = """
query ($region: String, $tier: Tier, $first: Int! = 50, $after: Cursor) {
  agencies(region: $region, tier: $tier, first: $first, after: $after) {
    edges { cursor node { code region { code } tier } } pageInfo { hasNextPage hasPreviousPage endCursor } } }
"""


async def test_a_stranger_is_told_so(hub: Hub) -> None:
    text = "{ viewer { name scopes agency { code } channel { code } } }"

    assert (await hub.ask(text, ANONYMOUS))["viewer"] == {
        "name": "anonymous",
        "scopes": ["reference:read"],
        "agency": None,
        "channel": None,
    }


async def test_an_officer_acts_for_an_agency(hub: Hub) -> None:
    viewer = (await hub.ask("{ viewer { agency { code } scopes } }", officer("62.01.dinkes")))["viewer"]

    assert viewer["agency"] == {"code": "62.01.dinkes"}
    assert viewer["scopes"] == sorted(viewer["scopes"])


async def test_paging_through_the_agencies_gives_each_once_in_code_order(hub: Hub) -> None:
    seen: list[str] = []
    cursor, more = None, True
    while more:
        page = (await hub.ask(AGENCIES, ANONYMOUS, first=7, after=cursor))["agencies"]
        seen += [edge["node"]["code"] for edge in page["edges"]]
        assert page["pageInfo"]["hasPreviousPage"] is (cursor is not None)
        cursor, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    assert seen == sorted(shipped().agencies)


async def test_agencies_are_narrowed_by_region_and_tier(hub: Hub) -> None:
    page = (await hub.ask(AGENCIES, ANONYMOUS, region="62", tier="REGENCY", first=100))["agencies"]

    assert len(page["edges"]) > 3
    assert {edge["node"]["tier"] for edge in page["edges"]} == {"REGENCY"}
    assert all(edge["node"]["region"]["code"].startswith("62.") for edge in page["edges"])


async def test_places_topics_and_agencies_know_what_is_above_and_below_them(hub: Hub) -> None:
    text = """{ region(code: "62.01.02") { name level parent { name parent { name parent { name } } } }
      agency(code: "62.01.dinkes") { children { code parent { code } } topics { code name parent { code } } }
      topics { code } missing: agency(code: "nobody") { code } nowhere: region(code: "99") { code } }"""

    answer = await hub.ask(text, ANONYMOUS)

    assert answer["region"]["parent"] == {
        "name": "Kabupaten Kotawaringin Barat",
        "parent": {"name": "Kalimantan Tengah", "parent": None},
    }
    assert {child["parent"]["code"] for child in answer["agency"]["children"]} == {"62.01.dinkes"}
    assert answer["agency"]["topics"][0]["code"] == "kesehatan"
    assert [one["code"] for one in answer["topics"]] == sorted(shipped().topics)
    assert (answer["missing"], answer["nowhere"]) == (None, None)


async def test_connectors_tell_what_they_can_do(hub: Hub) -> None:
    text = "{ connectors { name kind capabilities maturity agency { code } health { state pending dead } } }"

    connectors = (await hub.ask(text, COORDINATOR))["connectors"]

    assert [one["name"] for one in connectors] == sorted(hub.agencies.systems)
    assert all(one["capabilities"] == sorted(one["capabilities"]) for one in connectors)
    assert {one["health"]["state"] for one in connectors} == {"UNKNOWN"}


ROUTE = """
query ($input: RouteCaseInput!) { routeCase(input: $input) {
  outcome agency { code } candidates { confidence agency { code } reasons { rule detail weight } } } }
"""


async def test_a_trial_names_the_owner_and_why(hub: Hub) -> None:
    asked = {"title": "KTP hilang", "body": "KTP elektronik saya hilang di pasar", "region": "62.01.02"}

    decision = (await hub.ask(ROUTE, ANONYMOUS, input={**asked, "topic": "kependudukan.ktp"}))["routeCase"]

    assert decision["outcome"] == "ROUTED"
    assert decision["agency"]["code"] == decision["candidates"][0]["agency"]["code"] == "62.01.disdukcapil"
    assert decision["candidates"][0]["reasons"]


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"region": "99.01"}, "UNKNOWN_REGION", "region"),
        ({"region": "nowhere"}, "UNKNOWN_REGION", "region"),
        ({"region": ""}, "UNKNOWN_REGION", "region"),
        ({"topic": "tidak-ada"}, "UNKNOWN_TOPIC", "topic"),
        ({"title": "Lamp"}, "INVALID", "title"),
        ({"title": "x" * 201}, "TOO_LARGE", "title"),
        ({"body": "Lampu"}, "INVALID", "body"),
        ({"body": "x" * 10_001}, "TOO_LARGE", "body"),
    ],
)
async def test_a_trial_of_what_could_not_be_handed_in_is_an_error_with_a_code(
    hub: Hub, changes: dict[str, str], code: str, field: str
) -> None:
    asked = {"title": "Lampu mati", "body": "Lampu jalan mati", "region": "62.01.02", **changes}

    answer = await hub.answer(ROUTE, ANONYMOUS, input=asked)

    assert [error.extensions for error in answer.errors or []] == [{"code": code, "field": field}]


@pytest.mark.parametrize("letter", ["\ufdfa", "jalan rusak "], ids=["a letter that unfolds to 18", "words"])
async def test_as_many_trials_as_one_document_may_hold_take_a_tenth_of_a_second(
    hub: Hub, letter: str
) -> None:
    async def trials(count: int) -> tuple[ExecutionResult, float]:
        one = 'routeCase(input: {title: "Lampu", body: $body, region: "62.01.02"}) { outcome }'
        text = "query ($body: String!) {" + "".join(f" t{n}: {one}" for n in range(count)) + " }"
        started = process_time()
        answer = await hub.answer(text, ANONYMOUS, body=(letter * 10_000)[:10_000])
        return answer, process_time() - started

    assert (await trials(3))[0].errors is None  # also builds the indexes of the reference data
    assert min([(await trials(3))[1] for _ in range(3)]) < 0.1
    refused, _ = await trials(4)
    assert [(error.extensions or {})["code"] for error in refused.errors or []] == ["TOO_COMPLEX"]
