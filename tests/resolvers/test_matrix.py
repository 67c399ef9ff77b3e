"""Every act of the contract, for every kind of caller, in every status, through the public schema."""

from collections import Counter
from typing import Any

import pytest
from graphql import GraphQLNonNull, GraphQLObjectType

from hub.domain import commands as ask
from hub.domain.caller import ANONYMOUS, Caller, Role
from hub.domain.case import Case, CaseEventType, CaseStatus, Sensitivity
from hub.domain.parties import parties_of
from hub.domain.permitted import OF_THE_HUB
from hub.domain.redaction import scope_of, sees
from hub.domain.status import EDGES, Act, allowed
from hub.schema.policy import rule_of
from tests.casework.steps import UNCLEAR, act, delivered, row, taken
from tests.harness import ANALYST, COORDINATOR, OPERATOR, OTHER_PORTAL, PARTNER, PORTAL, Hub, officer, shipped
from tests.resolvers.trial import TakenBack, trial_of

OWNER = officer("62.01.disdukcapil")
CALLERS: dict[str, tuple[Caller, bool]] = {  # and whether it shows the receipt
    "portal of entry": (PORTAL, False),
    "another portal": (OTHER_PORTAL, False),
    "another portal with the receipt": (OTHER_PORTAL, True),
    "peer": (Caller("peer", "Hub lain", Role.PEER, channel="lapor"), False),
    "owner": (OWNER, False),
    "officer of another agency": (officer("62.01.dinkes"), False),
    "coordinator": (COORDINATOR, False),
    "coordinator elsewhere": (Caller("lain", "Koordinator", Role.COORDINATOR, region="52"), False),
    "analyst": (ANALYST, False),
    "partner": (PARTNER, False),
    "operator": (OPERATOR, False),
    "nobody": (ANONYMOUS, False),
}
TEXTS: dict[str, Any] = {
    "note": "Catatan.",
    "reason": "Bukan kewenangan kami.",
    "answer": "Sudah ditangani.",
    "rating": 4,
    "identityProtection": "NONE",
    "visibility": "RESTRICTED",
    "sensitivity": "ORDINARY",
    "agency": "62.01.dinkes",
    "proposedAgency": "62.01.dinsos",
    "binding": True,
    "amount": 250_000,
    "metDuties": True,
    "providerAtFault": True,
    "notCausedByReporter": True,
    "paidOn": "2026-11-23",
}
IMPLIED = {
    Act.ASSIGN: {"RECALLED", "DELIVERED", "COPIED"},
    Act.RETURN: {"ASSIGNED", "DELIVERED"},
    Act.ACCEPT: {"DELIVERED"},
}
"""Events that an act brings along; documented in docs/lifecycle.md."""

ACTS = [one for one in Act if one not in OF_THE_HUB]
AT_REST = [one for one in CaseStatus if one is not CaseStatus.RETURNED]  # that one is only passed through


async def at_rest_in(hub: Hub, statuses: tuple[CaseStatus, ...]) -> dict[CaseStatus, tuple[str, str]]:
    """A case at rest in each of these, with its receipt; all of them came there by acts."""
    begin: dict[CaseStatus, list[tuple[Caller, Any]]] = {
        CaseStatus.RECEIVED: [],
        CaseStatus.VERIFIED: [(COORDINATOR, ask.Verify(Sensitivity.ORDINARY))],
        CaseStatus.ARCHIVED: [(COORDINATOR, ask.Archive("Tidak jelas."))],
    }
    accepted: list[tuple[Caller, Any]] = [(OWNER, ask.Accept("Kami terima."))]
    answered = [*accepted, (OWNER, ask.Answer("Sudah."))]
    go_on: dict[CaseStatus, list[tuple[Caller, Any]]] = {
        CaseStatus.ASSIGNED: [],
        CaseStatus.IN_PROGRESS: accepted,
        CaseStatus.NEEDS_INFORMATION: [*accepted, (OWNER, ask.RequestInformation("Di mana?"))],
        CaseStatus.ANSWERED: answered,
        CaseStatus.ADJUDICATION: [*answered, (PORTAL, ask.Contest("Bukan mereka.", wrong_owner=True))],
        CaseStatus.CLOSED: [*answered, (COORDINATOR, ask.Close("Selesai."))],
        CaseStatus.WITHDRAWN: [(PORTAL, ask.Withdraw("Tidak perlu."))],
    }
    head = (await taken(hub, **UNCLEAR)).case.tracking_number
    begin[CaseStatus.MERGED] = [(COORDINATOR, ask.Merge(head, "Sama."))]
    found: dict[CaseStatus, tuple[str, str]] = {}
    for status, steps in (begin | go_on).items():
        if status not in statuses:
            continue
        case = await (taken(hub, **UNCLEAR) if status in begin else delivered(hub))
        for who, command in steps:
            await act(hub, who, case.case.tracking_number, command)
        found[status] = case.case.tracking_number, case.receipt
    assert {(await row(hub, number)).status: number for number, _ in found.values()} == {
        status: number for status, (number, _) in found.items()
    }
    return found


