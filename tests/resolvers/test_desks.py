"""Lists, claims, notes, canned answers and bulk assignment, as an officer's software asks for them."""

from typing import Any

import pytest

from hub.domain import commands as ask
from hub.domain.case import Sensitivity
from tests.casework.steps import UNCLEAR, act, delivered, row, taken
from tests.harness import ANALYST, COORDINATOR, OPERATOR, PARTNER, PORTAL, Hub, officer
from tests.resolvers.test_statements import counted

OWNER = "62.01.disdukcapil"

LIST = """query ($desk: Desk, $agency: String, $first: Int! = 20, $after: Cursor) {
  worklist(desk: $desk, agency: $agency, first: $first, after: $after) { totalCount
    pageInfo { hasNextPage endCursor }
    edges { node { desk reason raised dueAt waitingFor agency { code }
      claim { claimedBy label mine since until }
      case { trackingNumber status
        officerNotes(first: 5) { edges { node { text author audience agency { name } } } } } } } } }"""
CLAIM = """mutation ($input: ClaimCaseInput!) { claimCase(input: $input) { __typename
  ... on CaseClaimChanged { item { desk claim { claimedBy label mine } } } ... on Problem { code } } }"""
RELEASE = """mutation ($number: String!) { releaseCase(trackingNumber: $number) { __typename
  ... on CaseClaimChanged { item { claim { mine } } } ... on Problem { code } } }"""
NOTE = """mutation ($input: AddOfficerNoteInput!) { addOfficerNote(input: $input) { __typename
  ... on CaseChanged { case { version
    officerNotes { edges { node { text author } } pageInfo { hasNextPage } } } }
  ... on Problem { code field } } }"""
TEMPLATES = """query ($kind: TemplateKind, $topic: String, $number: String) {
  templates(kind: $kind, topic: $topic, first: 100) {
    code title kind topic { code } agency { code } text(trackingNumber: $number) } }"""
BULK = """mutation ($rows: [AssignCaseInput!]!) { assignCases(input: $rows) { trackingNumber
  case { status version } problem { code field } } }"""


