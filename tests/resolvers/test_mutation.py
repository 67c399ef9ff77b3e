"""Changes: what a caller can mend comes back as data, everything else as an error with a code."""

from typing import Any

import pytest
from graphql import (
    GraphQLList,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLUnionType,
    get_named_type,
    get_nullable_type,
)

from hub.domain.caller import Caller
from hub.resolvers.schema import build
from tests.harness import ANALYST, COORDINATOR, OPERATOR, PORTAL, Hub, officer
from tests.resolvers.operations import ONE, SUBMIT, act, submission

DISDUKCAPIL = officer("62.01.disdukcapil")


async def submit(hub: Hub, **changes: Any) -> dict[str, Any]:
    answer: dict[str, Any] = (await hub.ask(SUBMIT, PORTAL, input=submission(**changes)))["submitCase"]
    return answer


async def delivered(hub: Hub) -> tuple[str, int, str]:
    """A case at its owner: number, version, receipt."""
    taken = await submit(hub)
    await hub.drain()
    number = taken["case"]["trackingNumber"]
    return number, (await hub.ask(ONE, PORTAL, number=number))["case"]["version"], taken["receipt"]


async def run(
    hub: Hub, name: str, who: Caller, type_name: str = "CaseNoteInput", **given: Any
) -> dict[str, Any]:
    answer: dict[str, Any] = (await hub.ask(act(name, type_name), who, input=given))["answer"]
    return answer


async def test_a_repeated_submission_answers_the_same_case_and_receipt(hub: Hub) -> None:
    assert await submit(hub) == await submit(hub)


async def test_another_content_under_the_same_key_is_a_problem(hub: Hub) -> None:
    await submit(hub)

    again = await submit(hub, title="Judul yang lain")

    assert (again["__typename"], again["code"]) == ("Problem", "IDEMPOTENCY_CONFLICT")


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"region": "99.01"}, "UNKNOWN_REGION", "region"),
        ({"topic": "tidak-ada"}, "UNKNOWN_TOPIC", "topic"),
        ({"title": "KTP"}, "INVALID", "title"),
        ({"idempotencyKey": "short"}, "INVALID", "idempotencyKey"),
        ({"attachments": ["QXR0YWNobWVudDox"]}, "INVALID", "attachments"),
    ],
)
async def test_what_can_be_mended_is_told_with_its_field(
    hub: Hub, changes: dict[str, Any], code: str, field: str
) -> None:
    answer = await submit(hub, **changes)

    assert (answer["__typename"], answer["code"], answer["field"]) == ("Problem", code, field)


async def test_a_case_goes_its_whole_way(hub: Hub) -> None:
    number, version, receipt = await delivered(hub)
    known = {"trackingNumber": number}

    accepted = await run(hub, "acceptCase", DISDUKCAPIL, **known, expectedVersion=version, note="Diterima")
    progress = await run(
        hub, "reportProgress", DISDUKCAPIL, **known,
        expectedVersion=accepted["case"]["version"], note="Sedang dicetak",
    )  # fmt: skip
    answered = await run(
        hub, "answerCase", DISDUKCAPIL, "AnswerCaseInput", **known,
        expectedVersion=progress["case"]["version"], answer="KTP sudah dapat diambil",
    )  # fmt: skip
    confirmed = await run(
        hub, "confirmAnswer", PORTAL, "ConfirmAnswerInput", **known,
        expectedVersion=answered["case"]["version"], rating=5, receipt=receipt,
    )  # fmt: skip

    assert [one["case"]["status"] for one in (accepted, progress, answered, confirmed)] == [
        "IN_PROGRESS",
        "IN_PROGRESS",
        "ANSWERED",
        "CLOSED",
    ]


