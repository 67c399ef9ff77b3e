"""Who holds the receipt of a case reads it, also through a portal it did not come by."""

from typing import Any

from hub.domain.caller import Role
from tests.harness import COORDINATOR, OTHER_PORTAL, PORTAL, Hub
from tests.resolvers.operations import SUBMIT, submission

INSIDE = "trackingNumber timeline { edges { node { type case { trackingNumber version } } } }"
BY_RECEIPT = f"query ($r: String!) {{ caseByReceipt(receipt: $r) {{ {INSIDE} }} }}"
WITHDRAW = (
    "mutation ($input: CaseNoteInput!) { withdrawCase(input: $input) { __typename "
    f"... on CaseChanged {{ case {{ {INSIDE} }} }} ... on Problem {{ code field }} }} }}"
)
STEPS = "query ($n: String!) { case(trackingNumber: $n) { timeline { edges { node { id } } } } }"


async def hand_in(hub: Hub) -> dict[str, Any]:
    found: dict[str, Any] = (await hub.ask(SUBMIT, PORTAL, input=submission()))["submitCase"]
    return found


def parents(case: dict[str, Any]) -> set[tuple[str, int]]:
    """The case of every event of its timeline."""
    steps = [edge["node"]["case"] for edge in case["timeline"]["edges"]]
    return {(one["trackingNumber"], one["version"]) for one in steps}


async def test_the_events_of_a_case_found_by_its_receipt_name_it_as_their_case(hub: Hub) -> None:
    taken = await hand_in(hub)

    case = (await hub.ask(BY_RECEIPT, OTHER_PORTAL, r=taken["receipt"]))["caseByReceipt"]

    assert parents(case) == {(taken["case"]["trackingNumber"], taken["case"]["version"])}


async def test_so_do_those_of_a_case_changed_by_its_receipt(hub: Hub) -> None:
    taken = await hand_in(hub)
    note = {
        "trackingNumber": taken["case"]["trackingNumber"],
        "expectedVersion": taken["case"]["version"],
        "note": "Sudah selesai sendiri",
        "receipt": taken["receipt"],
    }

    answer = (await hub.ask(WITHDRAW, OTHER_PORTAL, input=note))["withdrawCase"]

    assert answer["__typename"] == "CaseChanged"
    assert {version for _, version in parents(answer["case"])} == {taken["case"]["version"] + 1}


async def test_the_receipt_opens_that_case_and_nothing_beside_it(hub: Hub) -> None:
    taken = await hand_in(hub)
    steps = await hub.ask(STEPS, COORDINATOR, n=taken["case"]["trackingNumber"])
    event = steps["case"]["timeline"]["edges"][0]["node"]["id"]
    text = f"""query ($r: String!, $e: ID!) {{ caseByReceipt(receipt: $r) {{ {INSIDE} }}
        node(id: $e) {{ id }} cases {{ edges {{ node {{ id }} }} }} }}"""

    answer = await hub.ask(text, OTHER_PORTAL, r=taken["receipt"], e=event)

    assert OTHER_PORTAL.role is Role.PORTAL
    assert (answer["node"], answer["cases"]["edges"]) == (None, [])