def written(hub: Hub, one: Act) -> tuple[str, set[str]]:
    """The mutation as a client writes it, and the fields its input takes."""
    root = hub.schema._schema.mutation_type
    assert isinstance(root, GraphQLObjectType)
    wanted = root.fields[one.value].args["input"].type
    assert isinstance(wanted, GraphQLNonNull)
    text = (
        f"mutation ($input: {wanted}) {{ answer: {one.value}(input: $input) {{ __typename "
        "... on CaseChanged { case { status version } } "
        "... on Problem { code message allowed current { version } } } }"
    )
    return text, set(wanted.of_type.fields)


def expected(one: Act, who: Caller, case: Case, shows_receipt: bool) -> str:
    """The outcome by the policy table, the caller's sight and the status table."""
    rule = rule_of(f"Mutation.{one.value}")
    if not any(who.may(scope) for scope in rule):
        return "FORBIDDEN"
    once_held = case.hop > 0 and who == OWNER
    if not shows_receipt and not sees(scope_of(who, shipped()), case, past_holder=once_held):
        return "NOT_FOUND"
    parties = parties_of(who, case, holds_receipt=shows_receipt)
    if not EDGES[one].parties & parties:
        return "NOT_ALLOWED"
    if one not in allowed(case.status, parties):
        return "ILLEGAL_TRANSITION"
    return "CaseChanged"


async def attempt(
    trial: Hub, store: TakenBack, one: Act, who: Caller, case: Case, receipt: str | None, head: str
) -> tuple[str, dict[str, Any]]:
    """What came of it: CaseChanged, or a code."""
    text, fields = written(trial, one)
    given = {name: value for name, value in TEXTS.items() if name in fields}
    given |= {"trackingNumber": case.tracking_number, "expectedVersion": case.version}
    if "receipt" in fields:
        given["receipt"] = receipt
    if "into" in fields:
        given["into"] = head
    store.watched, store.told = case.id, []
    answer = await trial.answer(text, who, input=given)
    if answer.errors:
        code = (answer.errors[0].extensions or {})["code"]
        return ("FORBIDDEN" if code == "UNAUTHENTICATED" else code), {}
    assert answer.data is not None
    said = answer.data["answer"]
    return said.get("code", said["__typename"]), said


@pytest.mark.parametrize(
    "statuses",
    [
        pytest.param((CaseStatus.RECEIVED, CaseStatus.ANSWERED), id="two"),
        pytest.param(tuple(AT_REST), id="every", marks=pytest.mark.long),
    ],
)
async def test_every_act_of_every_caller_by_status(hub: Hub, statuses: tuple[CaseStatus, ...]) -> None:
    found = await at_rest_in(hub, statuses)
    assert set(found) == set(statuses)
    cases = {status: await row(hub, number) for status, (number, _) in found.items()}
    timelines = {status: case.version for status, case in cases.items()}
    trial, store = trial_of(hub)
    head, count = (await taken(hub, **UNCLEAR)).case.tracking_number, Counter[str]()
    for status, case in cases.items():
        for name, (who, shows) in CALLERS.items():
            for one in ACTS:
                wanted = expected(one, who, case, shows)
                code, said = await attempt(
                    trial, store, one, who, case, found[status][1] if shows else None, head
                )
                where = f"{one.value} by {name} in {status.value}: {said.get('message')}"
                count[code] += 1
                if wanted == "CaseChanged" and code != wanted:
                    assert (one, code) in {
                        (Act.ESCALATE, "ILLEGAL_TRANSITION"),  # the provider still has time
                        (Act.DECIDE_COMPENSATION, "ILLEGAL_TRANSITION"),  # nobody has claimed anything
                        (Act.PAY_COMPENSATION, "ILLEGAL_TRANSITION"),
                        (Act.ASSIGN, "ALREADY_RETURNED"),
                    }, where
                    assert one.value not in said["allowed"], where
                    continue
                assert code == wanted, where
                if code == "CaseChanged":
                    check_events(one, case, store, where)
                elif code == "ILLEGAL_TRANSITION":
                    check_allowed(who, case, shows, said, where)
    assert {status: (await row(hub, found[status][0])).version for status in found} == timelines
    assert sum(count.values()) == len(ACTS) * len(CALLERS) * len(statuses)
    assert count["CaseChanged"] >= 5 * len(statuses)


def check_events(one: Act, case: Case, store: TakenBack, where: str) -> None:
    """One version, one event of the act's own type, and what it implies."""
    new = [event for event in store.told if event.version > case.version]
    types = Counter(event.type.value for event in new)
    own: CaseEventType = EDGES[one].event
    assert {event.version for event in new} == {case.version + 1}, where
    assert types[own.value] == 1, where
    assert set(types) - {own.value} <= IMPLIED.get(one, set()), where


def check_allowed(who: Caller, case: Case, shows: bool, said: dict[str, Any], where: str) -> None:
    """What is open to the caller, as data and in words."""
    now = {one.value for one in allowed(case.status, parties_of(who, case, holds_receipt=shows))}
    assert set(said["allowed"]) <= now, where
    assert said["current"] is None, where
    _, named, told = said["message"].partition("; now: ")
    if named:
        assert told == (", ".join(said["allowed"]) or "nothing"), where


def test_returned_is_passed_through_and_never_rested_in() -> None:
    assert EDGES[Act.RETURN].target is CaseStatus.RETURNED
    assert len(AT_REST) == len(CaseStatus) - 1