async def test_a_list_tells_all_that_an_officer_needs(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    claimed = await hub.ask(CLAIM, officer(OWNER), input={"trackingNumber": number, "label": "AB"})
    found = (await hub.ask(LIST, officer(OWNER), desk="OFFICER"))["worklist"]

    assert claimed["claimCase"]["item"]["claim"] == {"claimedBy": OWNER, "label": "AB", "mine": True}
    assert found["totalCount"] == 1
    node = found["edges"][0]["node"]
    assert node["case"]["trackingNumber"] == number
    assert (node["desk"], node["reason"], node["raised"]) == ("OFFICER", "ACCEPT", False)
    assert node["agency"] == {"code": OWNER}
    assert (node["waitingFor"], node["claim"]["label"]) == (None, "AB")
    assert node["dueAt"] is not None


async def test_pages_follow_each_other_and_a_cursor_is_of_one_list(hub: Hub) -> None:
    numbers = {(await delivered(hub)).case.tracking_number for _ in range(5)}
    found, after = [], None
    for _ in range(3):
        page = (await hub.ask(LIST, officer(OWNER), desk="OFFICER", first=2, after=after))["worklist"]
        found += [edge["node"]["case"]["trackingNumber"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
    foreign = await hub.answer(LIST, officer(OWNER), first=2, after=after)

    assert set(found) == numbers
    assert len(found) == 5
    assert not page["pageInfo"]["hasNextPage"]
    assert foreign.errors is not None
    assert (foreign.errors[0].extensions or {})["code"] == "RESYNC_REQUIRED"


@pytest.mark.parametrize("caller", [PORTAL, PARTNER, ANALYST, OPERATOR], ids=lambda one: one.role.value)
async def test_lists_notes_and_texts_are_for_those_who_handle_cases(hub: Hub, caller: Any) -> None:
    number = (await taken(hub)).case.tracking_number
    notes = "query ($n: String!) { case(trackingNumber: $n) { officerNotes { edges { cursor } } } }"
    for text, variables in (
        (LIST, {}),
        (TEMPLATES, {}),
        (notes, {"n": number}),
        (CLAIM, {"input": {"trackingNumber": number}}),
        (RELEASE, {"number": number}),
        (NOTE, {"input": {"trackingNumber": number, "text": "x"}}),
    ):
        answer = await hub.answer(text, caller, **variables)
        assert answer.errors is not None
        assert (answer.errors[0].extensions or {})["code"] == "FORBIDDEN"
        assert answer.data is None


async def test_another_agencys_list_is_refused(hub: Hub) -> None:
    for agency, code in (("62.01.dinkes", "NOT_ALLOWED"), ("62.01.tidak-ada", "UNKNOWN_AGENCY")):
        answer = await hub.answer(LIST, officer(OWNER), agency=agency)
        assert answer.errors is not None
        assert (answer.errors[0].extensions or {})["code"] == code


async def test_a_claim_that_is_somebody_elses_is_a_problem(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await hub.ask(CLAIM, officer(OWNER), input={"trackingNumber": number, "label": "AB"})
    other = await hub.ask(CLAIM, officer(OWNER), input={"trackingNumber": number, "label": "CD"})
    back = await hub.ask(RELEASE, officer(OWNER), number=number)
    again = await hub.ask(RELEASE, officer(OWNER), number=number)
    nowhere = await hub.ask(RELEASE, officer("62.01.pupr"), number=number)

    assert other["claimCase"] == {"__typename": "Problem", "code": "CONFLICT"}
    assert back["releaseCase"]["item"] == again["releaseCase"]["item"] == {"claim": None}
    assert nowhere["releaseCase"]["code"] == "NOT_FOUND"


async def test_a_note_is_answered_with_its_case(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    told = {"trackingNumber": number, "text": "Sudah ditelepon."}
    case = (await hub.ask(NOTE, officer(OWNER), input=told))["addOfficerNote"]["case"]
    wrong = await hub.ask(NOTE, officer(OWNER), input=told | {"audience": "COORDINATORS"})

    assert [edge["node"]["text"] for edge in case["officerNotes"]["edges"]] == ["Sudah ditelepon."]
    assert case["version"] == (await row(hub, number)).version
    assert wrong["addOfficerNote"] == {"__typename": "Problem", "code": "NOT_ALLOWED", "field": "audience"}


async def test_canned_answers_are_filled_for_a_case_the_caller_sees(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    found = (
        await hub.ask(TEMPLATES, officer(OWNER), kind="ANSWER", topic="kependudukan.ktp", number=number)
    )["templates"]
    raw = (await hub.ask(TEMPLATES, COORDINATOR))["templates"]
    blind = (await hub.ask(TEMPLATES, officer("62.01.pupr"), kind="CLOSE", number=number))["templates"]

    assert {"jawab.ktp", "jawab.selesai"} <= {one["code"] for one in found}
    assert not any(one["code"] == "jawab.anggaran" for one in found)
    assert all(number in one["text"] and "{{" not in one["text"] for one in found)
    assert all("Dinas Kependudukan" in one["text"] for one in found)
    assert any("{{batas_balas}}" in one["text"] for one in raw)
    assert [one["text"] for one in blind] == [None] * len(blind)
    assert len(blind) > 0


async def test_one_row_that_fails_fails_no_other_and_the_order_is_kept(hub: Hub) -> None:
    numbers = [(await taken(hub, **UNCLEAR)).case.tracking_number for _ in range(4)]
    for number in numbers[:3]:
        await act(hub, COORDINATOR, number, ask.Verify(Sensitivity.ORDINARY))
    rows = [
        dict[str, Any](trackingNumber=number, expectedVersion=2, agency=OWNER, note="Mohon ditangani.")
        for number in numbers
    ]
    rows[1]["expectedVersion"] = rows[3]["expectedVersion"] = 1
    rows[0]["actionId"] = "bulk-0001"
    answer = (await hub.ask(BULK, COORDINATOR, rows=rows))["assignCases"]
    again = (await hub.ask(BULK, COORDINATOR, rows=rows[:1]))["assignCases"]

    assert [one["trackingNumber"] for one in answer] == numbers
    assert [one["case"] and one["case"]["status"] for one in answer] == ["ASSIGNED", None, "ASSIGNED", None]
    assert [one["problem"] and one["problem"]["code"] for one in answer] == [
        *(None, "CONFLICT", None, "ILLEGAL_TRANSITION")
    ]
    assert again[0]["case"] == answer[0]["case"]
    assert [(await row(hub, number)).hop for number in numbers] == [1, 0, 1, 0]


async def test_too_many_rows_are_refused_before_the_first(hub: Hub) -> None:
    number = (await taken(hub, **UNCLEAR)).case.tracking_number
    one = {"trackingNumber": number, "expectedVersion": 1, "agency": OWNER, "note": "x"}
    answer = await hub.answer(BULK, COORDINATOR, rows=[one] * 51)
    twice = await hub.answer(
        BULK.replace("{ assignCases", "{ b: assignCases(input: $rows) { trackingNumber } assignCases"),
        COORDINATOR,
        rows=[one],
    )

    assert answer.errors is not None
    assert (answer.errors[0].extensions or {})["code"] == "TOO_LARGE"
    assert twice.errors is not None
    assert (twice.errors[0].extensions or {})["code"] == "ONE_PER_OPERATION"
    assert (await row(hub, number)).version == 1


async def test_twelve_cases_cost_as_many_statements_as_one(hub: Hub) -> None:
    async def made() -> None:
        sent = (await delivered(hub)).case.tracking_number
        await hub.services.desks.claiming.claim(officer(OWNER), sent, None)
        await taken(hub)
        await taken(hub, **UNCLEAR)

    async def statements(caller: Any) -> int:
        with counted(hub) as sent:
            await hub.ask(LIST, caller, first=50)
        return len(sent)

    await made()
    few = [await statements(caller) for caller in (COORDINATOR, officer(OWNER))]
    for _ in range(4):
        await made()
    many = [await statements(caller) for caller in (COORDINATOR, officer(OWNER))]

    assert many == few
    assert max(many) <= 9


async def test_texts_of_many_templates_cost_as_many_statements_as_one(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    with counted(hub) as sent:
        found = (await hub.ask(TEMPLATES, officer(OWNER), number=number))["templates"]

    assert len(found) > 15
    assert len(sent) == 2
