"""The citizen's side of the schema: plain words by receipt, rating, questionnaire, minutes of forums."""

from typing import Any

import pytest

from hub.domain.caller import ANONYMOUS, Caller, Role
from hub.domain.case import CaseStatus
from tests.harness import ANALYST, COORDINATOR, OTHER_PORTAL, PARTNER, PORTAL, Hub, officer
from tests.resolvers.operations import SUBMIT, act, submission
from tests.resolvers.test_statements import counted

UNIT = "62.01.disdukcapil"
OWNER = officer(UNIT)
PROGRESS = """{ status rating progress { headline explanation nextStep nextStepBy nextStepOn waitingFor
  steps { label state at } acts canStillReopenUntil question { text answers answerBy answerOn } } }"""
MINE = f"query ($receipt: String!) {{ case: caseByReceipt(receipt: $receipt) {PROGRESS} }}"
ONE = f"query ($number: String!) {{ case(trackingNumber: $number) {PROGRESS} }}"
ENGLISH = """query ($receipt: String!) { case: caseByReceipt(receipt: $receipt) {
  progress(language: EN) { headline } } }"""
SURVEY = """mutation ($input: SubmitSurveyInput!) { submitSurvey(input: $input) { __typename
  ... on SurveySubmitted { repeated } ... on Problem { code field message } } }"""
INDEX = """query ($by: [SatisfactionDimension!]!) {
  satisfaction(filter: {from: "2026-01-01", to: "2026-12-31"}, groupBy: $by, population: 500) {
    recommendedSample profile { characteristic group respondents } total { respondents }
    rows { keys { dimension code } respondents index band grade quality elements { element mean } } } }"""
RECORD = """mutation ($input: RecordConsultationInput!) { recordConsultation(input: $input) { __typename
  ... on ConsultationRecorded { consultation { id people agreements { id state overdue } } }
  ... on Problem { code field message } } }"""
FOLLOW = """mutation ($input: ConsultationFollowUpInput!) { reportConsultationFollowUp(input: $input) {
  __typename ... on ConsultationRecorded { consultation { agreements { state
    followUps { note agency { code } } } } } ... on Problem { code field message } } }"""
MINUTES = """query ($after: Cursor) { consultations(region: "62", first: 1, after: $after) {
  pageInfo { hasNextPage endCursor }
  edges { node { heldOn subject place agency { code } topic { code } minutesSha256
    parties { kind people organisation } agreements { number text dueOn agency { code } } } } } }"""
SCORES = dict.fromkeys(
    ("requirements", "procedure", "time", "cost", "product", "competence", "behaviour", "facilities",
     "complaints"), 3,
)  # fmt: skip
FORUM = {
    "agency": UNIT,
    "heldOn": "2026-11-10",
    "subject": "Standar pelayanan KTP elektronik",
    "place": "Aula kantor",
    "topic": "kependudukan.ktp",
    "parties": [
        {"kind": "PUBLIC", "people": 25},
        {"kind": "MEDIA", "people": 2, "organisation": "Radio Contoh"},
    ],
    "agreements": [{"text": "Loket buka sampai pukul 15.00.", "agency": UNIT, "dueOn": "2026-12-31"}],
    "minutesSha256": "a" * 64,
}


async def case_at(hub: Hub, *acts: tuple[Caller, str, dict[str, Any]]) -> tuple[str, str]:
    """A delivered case after these acts: number and receipt."""
    taken = (await hub.ask(SUBMIT, PORTAL, input=submission()))["submitCase"]
    await hub.drain()
    number = taken["case"]["trackingNumber"]
    for who, name, given in acts:
        await change(hub, who, name, number, **given)
    return number, taken["receipt"]


async def change(hub: Hub, who: Caller, name: str, number: str, **given: Any) -> dict[str, Any]:
    types = {
        "answerCase": "AnswerCaseInput",
        "confirmAnswer": "ConfirmAnswerInput",
        "rateAnswer": "RateAnswerInput",
    }
    version = await hub.ask(
        "query ($n: String!) { case(trackingNumber: $n) { version } }", COORDINATOR, n=number
    )
    input = {"trackingNumber": number, "expectedVersion": version["case"]["version"], **given}
    found: dict[str, Any] = (await hub.ask(act(name, types.get(name, "CaseNoteInput")), who, input=input))[
        "answer"
    ]
    assert found["__typename"] == "CaseChanged" or "code" in found
    return found