async def test_an_agency_gives_a_case_back_and_the_coordinator_assigns_it_for_good(hub: Hub) -> None:
    number, version, _ = await delivered(hub)

    returned = await run(
        hub, "returnCase", DISDUKCAPIL, "ReturnCaseInput",
        trackingNumber=number, expectedVersion=version, reason="Bukan kewenangan kami",
        proposedAgency="62.01.pupr",
    )  # fmt: skip
    assigned = await run(
        hub, "assignCase", COORDINATOR, "AssignCaseInput", trackingNumber=number,
        expectedVersion=returned["case"]["version"], agency="62.01.pupr", note="Mohon ditindaklanjuti",
        copies=["62.01.diskominfo"], binding=True,
    )  # fmt: skip

    assert returned["case"]["status"] in {"RETURNED", "ADJUDICATION", "ASSIGNED"}
    assert assigned["__typename"] == "CaseChanged"
    case = (await hub.ask(ONE, COORDINATOR, number=number))["case"]
    assert [one["code"] for one in case["copiedAgencies"]] == ["62.01.diskominfo"]
    assert case["assignments"][-1]["agency"]["code"] == "62.01.pupr"


async def test_a_stale_version_is_a_conflict(hub: Hub) -> None:
    number, version, _ = await delivered(hub)

    answer = await run(
        hub, "acceptCase", DISDUKCAPIL, trackingNumber=number, expectedVersion=version - 1, note="Diterima"
    )

    assert (answer["code"], answer["field"]) == ("CONFLICT", "expectedVersion")


async def test_a_foreign_case_cannot_be_touched_nor_told_from_a_missing_one(hub: Hub) -> None:
    number, version, _ = await delivered(hub)
    stranger = officer("52.01.dinkes")

    foreign = await run(hub, "acceptCase", stranger, trackingNumber=number, expectedVersion=version, note="x")
    missing = await run(hub, "acceptCase", stranger, trackingNumber="H-0", expectedVersion=1, note="x")

    assert foreign == missing == {**foreign, "code": "NOT_FOUND"}


async def test_protection_rises_for_whoever_holds_the_receipt(hub: Hub) -> None:
    number, version, receipt = await delivered(hub)

    raised = await run(
        hub, "raiseProtection", PORTAL, "RaiseProtectionInput",
        trackingNumber=number, expectedVersion=version,
        identityProtection="SEALED", visibility="RESTRICTED", receipt=receipt,
    )  # fmt: skip

    assert raised["__typename"] == "CaseChanged"
    case = (await hub.ask(ONE, COORDINATOR, number=number))["case"]
    assert (case["identityProtection"], case["visibility"], case["reporter"]) == (
        "SEALED",
        "RESTRICTED",
        None,
    )


async def test_an_operator_cannot_redeliver_what_is_not_stuck_or_not_there(hub: Hub) -> None:
    number, _, _ = await delivered(hub)
    assignment = (await hub.ask(ONE, COORDINATOR, number=number))["case"]["assignments"][0]["id"]
    text = "mutation ($id: ID!) { redeliver(assignmentId: $id) { ... on Problem { code field } } }"

    there = await hub.ask(text, OPERATOR, id=assignment)
    gone = await hub.ask(text, OPERATOR, id="QXNzaWdubWVudDpub25l")
    wrong = await hub.ask(text, OPERATOR, id="no id at all")

    assert [one["redeliver"]["code"] for one in (there, gone, wrong)] == [
        "ILLEGAL_TRANSITION",
        "NOT_FOUND",
        "NOT_FOUND",
    ]
    assert wrong["redeliver"]["field"] == "assignmentId"


def test_every_change_can_answer_a_problem() -> None:
    mutations = build()._schema.mutation_type
    assert isinstance(mutations, GraphQLObjectType)

    assert [name for name, field in mutations.fields.items() if not tells_problems(field.type)] == []


def tells_problems(answer: GraphQLOutputType) -> bool:
    """By a union that holds Problem; in a list, where some rows may fail and others not, in each row."""
    answered = get_named_type(answer)
    if isinstance(answered, GraphQLUnionType):
        return any(one.name == "Problem" for one in answered.types)
    rows = get_nullable_type(answer)
    if not isinstance(rows, GraphQLList) or not isinstance(answered, GraphQLObjectType):
        return False
    problem = answered.fields.get("problem")
    return problem is not None and get_named_type(problem.type).name == "Problem"


async def test_whoever_may_not_change_anything_is_stopped_before_casework(hub: Hub) -> None:
    answer = await hub.answer(SUBMIT, ANALYST, input=submission())

    assert answer.data is None
    assert [(error.extensions or {})["code"] for error in answer.errors or []] == ["FORBIDDEN"]
