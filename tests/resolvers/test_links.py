"""What a case has to do with others, refusals that show the case, and none of it one statement per row."""

from typing import Any

import pytest

from hub.domain.caller import Caller
from hub.domain.case import Maladministration
from tests.harness import COORDINATOR, OTHER_PORTAL, PORTAL, Hub, officer
from tests.resolvers.operations import SUBMIT, submission
from tests.resolvers.test_statements import statements

OWNER = officer("62.01.disdukcapil")
PROBLEM = "... on Problem { code field message allowed current { version status } }"
CHANGED = f"{{ __typename ... on CaseChanged {{ case {{ version status maladministration }} }} {PROBLEM} }}"
NOTE = f"mutation ($i: CaseNoteInput!) {{ answer: %s(input: $i) {CHANGED} }}"
UNCLEAR = {"title": "Mohon bantuan", "body": "Saya mempunyai masalah dengan tetangga saya.", "topic": None}
LINKED = """{ cases(first: 50) { edges { node { trackingNumber actions mergedInto { trackingNumber title }
  outcome { status answer message updatedAt } followers(first: 5) { trackingNumber }
  predecessor { trackingNumber } successors(first: 3) { trackingNumber } } } } }"""


async def hand_in(hub: Hub, number: int = 1, **changes: Any) -> dict[str, Any]:
    answer: dict[str, Any] = (await hub.ask(SUBMIT, PORTAL, input=submission(number, **changes)))[
        "submitCase"
    ]
    return answer


async def do(hub: Hub, who: Caller, text: str, case: dict[str, Any], **given: Any) -> dict[str, Any]:
    now = await hub.ask("query ($n: String!) { case(trackingNumber: $n) { version } }", COORDINATOR,
                        n=case["trackingNumber"])  # fmt: skip
    known = {"trackingNumber": case["trackingNumber"], "expectedVersion": now["case"]["version"]}
    answer: dict[str, Any] = (await hub.ask(text, who, i=known | given))["answer"]
    return answer


async def merged(hub: Hub, number: int, into: dict[str, Any]) -> dict[str, Any]:
    case: dict[str, Any] = (await hand_in(hub, number, **UNCLEAR))["case"]
    text = f"mutation ($i: MergeCaseInput!) {{ answer: mergeCase(input: $i) {CHANGED} }}"
    answer = await do(hub, COORDINATOR, text, case, into=into["trackingNumber"], note="Sama.")
    assert answer["case"]["status"] == "MERGED"
    return case


async def answered(hub: Hub) -> dict[str, Any]:
    found = await hand_in(hub)
    await hub.drain()
    await do(hub, OWNER, NOTE % "acceptCase", found["case"], note="Kami terima.")
    text = f"mutation ($i: AnswerCaseInput!) {{ answer: answerCase(input: $i) {CHANGED} }}"
    await do(hub, OWNER, text, found["case"], answer="Sudah.")
    return found


async def test_a_conflict_shows_the_case_as_it_is_now_and_what_is_open(hub: Hub) -> None:
    found = await answered(hub)
    given = {"trackingNumber": found["case"]["trackingNumber"], "expectedVersion": 1, "note": "Belum."}

    mine = (await hub.ask(NOTE % "contestAnswer", PORTAL, i=given))["answer"]
    by_receipt = (
        await hub.ask(NOTE % "contestAnswer", OTHER_PORTAL, i=given | {"receipt": found["receipt"]})
    )["answer"]

    assert mine == by_receipt
    assert (mine["code"], mine["current"]["status"]) == ("CONFLICT", "ANSWERED")
    assert mine["current"]["version"] > 1
    assert {"contestAnswer", "confirmAnswer", "withdrawCase"} <= set(mine["allowed"])


async def test_a_refusal_about_a_case_of_others_shows_nothing(hub: Hub) -> None:
    found = await answered(hub)
    given = {"trackingNumber": found["case"]["trackingNumber"], "expectedVersion": 1, "note": "Belum."}

    theirs = (await hub.ask(NOTE % "contestAnswer", OTHER_PORTAL, i=given))["answer"]

    assert (theirs["code"], theirs["current"], theirs["allowed"]) == ("NOT_FOUND", None, [])


async def test_an_impossible_act_names_what_is_possible_as_data_and_in_words(hub: Hub) -> None:
    found = await answered(hub)

    refused = await do(hub, OWNER, NOTE % "acceptCase", found["case"], note="Kami terima.")

    assert (refused["code"], refused["current"]) == ("ILLEGAL_TRANSITION", None)
    assert refused["message"].partition("; now: ")[2] == (", ".join(refused["allowed"]) or "nothing")


async def test_the_receipt_opens_the_acts_of_the_reporter(hub: Hub) -> None:
    found = await answered(hub)
    text = "query ($r: String!) { caseByReceipt(receipt: $r) { actions } }"

    seen = await hub.ask(text, OTHER_PORTAL, r=found["receipt"])
    mine = await hub.ask(
        "query ($n: String!) { case(trackingNumber: $n) { actions } }",
        OWNER,
        n=found["case"]["trackingNumber"],
    )

    assert {"contestAnswer", "confirmAnswer", "withdrawCase"} <= set(seen["caseByReceipt"]["actions"])
    assert mine["case"]["actions"] == []  # the owner waits for the reporter