ANSWERED = ((OWNER, "acceptCase", {"note": "Ya."}), (OWNER, "answerCase", {"answer": "Sudah jadi."}))


async def test_the_holder_of_a_receipt_reads_plain_words_through_any_portal(hub: Hub) -> None:
    _, receipt = await case_at(hub, *ANSWERED)
    found = (await hub.ask(MINE, OTHER_PORTAL, receipt=receipt))["case"]["progress"]
    english = (await hub.ask(ENGLISH, OTHER_PORTAL, receipt=receipt))["case"]["progress"]

    assert found["headline"] == "Laporan Anda sudah dijawab."
    assert english["headline"] == "Your report has been answered."
    assert "Dinas Kependudukan" in found["explanation"]
    assert found["waitingFor"] == "REPORTER"
    assert (found["nextStepBy"], found["nextStepOn"]) == ("2026-12-07T17:00:00+00:00", "2026-12-07")
    assert found["nextStep"].endswith("7 Desember 2026.")
    assert found["question"]["answers"] == ["CONFIRM_ANSWER", "CONTEST_ANSWER"]
    assert {"CONFIRM_ANSWER", "CONTEST_ANSWER", "WITHDRAW_CASE"} <= set(found["acts"])
    assert [step["state"] for step in found["steps"]] == ["DONE"] * 5 + ["NOW"]


async def test_whoever_else_sees_the_case_reads_the_words_and_is_asked_nothing(hub: Hub) -> None:
    number, _ = await case_at(hub, *ANSWERED)
    for who in (OWNER, COORDINATOR, PARTNER):
        found = (await hub.ask(ONE, who, number=number))["case"]["progress"]
        assert found["headline"] == "Laporan Anda sudah dijawab."
        assert (found["acts"], found["question"], found["canStillReopenUntil"]) == ([], None, None)
    assert (await hub.ask(ONE, PORTAL, number=number))["case"]["progress"]["acts"]


async def test_a_rating_reaches_the_agency_the_coordinator_and_the_reporter_only(hub: Hub) -> None:
    number, receipt = await case_at(hub, *ANSWERED, (PORTAL, "confirmAnswer", {"rating": 4, "note": "Cepat"}))
    notes = "query ($n: String!) { case(trackingNumber: $n) { timeline { edges { node { type note } } } } }"

    for who, rating in ((OWNER, 4), (COORDINATOR, 4), (PORTAL, 4), (PARTNER, None)):
        assert (await hub.ask(ONE, who, number=number))["case"]["rating"] == rating
    assert (await hub.ask(MINE, OTHER_PORTAL, receipt=receipt))["case"]["rating"] == 4
    last = (await hub.ask(notes, PARTNER, n=number))["case"]["timeline"]["edges"][-1]["node"]
    assert (last["type"], last["note"]) == ("CLOSED", None)


async def test_an_answer_nobody_reacted_to_is_rated_by_receipt_within_the_window(hub: Hub) -> None:
    number, receipt = await case_at(hub, *ANSWERED, (COORDINATOR, "closeCase", {"note": "Selesai."}))
    found = (await hub.ask(MINE, OTHER_PORTAL, receipt=receipt))["case"]["progress"]
    assert found["question"]["answers"] == ["RATE_ANSWER", "REOPEN_CASE"]
    assert found["canStillReopenUntil"] == "2026-12-07T17:00:00+00:00"

    rated = await change(hub, OTHER_PORTAL, "rateAnswer", number, rating=2, receipt=receipt)
    again = await change(hub, OTHER_PORTAL, "rateAnswer", number, rating=5, receipt=receipt)

    assert rated["case"]["status"] == CaseStatus.CLOSED.value
    assert again["code"] == "ILLEGAL_TRANSITION"
    assert (await hub.ask(MINE, PORTAL, receipt=receipt))["case"]["rating"] == 2
    assert (await hub.ask(MINE, PORTAL, receipt=receipt))["case"]["progress"]["question"] is None


