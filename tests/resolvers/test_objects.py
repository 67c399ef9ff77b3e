"""Objects by global id and by federation key."""

from typing import Any

from sqlalchemy import event

from tests.harness import ANALYST, COORDINATOR, OTHER_PORTAL, PORTAL, Hub
from tests.resolvers.operations import SUBMIT, submission

NODES = """
query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id
  ... on Case { title } ... on Agency { name } ... on CaseEvent { type } } }
"""
ENTITIES = """
query ($of: [_Any!]!) { _entities(representations: $of) { __typename
  ... on Case { title owner { code } } ... on Agency { name } } }
"""


async def known(hub: Hub) -> dict[str, Any]:
    """One case with its first event and its owner."""
    taken = (await hub.ask(SUBMIT, PORTAL, input=submission()))["submitCase"]["case"]
    text = """query ($n: String!) { case(trackingNumber: $n) { id trackingNumber owner { id code }
        timeline(first: 1) { edges { node { id } } } } }"""
    case: dict[str, Any] = (await hub.ask(text, PORTAL, n=taken["trackingNumber"]))["case"]
    return case


async def test_every_kind_of_object_is_found_again_by_its_id(hub: Hub) -> None:
    case = await known(hub)
    ids = [case["id"], case["owner"]["id"], case["timeline"]["edges"][0]["node"]["id"]]

    nodes = (await hub.ask(NODES, PORTAL, ids=[*ids, "nonsense", "V2ViaG9vazox"]))["nodes"]

    assert [node and node["__typename"] for node in nodes] == ["Case", "Agency", "CaseEvent", None, None]
    assert [node["id"] for node in nodes[:3]] == ids


async def test_one_object_by_its_id(hub: Hub) -> None:
    case = await known(hub)
    text = "query ($id: ID!) { node(id: $id) { ... on Case { trackingNumber } } }"

    assert (await hub.ask(text, PORTAL, id=case["id"]))["node"] == {"trackingNumber": case["trackingNumber"]}


async def test_an_id_shows_nothing_to_whom_the_object_is_not_meant_for(hub: Hub) -> None:
    case = await known(hub)
    ids = [case["id"], case["timeline"]["edges"][0]["node"]["id"]]
    text = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"

    assert (await hub.ask(text, OTHER_PORTAL, ids=ids))["nodes"] == [None, None]
    assert (await hub.ask(text, ANALYST, ids=ids))["nodes"] == [None, None]


async def test_a_gateway_gets_entities_by_each_of_their_keys(hub: Hub) -> None:
    case = await known(hub)
    of = [
        {"__typename": "Case", "trackingNumber": case["trackingNumber"]},
        {"__typename": "Agency", "code": "62.01.disdukcapil"},
        {"__typename": "Case", "id": case["id"]},
        {"__typename": "Case", "trackingNumber": "H-0000-0000-0000"},
        {"__typename": "Case", "id": "nonsense"},
        {"__typename": "Agency", "code": "nobody"},
    ]

    entities = (await hub.ask(ENTITIES, COORDINATOR, of=of))["_entities"]

    assert [one and one["__typename"] for one in entities] == ["Case", "Agency", "Case", None, None, None]
    assert entities[0]["title"] == entities[2]["title"] == "KTP elektronik belum jadi"


async def test_forty_entities_of_one_key_cost_one_statement(hub: Hub) -> None:
    case = await known(hub)
    of = [{"__typename": "Case", "trackingNumber": case["trackingNumber"]}] * 40
    sent: list[str] = []
    engine = hub.tools.db._reader.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *call: sent.append(call[2]))

    entities = (await hub.ask(ENTITIES, COORDINATOR, of=of))["_entities"]

    assert len(entities) == 40
    assert len(sent) == 1


async def test_a_representation_that_makes_no_sense_fails_alone(hub: Hub) -> None:
    of = [
        "text",
        {"__typename": "Region", "code": "62"},
        {"__typename": "Case"},
        {"__typename": "Agency", "code": "nobody"},
    ]

    answer = await hub.answer(ENTITIES, COORDINATOR, of=of)

    assert answer.data == {"_entities": [None, None, None, None]}
    assert [error.path for error in answer.errors or []] == [
        ["_entities", 0],
        ["_entities", 1],
        ["_entities", 2],
    ]
    assert {(error.extensions or {})["code"] for error in answer.errors or []} == {"INVALID"}


async def test_a_stranger_gets_no_part_of_a_case_through_the_gateway(hub: Hub) -> None:
    case = await known(hub)
    of = [{"__typename": "Case", "trackingNumber": case["trackingNumber"]}]

    answer = await hub.answer(ENTITIES, OTHER_PORTAL, of=of)

    assert answer.data == {"_entities": [None]}