async def test_arguments_with_a_default_are_new_and_optional(hub: Hub) -> None:
    first = await answered(hub)
    contest = (
        f"mutation ($i: CaseNoteInput!) {{ answer: contestAnswer(input: $i, wrongOwner: true) {CHANGED} }}"
    )
    assert (await do(hub, PORTAL, contest, first["case"], note="Bukan."))["case"]["status"] == "ADJUDICATION"


@pytest.mark.parametrize("kind", [Maladministration.UNDUE_DELAY, Maladministration.CONFLICT_OF_INTEREST])
async def test_the_coordinator_enters_what_was_wrong_with_the_close(
    hub: Hub, kind: Maladministration
) -> None:
    found = await answered(hub)
    close = (
        "mutation ($i: CaseNoteInput!) "
        f"{{ answer: closeCase(input: $i, maladministration: {kind.value}) {CHANGED} }}"
    )
    case = (await do(hub, COORDINATOR, close, found["case"], note="Selesai."))["case"]
    assert (case["status"], case["maladministration"]) == ("CLOSED", kind.value)


async def test_a_case_is_taken_up_again_by_its_number(hub: Hub) -> None:
    found = await answered(hub)
    number = found["case"]["trackingNumber"]
    early = await hand_in(hub, 2, predecessor=number)
    await do(hub, COORDINATOR, NOTE % "closeCase", found["case"], note="Selesai.")
    new = await hand_in(hub, 2, predecessor=number)
    again = await hand_in(hub, 2, predecessor=number)
    other = await hand_in(hub, 2, predecessor=number, predecessorReceipt=found["receipt"])

    assert (early["code"], early["field"]) == ("INVALID", "predecessor")
    assert new == again
    assert other["code"] == "IDEMPOTENCY_CONFLICT"
    text = """query ($n: String!) { case(trackingNumber: $n) {
      predecessor { trackingNumber } successors { trackingNumber } } }"""
    later = (await hub.ask(text, PORTAL, n=new["case"]["trackingNumber"]))["case"]
    earlier = (await hub.ask(text, PORTAL, n=number))["case"]
    assert (later["predecessor"]["trackingNumber"], later["successors"]) == (number, [])
    assert [one["trackingNumber"] for one in earlier["successors"]] == [new["case"]["trackingNumber"]]


async def test_followers_are_listed_for_verifiers_and_bounded(hub: Hub) -> None:
    head = (await hand_in(hub))["case"]
    await hub.drain()
    mine = [(await merged(hub, number, head))["trackingNumber"] for number in (2, 3)]
    text = """query ($n: String!, $f: Int!) { case(trackingNumber: $n) {
      followers(first: $f) { trackingNumber } } }"""

    seen = await hub.ask(text, COORDINATOR, n=head["trackingNumber"], f=100)
    too_many = await hub.answer(text, COORDINATOR, n=head["trackingNumber"], f=101)
    owner = await hub.answer(text, OWNER, n=head["trackingNumber"], f=5)

    assert [one["trackingNumber"] for one in seen["case"]["followers"]] == mine
    assert [(one.extensions or {})["code"] for one in too_many.errors or []] == ["INVALID"]
    assert [(one.extensions or {})["code"] for one in owner.errors or []] == ["FORBIDDEN"]


async def test_a_portal_reads_the_outcome_and_not_the_head(hub: Hub) -> None:
    head = await answered(hub)
    follower = await merged(hub, 2, head["case"])
    text = """query ($n: String!) { case(trackingNumber: $n) { status mergedInto { title }
      outcome { status answer message } timeline { edges { node { type note } } } } }"""

    case = (await hub.ask(text, PORTAL, n=follower["trackingNumber"]))["case"]
    official = (await hub.ask(text, COORDINATOR, n=follower["trackingNumber"]))["case"]

    assert (case["status"], case["mergedInto"]) == ("MERGED", None)
    assert (case["outcome"]["status"], case["outcome"]["answer"]) == ("ANSWERED", "Sudah.")
    assert case["timeline"]["edges"][-1]["node"]["note"] != "Sama."
    assert official["mergedInto"]["title"] == "KTP elektronik belum jadi"
    assert official["timeline"]["edges"][-1]["node"]["note"] == "Sama."


async def test_twelve_linked_cases_cost_as_many_statements_as_two(hub: Hub) -> None:
    head = (await answered(hub))["case"]
    await merged(hub, 2, head)
    await hub.ask(LINKED, COORDINATOR)
    few = await statements(hub, LINKED)
    for number in range(3, 13):
        await merged(hub, number, head)
    many = await statements(hub, LINKED)

    assert many == few
    assert 0 < many <= 12