async def test_twelve_cases_in_plain_words_cost_as_many_statements_as_one(hub: Hub) -> None:
    text = "{ cases(first: 50) { edges { node { progress { headline acts steps { at } } } } } }"
    spent = []
    for start, stop in ((1, 2), (2, 13)):
        for number in range(start, stop):
            await hub.ask(SUBMIT, PORTAL, input=submission(number))
        with counted(hub) as sent:
            await hub.ask(text, PORTAL)
        spent.append(len(sent))

    assert spent[0] == spent[1] <= 6


async def test_questionnaires_become_an_index(hub: Hub) -> None:
    for number in range(5):
        given = {"idempotencyKey": f"kiosk-{number:04}", "agency": UNIT, "scores": {**SCORES, "time": 2}}
        taken = (await hub.ask(SURVEY, PORTAL, input={**given, "respondent": {"age": "FROM_60"}}))[
            "submitSurvey"
        ]
        assert taken == {"__typename": "SurveySubmitted", "repeated": False}
    found = (await hub.ask(INDEX, ANALYST, by=["AGENCY"]))["satisfaction"]
    [row] = found["rows"]

    assert (row["respondents"], row["index"], row["band"], row["grade"]) == (5, 72.22, "LACKING", "C")
    assert (row["quality"], row["elements"][2]) == ("Kurang baik", {"element": "TIME", "mean": 2.0})
    assert (found["recommendedSample"], found["profile"][0]["group"]) == (217, "FROM_60")


async def test_what_a_questionnaire_lacks_is_a_problem(hub: Hub) -> None:
    bad = {"idempotencyKey": "kiosk-0001", "agency": UNIT, "scores": {**SCORES, "cost": 5}}
    found = (await hub.ask(SURVEY, PORTAL, input=bad))["submitSurvey"]

    assert (found["code"], found["field"]) == ("INVALID", "scores.cost")


async def test_minutes_are_recorded_followed_up_and_read_by_everybody(hub: Hub) -> None:
    for number in (1, 2):
        input = {**FORUM, "idempotencyKey": f"fkp-{number:06}"}
        kept = (await hub.ask(RECORD, OWNER, input=input))["recordConsultation"]["consultation"]
    [agreement] = kept["agreements"]
    said = {"agreement": agreement["id"], "state": "DONE", "note": "Sudah."}
    done = (await hub.ask(FOLLOW, OWNER, input=said))["reportConsultationFollowUp"]["consultation"]
    first = (await hub.ask(MINUTES, ANONYMOUS))["consultations"]
    second = (await hub.ask(MINUTES, ANONYMOUS, after=first["pageInfo"]["endCursor"]))["consultations"]

    assert (kept["people"], agreement["state"], agreement["overdue"]) == (27, "OPEN", False)
    assert done["agreements"][0] == {
        "state": "DONE",
        "followUps": [{"note": "Sudah.", "agency": {"code": UNIT}}],
    }
    assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (True, False)
    assert second["edges"][0]["node"]["parties"][1]["organisation"] == "Radio Contoh"


@pytest.mark.parametrize(
    ("agreement", "state", "code"), [("x", "DONE", "NOT_FOUND"), ("QWdyZWVtZW50Ong", "DONE", "NOT_FOUND")]
)
async def test_an_agreement_that_is_none_is_a_problem(
    hub: Hub, agreement: str, state: str, code: str
) -> None:
    said = {"agreement": agreement, "state": state, "note": "Sudah."}
    found = (await hub.ask(FOLLOW, OWNER, input=said))["reportConsultationFollowUp"]

    assert found["code"] == code


@pytest.mark.parametrize("role", [Role.PORTAL, Role.ANALYST, Role.PARTNER, Role.ADMIN])
async def test_minutes_are_written_by_offices_only(hub: Hub, role: Role) -> None:
    answer = await hub.answer(RECORD, Caller("x", "X", role), input={**FORUM, "idempotencyKey": "fkp-000001"})

    assert answer.errors is not None
    assert (answer.errors[0].extensions or {})["code"] == "FORBIDDEN"
